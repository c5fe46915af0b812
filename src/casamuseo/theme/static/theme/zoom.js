/* Looks closely at a photograph: the viewer is fetched when somebody asks for it, and not before.
   Without this script the link leads to the largest file. */

let viewer;

for (const link of document.querySelectorAll("a[data-zoom]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
}

async function open(link) {
  const dialog = build(link);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    viewer?.destroy();
    viewer = undefined;
    dialog.remove();
    link.focus();
  });
  dialog.showModal();
  try {
    await fetched(link.dataset.script);
  } catch {
    location.assign(link.href);
    return;
  }
  if (dialog.open) show(link, dialog);
}

function build(link) {
  const { in: larger, out: smaller, whole, close, keys } = link.dataset;
  const dialog = element("dialog", "zoom");
  dialog.setAttribute("aria-label", link.textContent);
  const bar = element("div", "zoom-bar");
  bar.append(
    button(larger, "+", () => by(1.6)),
    button(smaller, "−", () => by(1 / 1.6)),
    button(whole, "", () => viewer?.viewport?.goHome()),
    button(close, "", () => dialog.close()),
  );
  const note = element("p", "zoom-note");
  note.textContent = keys;
  note.setAttribute("role", "status");
  const stage = element("div", "zoom-stage");
  dialog.append(bar, stage, note);
  return dialog;
}

// The viewer would write a style element, which our policy forbids, unless it finds one of its own:
// this one is called so and is no element of HTML.
function withoutStyleElement() {
  const style = document.createElementNS(null, "style");
  style.setAttribute("data-openseadragon-mobile-css", "true");
  document.head.append(style);
}

function show(link, dialog) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  viewer = window.OpenSeadragon({
    element: dialog.querySelector(".zoom-stage"),
    tileSources: link.dataset.zoom,
    showNavigationControl: false,
    animationTime: still ? 0 : 0.6,
    immediateRender: still,
    maxZoomPixelRatio: 2,
    visibilityRatio: 0.5,
    drawer: "canvas",
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
  });
  viewer.canvas.setAttribute("aria-label", `${link.textContent}. ${link.dataset.keys}`);
  viewer.canvas.setAttribute("role", "application");
  viewer.addHandler("open", () => viewer.canvas.focus());
  viewer.addHandler("open-failed", () => {
    dialog.querySelector(".zoom-note").textContent = link.dataset.failed;
  });
}

function by(factor) {
  viewer?.viewport?.zoomBy(factor);
  viewer?.viewport?.applyConstraints();
}

function fetched(address) {
  if (window.OpenSeadragon) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => {
      withoutStyleElement();
      resolve();
    };
    script.onerror = reject;
    document.head.append(script);
  });
}

function element(name, kind) {
  const made = document.createElement(name);
  made.className = kind;
  return made;
}

function button(label, sign, act) {
  const made = element("button", "button");
  made.type = "button";
  made.textContent = sign || label;
  if (sign) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}
