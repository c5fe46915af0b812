// The editor of a text: counts while somebody writes, finds sources, keeps from leaving unsaved.

const form = document.getElementById("text");
const WORD = /[\p{L}\p{N}_]+(?:[.,’'\-/][\p{L}\p{N}_]+)*/gu;
const END =
  /(?<!(?<![\p{L}\p{N}_])[\p{L}\p{N}_]{1,2}\.)(?<=[.!?…])[»”’")\]]*\s+(?=[¿¡«“"(]*\p{Lu})/u;

// The words of each sentence: what sources.counting counts on the server.
function lengths(words) {
  return words
    .replaceAll("*", "")
    .split(END)
    .map((part) => (part.match(WORD) ?? []).length)
    .filter(Boolean);
}

const sum = (counts) => counts.reduce((all, one) => all + one, 0);

const rule = document.querySelector(".text-counts")?.dataset ?? {};

function countBox(box) {
  let out = box.nextElementSibling;
  if (!out?.matches("output")) {
    out = document.createElement("output");
    out.className = "quiet";
    box.after(out);
  }
  const counts = lengths(box.value);
  const isLong = counts.some((words) => words > Number(rule.sentence));
  const words = sum(counts);
  const text = (words === 1 ? form.dataset.one : form.dataset.many).replace("#", words);
  out.textContent = isLong ? `${text}, ${form.dataset.long}` : text;
  out.classList.toggle("long", isLong);
  return counts;
}

function countAll() {
  const totals = new Map();
  for (const box of form.querySelectorAll("[data-words]")) {
    const code = box.dataset.words;
    totals.set(code, [...(totals.get(code) ?? []), ...countBox(box)]);
  }
  for (const [code, counts] of totals) {
    const row = document.querySelector(`[data-total="${CSS.escape(code)}"]`);
    if (!row) continue;
    const words = sum(counts);
    const most = Number(rule.most);
    const range = most ? ` (${Number(rule.least) ? `${rule.least}–` : "≤ "}${most})` : "";
    row.querySelector("[data-words]").textContent =
      (words === 1 ? form.dataset.one : form.dataset.many).replace("#", words) + range;
    const longest = Math.max(0, ...counts);
    const told = row.querySelector("[data-longest]");
    told.textContent = told.textContent.replace(/\d+/, longest);
    row.classList.toggle("long", (most && words > most) || longest > Number(rule.sentence));
  }
}

// A combobox as the ARIA practices describe it: the list is asked for while somebody types.
function close(input) {
  input.parentElement.querySelector("[role=listbox]")?.remove();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

async function find(input) {
  const asked = input.value.trim();
  if (!asked) return close(input);
  const answer = await fetch(`${form.dataset.find}?q=${encodeURIComponent(asked)}`);
  if (!answer.ok || input.value.trim() !== asked || document.activeElement !== input) return;
  close(input);
  const list = document.createElement("ul");
  list.role = "listbox";
  list.id = `found-${input.name}`;
  list.ariaLabel = input.ariaLabel;
  list.innerHTML = await answer.text();
  for (const [place, option] of [...list.querySelectorAll("[data-value]")].entries())
    option.id = `${list.id}-${place}`;
  input.parentElement.append(list);
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "true");
}

function take(input, option) {
  input.value = option.dataset.value;
  close(input);
  let said = input.parentElement.querySelector("small:not(li small)");
  if (!said) {
    said = document.createElement("small");
    said.className = "quiet";
    input.parentElement.append(said);
  }
  said.textContent = option.textContent.trim();
  isChanged = true;
  input.nextElementSibling.focus();
}

function move(input, step) {
  const options = [...input.parentElement.querySelectorAll("[role=listbox] [data-value]")];
  if (!options.length) return;
  const at = options.findIndex((one) => one.ariaSelected === "true");
  const next = options.at((at + step + options.length) % options.length);
  for (const one of options) one.ariaSelected = String(one === next);
  input.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

let isChanged = false;

// Whoever was signed out meanwhile sends into the void: what they sent waits in this tab until they
// are back before the same sentences.
const SAME = /^(seen|rows|\d+-key)$/;

function keepSent() {
  try {
    sessionStorage.setItem(form.action, JSON.stringify([...new FormData(form)]));
  } catch {
    // A full store keeps nothing, as it was without it.
  }
}

function bringBack() {
  const sent = JSON.parse(sessionStorage.getItem(form.action) ?? "[]");
  sessionStorage.removeItem(form.action);
  const fields = form.elements;
  if (!sent.every(([name, value]) => !SAME.test(name) || fields[name]?.value === value)) return;
  for (const [name, value] of sent) {
    const field = fields[name];
    if (!field?.matches?.("textarea, select, input:not([type=hidden], [type=checkbox])")) continue;
    if (field.value !== value) isChanged = true;
    field.value = value;
  }
}

function start() {
  for (const input of form.querySelectorAll("[data-source]")) {
    input.role = "combobox";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
  }

  form.addEventListener("input", (event) => {
    isChanged = true;
    if (event.target.matches("[data-words]")) countAll();
    if (event.target.matches("[data-source]")) {
      clearTimeout(find.waits);
      find.waits = setTimeout(() => find(event.target), 180);
    }
  });

  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-certainty]")) return;
    const row = event.target.closest(".sentence");
    row.className = `sentence run ${event.target.value}`;
    const isContested = event.target.value === "contested";
    for (const other of row.querySelectorAll(".sentence-other")) {
      other.open = isContested || other.querySelector("textarea").value !== "";
      other.hidden = !other.open;
    }
  });

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("[data-source]") || input.getAttribute("aria-expanded") !== "true") return;
    const option = input.parentElement.querySelector("[data-value][aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(input, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && option) {
      event.preventDefault();
      take(input, option);
    } else if (event.key === "Escape") {
      close(input);
    }
  });

  // Before the input loses the focus: the choice is still being made.
  form.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=listbox] [data-value]");
    if (!option) return;
    event.preventDefault();
    take(option.closest(".sentence-source").querySelector("[data-source]"), option);
  });

  form.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-source]")) close(event.target);
  });

  form.addEventListener("submit", () => {
    isChanged = false;
    keepSent();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });

  bringBack();
  countAll();
}

if (form) start();
