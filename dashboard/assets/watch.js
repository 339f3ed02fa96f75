"use strict";
// Leaves a page whose session has ended. Streamlit's own script would keep the last figures on the screen and
// only try to connect again.
(() => {
  const SESSION_ENDED = 4401; // dashboard/access/tabs.py
  const AGAIN_AFTER_MS = 1000;

  const leave = () => {
    document.documentElement.replaceChildren();
    location.reload();
  };

  const ask = async () => {
    try {
      const answer = await fetch("/_stcore/health", { cache: "no-store" });
      if (answer.status === 401) leave();
    } catch {
      setTimeout(ask, AGAIN_AFTER_MS); // no network: the session may have ended when it is back
    }
  };

  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => (event.code === SESSION_ENDED ? leave() : ask()));
    }
  };
})();
