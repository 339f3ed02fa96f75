"use strict";
// On a phone: the cells of a table of many columns, or of one that is too wide, are told their headings, so that page.css
// can put them one below the other. The roles say what the table is where its boxes are no longer those of a table.
(() => {
  const MOST_COLUMNS = 3;
  const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
  const phone = matchMedia("(max-width: 640px)");
  let isWaiting = false;

  function tell(table) {
    const headings = [...table.querySelectorAll("thead th")].map((heading) => heading.textContent.trim());
    const isTooWide = table.offsetWidth > table.parentElement.clientWidth;
    if (headings.length <= MOST_COLUMNS && !isTooWide && !table.classList.contains("is-stacked")) {
      return;
    }
    table.classList.add("is-stacked");
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
      part.setAttribute("role", ROLES[part.localName]);
    }
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, column) => {
        cell.dataset.heading = headings[column];
        cell.classList.toggle("is-blank", !cell.textContent.trim());
      });
    }
  }

  function tellAll() {
    isWaiting = false;
    if (phone.matches) {
      document.querySelectorAll("[data-testid=stTable] table").forEach(tell);
    }
  }

  function wait() {
    if (!isWaiting) {
      isWaiting = true;
      requestAnimationFrame(tellAll);
    }
  }

  phone.addEventListener("change", wait);
  new MutationObserver(wait).observe(document, { childList: true, subtree: true, characterData: true });
})();

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
