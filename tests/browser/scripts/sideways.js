// What sticks out of the window sideways, with its tag, classes and how far it reaches.
() => {
  const width = document.documentElement.clientWidth;
  const name = (element) => {
    const classes = element.getAttribute("class");
    return element.tagName.toLowerCase() + (classes ? "." + classes.trim().replace(/\s+/g, ".") : "");
  };
  const isHeld = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible" && box.namespaceURI.endsWith("xhtml")) {
        const outer = box.getBoundingClientRect();
        if (outer.left >= -1 && outer.right <= width + 1) return true;
      }
    }
    return false;
  };
  const found = [];
  if (document.scrollingElement.scrollWidth > width) {
    found.push(`the page is ${document.scrollingElement.scrollWidth} px wide`);
  }
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const over = Math.max(box.right - width, -box.left);
    if (over <= 1 || !element.checkVisibility() || isHeld(element)) continue;
    found.push(`${name(element)} by ${Math.round(over)} px`);
    if (found.length > 5) break;
  }
  return found;
};
