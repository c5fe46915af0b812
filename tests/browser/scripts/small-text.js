// Text drawn smaller than 12 px, in HTML and in SVG, where the drawing's scale counts.
() => {
  const least = 12;
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.data.trim();
    const element = node.parentElement;
    // Chromium takes text in a hidden group of a drawing for visible; it has no boxes all the same.
    if (!words || !element.checkVisibility() || !element.getClientRects().length) continue;
    if (["SCRIPT", "STYLE", "OPTION", "title", "desc"].includes(element.tagName)) continue;
    let size = parseFloat(getComputedStyle(element).fontSize);
    if (element.ownerSVGElement) {
      const { a, b } = element.getScreenCTM();
      size *= Math.hypot(a, b);
    } else if (element.closest(".unseen")) {
      continue; // for ears only
    }
    // A hundredth of a pixel is rounding, not smallness.
    if (size < least - 0.01) found.set(words.slice(0, 40), Math.round(size * 10) / 10);
  }
  return [...found].slice(0, 8).map(([words, size]) => `“${words}” is ${size} px`);
};
