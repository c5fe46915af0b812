// A scanner types faster than any person: what it reads at the till is looked for as a booking, and none
// of its letters works a key of the till. So keys outside fields are held for a moment.

const MOMENT = 60; // milliseconds: whatever follows sooner was not typed by a person
const SHORTEST = 6;
const typing = "input:not([type=radio], [type=checkbox]), select, textarea";

const search = document.querySelector(".till-find");
let held = [];
let timer = null;

// As if the key had been pressed now, wherever the focus has come to by then.
function give(key) {
  const target = document.activeElement ?? document.body;
  if (key.length === 1 && target.matches(typing)) {
    target.value += key;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (key === "Enter" && target.matches("button, a")) {
    target.click();
  } else {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}

function release() {
  clearTimeout(timer);
  const keys = held;
  held = [];
  if (keys.length < SHORTEST) {
    for (const key of keys) give(key);
    return true;
  }
  if (search) {
    search.querySelector("[type=search]").value = keys.join("");
    search.requestSubmit();
  }
  return false;
}

document.addEventListener(
  "keydown",
  (event) => {
    if (!event.isTrusted || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(typing)) return;
    const isEnter = event.key === "Enter" && held.length > 0;
    const isOnButton = event.key === " " && !held.length && event.target.matches("button, a, summary");
    if (!isEnter && (event.key.length !== 1 || isOnButton)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isEnter) {
      if (release()) give("Enter");
      return;
    }
    if (event.repeat) return;
    held.push(event.key);
    clearTimeout(timer);
    timer = setTimeout(release, MOMENT);
  },
  { capture: true },
);
