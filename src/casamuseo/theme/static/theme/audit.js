// An audit with the telephone's camera, or a scanner that types: a number goes where it could be typed.

import { Camera, hasCamera } from "./gate/camera.js";

const board = document.getElementById("audit-board");
const corner = document.querySelector("[data-audit-camera]");

// A tick is sent by itself: no button is needed for it.
function tidy() {
  for (const each of board.querySelectorAll("[data-without-script]")) each.hidden = true;
}

function scanned(text) {
  const form = document.getElementById("audit-see");
  if (!form) return;
  form.querySelector("[name=thing]").value = text;
  navigator.vibrate?.(60);
  form.requestSubmit();
}

// Where a tick was made the next one is near; a number that was refused is corrected at once.
let place = null;
document.addEventListener("htmx:before:swap", () => {
  const here = document.activeElement;
  place = here?.name === "seen" ? `[name=seen][value="${here.value}"]` : null;
});
document.addEventListener("htmx:after:settle", () => {
  tidy();
  const field = board.querySelector("[name=thing]");
  const here = place ? board.querySelector(place) : field;
  here?.focus({ preventScroll: Boolean(place) });
  if (!place) field?.select();
});

if (board) tidy();

if (corner && hasCamera()) {
  const video = corner.querySelector("video");
  const button = corner.querySelector("button");
  const camera = new Camera(video, { seen: scanned });
  corner.hidden = false;
  button.addEventListener("click", async () => {
    if (camera.isOn) camera.stop();
    else await camera.start().catch(() => camera.stop());
    video.hidden = !camera.isOn;
    button.setAttribute("aria-pressed", String(camera.isOn));
  });
}
