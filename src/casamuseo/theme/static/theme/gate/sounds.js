// Yes, no and look: told apart with closed eyes, by sound and in the hand.

const TUNES = {
  yes: { tones: [[880, 0.09], [1320, 0.16]], shape: "sine", shake: [80] },
  warn: { tones: [[620, 0.11], [620, 0.11], [620, 0.11]], shape: "triangle", shake: [90, 70, 90] },
  no: { tones: [[220, 0.28], [160, 0.42]], shape: "sawtooth", shake: [260, 90, 260] },
  note: { tones: [[520, 0.1]], shape: "sine", shake: [40] },
};
const PAUSE = 0.05;

let context = null;

// Browsers let a page sound once somebody has touched it or pressed a key.
export function wake() {
  const Context = window.AudioContext;
  if (!Context) return;
  context ??= new Context();
  if (context.state === "suspended") void context.resume();
}

export function sound(tone) {
  const { tones, shape, shake } = TUNES[tone];
  navigator.vibrate?.(shake);
  if (context?.state !== "running") return;
  let at = context.currentTime;
  for (const [pitch, length] of tones) {
    const voice = context.createOscillator();
    const loudness = context.createGain();
    voice.type = shape;
    voice.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.4, at + 0.015);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + length);
    voice.connect(loudness).connect(context.destination);
    voice.start(at);
    voice.stop(at + length);
    at += length + PAUSE;
  }
}
