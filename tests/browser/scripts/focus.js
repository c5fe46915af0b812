// What has the keyboard's focus: its number among all that can have it, and whether one can see that.
// The signs of focus are read with and without it: on the element itself, its parts and its tile.
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const near = [element, ...element.querySelectorAll("*"), element.parentElement, element.closest("li")];
  const signs = () =>
    near.filter(Boolean).map((each) => {
      const style = getComputedStyle(each);
      const { outlineStyle, outlineWidth, outlineColor, stroke, strokeWidth, fill } = style;
      const outline = outlineStyle === "none" ? "" : outlineWidth + outlineColor;
      return [outline, stroke, strokeWidth, fill, style.backgroundColor, style.borderColor].join();
    });
  const box = element.getBoundingClientRect();
  const isInside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const focused = signs();
  element.blur();
  const isSeen = isInside && signs().some((sign, index) => sign !== focused[index]);
  return { number: window.reachable.indexOf(element), isSeen, words: element.outerHTML.slice(0, 120) };
};
