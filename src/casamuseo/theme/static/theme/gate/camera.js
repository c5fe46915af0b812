// The camera of a phone: QR codes by the browser's own detector, or by the one that the house serves.

const EVERY = 120; // milliseconds
const SAME = 3500; // a code that stays in the picture counts once
const WIDEST = 960;

export class Camera {
  constructor(video, { seen }) {
    this.video = video;
    this.seen = seen;
    this.stream = null;
    this.last = { code: "", at: -Infinity };
  }

  get isOn() {
    return this.stream !== null;
  }

  // Asks for the camera at the back. Throws what the browser throws where it is missing or refused.
  async start() {
    const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.read = await reader();
    void this.look();
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async look() {
    while (this.isOn) {
      const begun = performance.now();
      if (!document.hidden && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
        const code = await this.read(this.video);
        if (code && this.isOn) this.found(code);
      }
      const rest = EVERY - (performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, Math.max(20, rest)));
    }
  }

  found(code) {
    const now = performance.now();
    const isSame = code === this.last.code && now - this.last.at < SAME;
    this.last = { code, at: now };
    if (!isSame) this.seen(code);
  }
}

export function hasCamera() {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

// A function that finds the text of a QR code in a picture, or "".
export async function reader() {
  return (await ownDetector()) ?? (await servedReader());
}

async function ownDetector() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (picture) => {
    const [found] = await detector.detect(picture).catch(() => []);
    return found?.rawValue ?? "";
  };
}

async function servedReader() {
  const { prepareZXingModule, readBarcodes } = await import("../../built/zxing/reader/index.js");
  const compiled = new URL("../../built/zxing/reader/zxing_reader.wasm", import.meta.url).href;
  prepareZXingModule({ overrides: { locateFile: () => compiled } });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const options = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true };
  return async (picture) => {
    const width = picture.videoWidth || picture.width;
    const height = picture.videoHeight || picture.height;
    if (!width) return "";
    const scale = Math.min(1, WIDEST / width);
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    const [found] = await readBarcodes(pixels, options);
    return found?.text ?? "";
  };
}
