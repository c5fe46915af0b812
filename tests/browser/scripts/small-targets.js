// Links and controls that a finger misses: under 44 px, and neither in a sentence (WCAG 2.5.5,
// "inline") nor with a large enough twin of the same address on the page ("equivalent"). Rooms in
// a drawing are as large as they are to scale ("essential"); axe sees to their 24 px (2.5.8).
() => {
  const least = 44;
  const union = (boxes) => {
    const seen = boxes.filter((box) => box.width && box.height);
    if (!seen.length) return null;
    const left = Math.min(...seen.map((box) => box.left));
    const right = Math.max(...seen.map((box) => box.right));
    const top = Math.min(...seen.map((box) => box.top));
    const bottom = Math.max(...seen.map((box) => box.bottom));
    return { width: right - left, height: bottom - top };
  };
  const areaOf = (element) => {
    const boxes = [element, ...element.querySelectorAll("*")].map((each) => each.getBoundingClientRect());
    const after = getComputedStyle(element, "::after");
    if (after.content !== "none" && after.position === "absolute" && element.offsetParent) {
      boxes.push(element.offsetParent.getBoundingClientRect()); // a link laid over its whole tile
    }
    for (const label of element.labels || []) {
      if (label.contains(element)) boxes.push(label.getBoundingClientRect());
    }
    return union(boxes);
  };
  const blockOf = (element) => {
    let block = element.parentElement;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    return block;
  };
  const isInSentence = (element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    const rest = blockOf(element).cloneNode(true);
    for (const other of rest.querySelectorAll("a,button,.unseen")) other.remove();
    return /\p{L}{2}/u.test(rest.textContent);
  };
  const placeOf = (element) => {
    const outer = [element.parentElement, element.parentElement.parentElement];
    return outer.map((box) => [box.localName, ...box.classList].join(".")).reverse().join(" ");
  };
  const controls = [
    ...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary"),
  ].filter((element) => !element.ownerSVGElement && element.checkVisibility({ visibilityProperty: true }));
  const large = new Set();
  const small = [];
  for (const element of controls) {
    const area = areaOf(element);
    if (!area) continue;
    const isLarge = area.width >= least - 0.5 && area.height >= least - 0.5;
    if (isLarge) large.add(element.getAttribute("href"));
    else if (!element.matches(".skip") && !isInSentence(element)) small.push([element, area]);
  }
  const found = small
    .filter(([element]) => !large.has(element.getAttribute("href")))
    .map(([element, area]) => {
      const words = (element.getAttribute("aria-label") || element.textContent || element.name).trim();
      const size = `${Math.round(area.width)} × ${Math.round(area.height)}`;
      return `${element.localName} “${words.slice(0, 40)}” in ${placeOf(element)} is ${size}`;
    });
  return [...new Set(found)].slice(0, 8);
};
