/* Forms by keyboard: digits choose, Enter goes on, Ctrl+Enter saves; filters send themselves; drafts survive a closed tab. */
(() => {
  "use strict";

  const choose = (group, digit) => {
    for (const chip of group.querySelectorAll(".opt")) {
      const key = chip.querySelector("kbd");
      const input = chip.querySelector("input");
      if (!key || key.textContent.trim() !== digit || input.disabled) continue;
      input.click();
      input.focus();
      return true;
    }
    return false;
  };

  // One stop per row: a group of chips counts once, at its chosen chip or its first.
  const next = (input) => {
    const stops = [...input.form.querySelectorAll(".in, .opt input, [data-save]")].filter((field) => {
      if (field.disabled || field.readOnly || !field.checkVisibility()) return false;
      if (field === input) return true;
      if (!field.closest(".opt")) return true;
      if (field.name === input.name) return false;
      const group = [...field.closest(".ctl").querySelectorAll("input")];
      return field === (group.find((chip) => chip.checked) ?? group[0]);
    });
    const following = stops[stops.indexOf(input) + 1];
    if (following) following.focus();
    if (following && following.select) following.select();
  };

  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      const save = form.querySelector("[data-save]");
      if (save) {
        event.preventDefault();
        save.click();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const group = event.target.closest("[data-digits]");
    if (group && /^[0-9]$/.test(event.key) && choose(group, event.key)) event.preventDefault();
    if (event.key === "Enter" && event.target.matches(".ledger .in:not(textarea), .ledger .opt input")) {
      event.preventDefault();
      next(event.target);
    }
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });

  const stored = (form) => `draft:${form.dataset.draft}`;
  const keep = (form) => {
    const pairs = [...new FormData(form)].filter(
      ([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string",
    );
    sessionStorage.setItem(stored(form), JSON.stringify(pairs));
  };
  const restore = (form) => {
    const draft = sessionStorage.getItem(stored(form));
    if (!draft || form.querySelector("[aria-invalid]")) return;
    const kept = new Map();
    for (const [name, value] of JSON.parse(draft)) kept.set(name, [...(kept.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || ["hidden", "submit", "file"].includes(field.type)) continue;
      const values = kept.get(field.name) ?? [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
  };
  for (const form of document.querySelectorAll("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", () => sessionStorage.removeItem(stored(form)));
  }
})();
