// Remembers everything that Tab should reach, in the order of the page, and says how much that is.
() => {
  const all = "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex='0']";
  window.reachable = [...document.querySelectorAll(all)].filter(
    (element) =>
      !element.disabled &&
      element.checkVisibility({ visibilityProperty: true }) &&
      element.getClientRects().length,
  );
  return window.reachable.length;
};
