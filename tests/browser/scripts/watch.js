// Runs before a page's own scripts: remembers refused content, layout shifts and the largest paint.
window.watched = { refused: [], shift: 0, shifted: [], paint: 0 };

document.addEventListener("securitypolicyviolation", (event) => {
  const what = event.blockedURI || "inline";
  window.watched.refused.push(`${event.effectiveDirective} refused ${what}`);
});

const countShifts = (list) => {
  for (const entry of list) {
    if (entry.hadRecentInput) continue;
    window.watched.shift += entry.value;
    for (const source of entry.sources || []) {
      const node = source.node;
      const element = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
      if (element) window.watched.shifted.push(`${element.tagName}.${element.className}`);
    }
  }
};
const takePaint = (list) => {
  for (const entry of list) window.watched.paint = entry.startTime;
};
const shifts = new PerformanceObserver((list) => countShifts(list.getEntries()));
const paints = new PerformanceObserver((list) => takePaint(list.getEntries()));
shifts.observe({ type: "layout-shift", buffered: true });
paints.observe({ type: "largest-contentful-paint", buffered: true });

// What was watched, once letters have come, three more frames are drawn and a paint was told.
window.whatWasWatched = async () => {
  await document.fonts.ready;
  for (let i = 0; i < 3 || (i < 100 && !window.watched.paint); i++) {
    await new Promise((done) => requestAnimationFrame(done));
  }
  await new Promise((done) => setTimeout(done));
  countShifts(shifts.takeRecords());
  takePaint(paints.takeRecords());
  return window.watched;
};
