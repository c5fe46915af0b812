// The camera of a telephone fills in the number of an object and sends the form. A scanner at a keyboard
// needs none of this: it types the number and Enter.

import { Camera, hasCamera } from "./gate/camera.js";

const part = document.querySelector("[data-scans]");
const field = part?.querySelector(`[name="${part.dataset.scans}"]`);

if (field && hasCamera()) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = part.dataset.words;
  const video = document.createElement("video");
  video.className = "procedure-camera";
  video.muted = true;
  video.playsInline = true;
  video.hidden = true;
  part.prepend(button, video);

  const camera = new Camera(video, {
    seen: (code) => {
      camera.stop();
      field.value = code;
      field.form.requestSubmit();
    },
  });
  const start = async () => {
    video.hidden = false;
    try {
      await camera.start();
      sessionStorage.setItem("scans", "camera");
    } catch {
      video.hidden = true;
      button.hidden = true;
      sessionStorage.removeItem("scans");
    }
  };
  button.addEventListener("click", () => {
    if (!camera.isOn) return start();
    camera.stop();
    video.hidden = true;
    sessionStorage.removeItem("scans");
  });
  // Whoever scanned the last number with the camera scans the next one, too.
  if (sessionStorage.getItem("scans") === "camera") start();
}
