// A scanner that types like a keyboard: told from a person by its speed, wherever the focus is.

const FAST = 60; // milliseconds between two keys of a scanner
const SLOW = 130; // a key that nothing follows for so long was pressed by a person
const SHORTEST = 6;

const typing = "input, textarea, select";

// `scanned` is called with a code, `pressed` with a single key that somebody pressed outside a field, or
// anywhere while `isSpeaking` says that a verdict is on the screen.
export function listen({ scanned, pressed, isSpeaking }) {
  let burst = "";
  let last = -Infinity;
  let alone = null;

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const isFast = event.timeStamp - last < FAST;
      const isField = event.target instanceof Element && event.target.matches(typing);
      if (event.key === "Enter") {
        const code = burst;
        burst = "";
        if (isFast && code.length >= SHORTEST) {
          event.preventDefault();
          event.stopPropagation();
          clearTimeout(alone);
          if (isField) event.target.value = "";
          scanned(code);
        }
        return;
      }
      if (event.key.length !== 1) return;
      burst = isFast ? burst + event.key : event.key;
      last = event.timeStamp;
      clearTimeout(alone);
      if (isField && !isSpeaking()) return;
      const { key, target } = event;
      // A space of a scanner presses no button, and a number meant for the verdict is no code.
      if (burst.length > 1 || isField) event.preventDefault();
      const isOnButton = key === " " && target instanceof Element && target.matches("button, a");
      if (burst.length === 1 && !isOnButton) {
        alone = setTimeout(() => pressed(key), SLOW);
      }
    },
    { capture: true },
  );
}
