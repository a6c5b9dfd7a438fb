/* The frame of every page: theme without a reload, "/" to search, dialogs, failed requests. */
(() => {
  "use strict";

  const themes = ["auto", "light", "dark"];

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-theme-switch]")) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const theme = button.value;
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.value = themes[(themes.indexOf(theme) + 1) % themes.length];
    for (const word of form.querySelectorAll("[data-when]")) word.hidden = word.dataset.when !== theme;
  });

  const isTyping = (element) =>
    element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector("[data-slash]");
    if (!search || isTyping(event.target)) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      event.preventDefault();
      dialog.removeAttribute("popover");
      dialog.showModal();
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    if (event.target.closest("[data-print]")) window.print();
  });

  const failed = () => {
    const place = document.getElementById("request-failed-here");
    const words = document.getElementById("request-failed");
    place.replaceChildren(words.content.cloneNode(true));
    window.setTimeout(() => place.replaceChildren(), 8000);
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", failed);

  const attention = document.querySelector("[data-focus]:not([data-still] *)");
  if (attention) attention.focus();

  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();
