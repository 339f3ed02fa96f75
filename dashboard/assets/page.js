"use strict";
// Before a page is printed: figures drawn for the window are told their size, so that page.css can fit them to the
// paper; and a dark page is marked, so that it is printed dark on white.
(() => {
  const FIGURES = ".js-plotly-plot .main-svg";

  function isDark() {
    const app = document.querySelector("[data-testid=stApp]");
    const channels = app ? getComputedStyle(app).backgroundColor.match(/\d+/g).slice(0, 3).map(Number) : [255];
    return channels.reduce((sum, channel) => sum + channel, 0) / channels.length < 128;
  }

  addEventListener("beforeprint", () => {
    document.documentElement.classList.toggle("dark-page", isDark());
    for (const svg of document.querySelectorAll(FIGURES)) {
      const { width, height } = svg.getBoundingClientRect();
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.closest(".svg-container").style.setProperty("--printed-ratio", `${width} / ${height}`);
    }
  });

  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("dark-page");
    for (const svg of document.querySelectorAll(FIGURES)) {
      svg.removeAttribute("viewBox");
    }
  });
})();
