// Small helps of the desk; every page works without them.

const typing = "input, select, textarea, [contenteditable]";

// What a form refused is read first.
document.querySelector("[data-focus]")?.focus();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && location.hash === "#menu") {
    location.hash = "";
    document.querySelector(".menu-open")?.focus();
    return;
  }
  if (event.target.closest(typing)) return;

  // A slash goes to the search, or to the first field.
  if (event.key === "/") {
    const field =
      document.querySelector("main [type=search]") ??
      document.querySelector("main :is(input:not([type=hidden]), select, textarea)");
    if (field) {
      event.preventDefault();
      field.focus();
    }
    return;
  }

  // A key that a button or a link shows works it.
  const wanted = CSS.escape(event.key);
  const shown = document.querySelector(`main [data-shortcut="${wanted}" i]`);
  if (shown && !shown.disabled) {
    event.preventDefault();
    shown.click();
  }
});

// What cannot be taken back is asked for once more.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A changed choice submits its form where the form says so.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-submit-on-change]")?.requestSubmit();
});

// htmx sends the form token in a header.
document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
});

// Whoever types a number or a name is offered the objects that are like it.
let asked = 0;
document.addEventListener("input", async (event) => {
  const field = event.target.closest("[data-finds=objects]");
  const words = field?.value.trim() ?? "";
  if (words.length < 2) return;
  asked += 1;
  const turn = asked;
  await new Promise((done) => setTimeout(done, 150));
  if (turn !== asked) return;
  const found = await fetch(`/desk/objects/find/?q=${encodeURIComponent(words)}`);
  if (turn !== asked || found.redirected || !found.ok) return;
  let list = document.getElementById(field.getAttribute("list"));
  if (!list) {
    list = document.createElement("datalist");
    list.id = field.getAttribute("list");
    document.body.append(list);
  }
  list.innerHTML = await found.text();
});
