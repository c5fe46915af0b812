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
