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

// The menu is made of links of ours: Streamlit neither tells a screen reader which of them is the page at hand, nor
// closes the sidebar of a phone after one was followed, nor says that the page is in another language than before.
// Nor can its tables be scrolled with the keyboard.
(() => {
  const LINKS = "[data-testid=stSidebar] [data-testid=stPageLink-NavLink]";
  const PHONE = "(max-width: 767px)";
  let isAsked = false;

  const mark = () => {
    isAsked = false;
    const language = new URLSearchParams(location.search).get("lang");
    if (/^[a-z]{2}$/.test(language ?? "")) document.documentElement.lang = language;
    for (const link of document.querySelectorAll(LINKS)) {
      const isHere = new URL(link.href).pathname === location.pathname;
      if (isHere !== link.hasAttribute("aria-current")) {
        isHere ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
      }
    }

    // A table that is wider than a phone is scrolled sideways: with the keyboard too, once it can be reached.
    for (const region of document.querySelectorAll("[data-testid=stTable] > div")) {
      const isWider = region.scrollWidth > region.clientWidth;
      if (isWider !== region.hasAttribute("tabindex")) {
        isWider ? region.setAttribute("tabindex", "0") : region.removeAttribute("tabindex");
      }
    }
  };

  const ask = () => {
    if (!isAsked) requestAnimationFrame(mark);
    isAsked = true;
  };

  addEventListener("click", (event) => {
    if (event.target.closest?.(LINKS) && matchMedia(PHONE).matches) {
      document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    }
  });
  new MutationObserver(ask).observe(document, { childList: true, subtree: true });
})();
