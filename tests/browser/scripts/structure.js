// What a page says of itself: its language, headings, identifiers, links and pictures.
() => {
  const seen = new Set();
  const twice = new Set();
  for (const element of document.querySelectorAll("[id]")) {
    if (seen.has(element.id)) twice.add(element.id);
    seen.add(element.id);
  }
  const levels = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => Number(h.tagName[1]));
  const links = [...document.querySelectorAll("a[href]")].map((a) => ({
    href: new URL(a.getAttribute("href"), document.baseURI).href,
    name: (a.getAttribute("aria-label") || a.textContent).trim() || a.getAttribute("href"),
  }));
  const inner = [...document.querySelectorAll("[href],[aria-labelledby],[aria-describedby],[for]")]
    .flatMap((element) =>
      ["aria-labelledby", "aria-describedby", "for"].flatMap((name) =>
        (element.getAttribute(name) || "").split(/\s+/).filter(Boolean),
      ),
    )
    .filter((id) => !seen.has(id));
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: levels,
    twice: [...twice],
    missing: [...new Set(inner)],
    links,
  };
};
