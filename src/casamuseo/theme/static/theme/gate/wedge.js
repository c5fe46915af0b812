// A scanner that types like a keyboard: told from a person by its speed, wherever the focus is.

const FAST = 80; // milliseconds between two keys of a scanner, on the average
const PAUSE = 500; // after so long whatever is typed is something new
const SILENCE = 130; // what nothing follows for so long was pressed by a person
const SHORTEST = 6;

const NOTHING = { text: "", begun: 0, last: -Infinity };
const typing = "input, textarea, select";

// `scanned` is called with a code; `pressed` with what somebody typed outside a field, or anywhere while
// `isSpeaking` says that a verdict is on the screen: it says whether that was an answer to the verdict.
export function listen({ scanned, pressed, isSpeaking }) {
  let burst = NOTHING;
  let waiting = "";
  let timer = null;

  function enter(event, isField) {
    const { text, begun, last } = burst;
    burst = NOTHING;
    const isFast = (last - begun) / (text.length - 1) < FAST && event.timeStamp - last < PAUSE;
    if (text.length < SHORTEST || !isFast) return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    waiting = "";
    if (isField) event.target.value = "";
    scanned(text);
  }

  function key(event, isField) {
    const at = event.timeStamp;
    const isNew = at - burst.last > PAUSE;
    burst = isNew
      ? { text: event.key, begun: at, last: at }
      : { ...burst, text: burst.text + event.key, last: at };
    if (isField && !isSpeaking()) return;
    const isOnButton = event.key === " " && event.target.matches?.("button, a, summary");
    if (isOnButton && burst.text.length === 1) return;
    // A space of a scanner presses no button, and a number meant for the verdict is no code.
    event.preventDefault();
    waiting += event.key;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const typed = waiting;
      waiting = "";
      // An answer to the verdict is not the beginning of a code.
      if (pressed(typed)) burst = NOTHING;
    }, SILENCE);
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const isField = event.target instanceof Element && event.target.matches(typing);
      if (event.key === "Enter") enter(event, isField);
      else if (event.key.length === 1) key(event, isField);
    },
    { capture: true },
  );
}
