// The door's page: wires scanner, camera and typed codes to the gate, and its verdicts to the screen.

import { Camera, hasCamera } from "./camera.js";
import { Gate } from "./gate.js";
import { Screen } from "./screen.js";
import { wake } from "./sounds.js";
import { openStore } from "./store.js";
import { listen } from "./wedge.js";

const page = document.getElementById("gate");
const words = JSON.parse(document.getElementById("gate-words").textContent);
const screen = new Screen(page, words);
const { form, code, camera_button: cameraButton, video, verdict } = screen.parts;

const store = await openStore();
let last = null;
const gate = new Gate(store, {
  addresses: { judge: page.dataset.judge, list: page.dataset.list, handOver: page.dataset.handOver },
  changed: () => stand(),
});
await gate.begin();
await navigator.storage?.persist?.().catch(() => false);
gate.run();
gate.warm();
stand();
setInterval(stand, 15_000);

function stand() {
  screen.stand(gate, { last, isLasting: store.isLasting });
}

async function judged(asking) {
  const scan = await asking;
  if (scan.verdict === null) {
    screen.tell(scan.words ?? words.too_late_to_undo);
    return;
  }
  screen.tell("");
  last = scan;
  screen.show(scan, {
    days: gate.knows.days,
    choices: choicesOf(scan),
    canUndo: gate.canTakeBack(scan),
  });
  stand();
}

// How many of the party could enter instead.
function choicesOf(scan) {
  const isEntry = scan.verdict === "admitted";
  if (scan.party === null || !(isEntry || scan.verdict === "too_many")) return [];
  const free = Math.min(scan.party - scan.used + (isEntry ? scan.count : 0), 20);
  return isEntry && free < 2 ? [] : Array.from({ length: free }, (_nothing, place) => place + 1);
}

function scanned(text) {
  wake();
  if (text !== "" && gate.standing !== "device-revoked") void judged(gate.scan(text));
}

function choose(count) {
  const scan = screen.shown;
  if (scan === null || !choicesOf(scan).includes(count)) return false;
  if (scan.verdict === "too_many") void judged(gate.scan(scan.code, { count }));
  else if (count === scan.count) screen.clear();
  else void judged(gate.takeBack(scan, { count }));
  return true;
}

function takeBack(scan) {
  if (scan !== null) void judged(gate.takeBack(scan));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  scanned(code.value);
  code.value = "";
});

listen({
  scanned,
  isSpeaking: () => screen.shown !== null,
  pressed(typed) {
    if (screen.shown !== null && /^[1-9]$/.test(typed) && choose(Number(typed))) return true;
    if (!/^[\w\s-]+$/.test(typed)) return false;
    // Somebody types a short code without looking for the field first.
    screen.clear();
    code.focus();
    code.value += typed;
    return false;
  },
});

verdict.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button) return;
  event.preventDefault();
  if (button.dataset.part === "undo") takeBack(screen.shown);
  else if (button.dataset.part === "go_on") screen.clear();
  else choose(Number(button.value));
});
screen.parts.undo_last.addEventListener("click", () => takeBack(last));

for (const tally of page.querySelectorAll("[data-tally]")) {
  tally.addEventListener("submit", (event) => {
    event.preventDefault();
    const [category, quantity] = event.submitter.value.split(":");
    if (Number(quantity) < 0 && gate.counted(category) < 1) return;
    wake();
    void gate.count(category, Number(quantity));
  });
}

document.addEventListener("keydown", (event) => {
  wake();
  if (event.key === "Escape") screen.clear();
});
document.addEventListener("pointerdown", wake);

// What the script does itself, and what the page offers to whoever has no script.
for (const part of page.querySelectorAll("[data-with-script]")) part.hidden = false;
for (const part of page.querySelectorAll("[data-without-script]")) part.hidden = true;

const camera = new Camera(video, { seen: scanned });
cameraButton.hidden = !hasCamera();
cameraButton.addEventListener("click", () => (camera.isOn ? closeCamera() : openCamera()));

async function openCamera() {
  try {
    await camera.start();
    keepAwake();
  } catch (problem) {
    camera.stop();
    screen.tell(problem.name === "NotAllowedError" ? words.camera_refused : words.camera_missing);
  }
  showCamera();
}

function closeCamera() {
  camera.stop();
  showCamera();
}

function showCamera() {
  video.hidden = !camera.isOn;
  cameraButton.setAttribute("aria-pressed", String(camera.isOn));
}

// A screen that falls asleep at the door is of no use; whoever cannot keep it awake does without.
function keepAwake() {
  void navigator.wakeLock?.request("screen").catch(() => null);
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && camera.isOn) keepAwake();
});

const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
if (hasCamera() && permission?.state === "granted" && matchMedia("(pointer: coarse)").matches) {
  await openCamera();
}

// With it the page itself opens with no network; browsers allow it on HTTPS and on this machine only.
if (navigator.serviceWorker) {
  const hadOne = navigator.serviceWorker.controller !== null;
  await navigator.serviceWorker.register(page.dataset.worker, { scope: "/gate/" }).catch(() => null);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadOne && screen.shown === null && code.value === "") location.reload();
  });
}
