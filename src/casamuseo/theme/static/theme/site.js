// Small helps; every page works without them.

// A changed choice submits its form where the form says so.
for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// The menu closes with Escape, and focus returns to what opened it.
const opener = document.querySelector(".menu-open");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#menu") {
    location.hash = "";
    opener?.focus();
  }
});

// The guide's number pad writes into its field, for thumbs that would rather not open a keyboard.
for (const pad of document.querySelectorAll("[data-pad-for]")) {
  const field = document.getElementById(pad.dataset.padFor);
  pad.hidden = false;
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button[type=button]");
    if (!key) return;
    field.value = key.value === "clear" ? "" : (field.value + key.value).slice(0, 3);
  });
}
