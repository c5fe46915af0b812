// The till without waiting for the server: counts, total, keys. Every button works without it, too.

import "./till-scanner.js";

const form = document.querySelector("[data-till]");
const typing = "input:not([type=radio], [type=checkbox]), select, textarea";

if (form) {
  const money = new Intl.NumberFormat(document.documentElement.lang === "es" ? "es-MX" : "en-GB", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const choices = [...form.querySelectorAll("[data-choice]")];
  const added = choices.filter((choice) => Number(choice.querySelector("[data-count]").value) > 0);

  const count = (choice) => {
    const number = Number.parseInt(choice.querySelector("[data-count]").value, 10);
    return Number.isFinite(number) ? Math.min(60, Math.max(0, number)) : 0;
  };

  const show = () => {
    let party = 0;
    let cents = 0;
    for (const choice of choices) {
      const visitors = count(choice);
      party += visitors;
      cents += visitors * Number(choice.dataset.cents);
      choice.classList.toggle("chosen", visitors > 0);
    }
    form.querySelector("[data-party]").value = party;
    form.querySelector("[data-sum]").value = `${money.format(cents / 100)}\u00a0${form.dataset.currency}`;
    form.querySelector("[data-total-cents]").value = cents;
    for (const note of form.querySelectorAll("[data-note]")) {
      note.disabled = !cents || Number(note.dataset.note) < cents;
    }
    const exact = form.querySelector(".till-exact");
    exact.querySelector("[data-exact-words]").textContent =
      party && !cents ? exact.dataset.free : exact.dataset.exact;
  };

  const change = (choice, by) => {
    const input = choice.querySelector("[data-count]");
    input.value = Math.min(60, Math.max(0, count(choice) + by));
    if (by > 0) added.push(choice);
    show();
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-less]");
    if (!button) return;
    event.preventDefault();
    change(button.closest("[data-choice]"), "add" in button.dataset ? 1 : -1);
    // After a tap the keys belong to the whole page again: Enter takes the money.
    if (event.detail > 0) button.blur();
  });
  form.addEventListener("input", (event) => {
    if ("count" in event.target.dataset) show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "-" || event.target.closest(typing)) return;
    const last = added.pop();
    if (last) change(last, -1);
  });
  show();
}

const paying = form ?? document.querySelector("[data-paying]");

if (paying) {
  // In a field, Enter presses the button beside it.
  paying.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(typing)) return;
    event.preventDefault();
    event.target.closest(".till-given")?.querySelector("button")?.click();
  });
  // A second click sends the same sale: the server knows it, and the clerk sees that it was heard.
  paying.addEventListener("submit", () => paying.setAttribute("aria-busy", "true"));
}

const done = document.querySelector("[data-done]");
if (done && "print" in done.dataset) {
  history.replaceState(null, "", location.pathname);
  window.addEventListener("load", () => window.print());
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  // A refusal that is being read has the focus, too, and has nothing to press.
  if (event.key === "Enter" && !event.target.closest("a, button, summary, input, select, textarea")) {
    document.querySelector("[data-key=Enter], [data-next]")?.click();
    return;
  }
  if (event.target.closest(typing)) return;
  const field = document.querySelector(`[data-focus-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (field) {
    event.preventDefault();
    field.focus();
  }
});

// Counting: the sum beside the pieces.
const counting = document.querySelector("[data-counting]");
if (counting) {
  const money = new Intl.NumberFormat(document.documentElement.lang === "es" ? "es-MX" : "en-GB", {
    minimumFractionDigits: 2,
  });
  const sum = () => {
    let cents = 0;
    for (const piece of counting.querySelectorAll("[data-worth]")) {
      cents += (Number.parseInt(piece.value, 10) || 0) * Number(piece.dataset.worth);
    }
    counting.querySelector("[data-sum]").value = `${money.format(cents / 100)}\u00a0${counting.dataset.currency}`;
  };
  counting.addEventListener("input", sum);
  sum();
}

// A button that only the browser can answer is shown where there is one.
for (const button of document.querySelectorAll("[data-print-now]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
