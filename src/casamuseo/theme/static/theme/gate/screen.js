// What the screen shows: the verdict over everything, the level in force, what waits, the last entry.

import { sound } from "./sounds.js";

const SHORT = 3500; // milliseconds
const LONG = 7000;

export class Screen {
  constructor(page, words) {
    this.page = page;
    this.words = words;
    this.timer = null;
    this.shown = null;
    this.parts = Object.fromEntries(
      [...page.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]),
    );
  }

  // Shows a scan that was judged; `days` are the house's days, for its wall time.
  show(scan, { days, choices, canUndo }) {
    const { verdict: said, word, sign, lines, numbers, undo } = this.parts;
    const tone = toneOf(scan, this.words);
    this.shown = scan;
    said.dataset.tone = tone;
    sign.dataset.tone = tone;
    word.textContent = this.words.verdicts[scan.verdict].word;
    fill(
      lines,
      linesOf(scan, { words: this.words, days }).map((line) => element("p", line)),
    );
    fill(
      numbers,
      choices.map((count) => {
        const button = element("button", String(count));
        button.type = "button";
        button.value = String(count);
        button.setAttribute("aria-pressed", String(count === scan.count));
        return button;
      }),
    );
    this.parts.how_many.hidden = choices.length === 0;
    undo.hidden = !canUndo;
    said.hidden = false;
    document.body.classList.add("gate-speaks");
    sound(tone);
    this.clearIn(tone === "yes" && choices.length === 0 ? SHORT : LONG);
  }

  // A sentence that is no verdict.
  tell(sentence) {
    this.parts.said.textContent = sentence;
    this.parts.said.hidden = sentence === "";
  }

  clear() {
    clearTimeout(this.timer);
    this.parts.verdict.hidden = true;
    this.shown = null;
    document.body.classList.remove("gate-speaks");
  }

  clearIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.clear(), milliseconds);
  }

  // How the gate stands: level, clock, what waits, the last entry.
  stand(gate, { last, isLasting }) {
    const { level, clock, waiting, standing, standing_words: standingWords } = this.parts;
    const { latest, undo_last: undoLast } = this.parts;
    level.dataset.level = gate.level();
    level.textContent = this.words.levels[gate.level()];
    const offset = gate.clock.offsetNow();
    const isDoubted = gate.clock.doubt();
    clock.hidden = !isDoubted && !gate.clock.isOff();
    const minutes = Math.max(1, Math.round(Math.abs(offset ?? 0) / 60));
    clock.textContent = isDoubted ? this.words.doubt : plural(this.words.off, minutes);
    const count = gate.waiting();
    waiting.hidden = count === 0;
    const kept = plural(this.words.waiting, count);
    waiting.textContent = isLasting ? kept : `${kept} ${this.words.memory_only}`;
    standing.hidden = gate.standing === "";
    const isRevoked = gate.standing === "device-revoked";
    standingWords.textContent = isRevoked ? this.words.revoked : this.words.unknown;
    this.page.classList.toggle("gate-withdrawn", isRevoked);
    latest.textContent = last
      ? this.words.last.replace("%(word)s", this.words.verdicts[last.verdict].word)
      : "";
    undoLast.hidden = last === null || !gate.canTakeBack(last);
    for (const count of this.page.querySelectorAll("[data-counted]")) {
      count.textContent = String(gate.counted(count.dataset.counted));
    }
  }
}

function toneOf(scan, words) {
  const { tone } = words.verdicts[scan.verdict];
  return tone === "yes" && scan.doubt ? "warn" : tone;
}

function linesOf(scan, { words, days }) {
  if (scan.verdict === "admitted") {
    const lines = [plural(words.enter, scan.count)];
    const left = (scan.party ?? 0) - scan.used;
    if (left > 0) lines.push(plural(words.left, left));
    if (scan.doubt) {
      lines.push(words.doubt);
      if (scan.from) lines.push(windowOf(scan, days, words));
    }
    return lines;
  }
  const isTimed = scan.verdict === "used" && scan.last;
  const sentence = words.next[isTimed ? "used_at" : scan.verdict] ?? "";
  const facts = {
    day: () => day(scan.from, days, words),
    from: () => clockTime(scan.from, days),
    until: () => clockTime(scan.until, days),
    time: () => clockTime(scan.last, days),
  };
  return [sentence.replace(/%\((\w+)\)s/g, (_all, name) => facts[name]())];
}

function windowOf(scan, days, words) {
  return `${day(scan.from, days, words)}, ${clockTime(scan.from, days)}–${clockTime(scan.until, days)}`;
}

// The house's wall time: the server said how far it is from UTC on each day.
function wall(at, days) {
  let offset = days[0]?.[1] ?? 0;
  for (const [begins, seconds] of days) if (at >= begins) offset = seconds;
  return new Date((at + offset) * 1000);
}

function clockTime(at, days) {
  const time = wall(at, days);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`;
}

function day(at, days, words) {
  const date = wall(at, days);
  return words.month_days[date.getUTCMonth()].replace("%(day)d", date.getUTCDate());
}

function plural(forms, count) {
  return forms[count === 1 ? 0 : 1].replace("%(count)d", count);
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function fill(part, children) {
  part.replaceChildren(...children);
}
