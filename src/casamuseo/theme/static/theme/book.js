// Small helps of booking; every form works without them.

// Whoever sent something wrong is led to what is wrong.
document.querySelector("[data-focus]")?.focus();

// A form is sent once, however often it is clicked.
for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // The page may come back from the browser's memory.
  addEventListener("pageshow", () => (sent = false));
}

// One more, one fewer.
for (const stepper of document.querySelectorAll(".stepper")) {
  const field = stepper.querySelector("input");
  stepper.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const number = (parseInt(field.value, 10) || 0) + Number(button.value);
    field.value = Math.min(Math.max(number, 0), Number(field.max));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// What it comes to, in cents like the server reckons.
for (const form of document.querySelectorAll("form[data-sum]")) {
  const line = form.querySelector(".sum");
  const shown = line.querySelector("output");
  const locale = { es: "es-MX", en: "en-GB" }[document.documentElement.lang];
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const reckon = () => {
    let cents = 0;
    let people = 0;
    for (const field of form.querySelectorAll("[data-cents]")) {
      const number = Math.max(0, parseInt(field.value, 10) || 0);
      people += number;
      cents += number * Number(field.dataset.cents);
    }
    line.hidden = people === 0;
    shown.value = cents ? `${format.format(cents / 100)} ${line.dataset.currency}` : line.dataset.free;
  };
  form.addEventListener("input", reckon);
  reckon();
}
