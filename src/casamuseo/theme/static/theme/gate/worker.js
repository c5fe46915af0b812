// Keeps the door's page and what it is made of, so that it opens with no network. The server puts KEPT,
// the list of files and their version, in front of this.

const NAME = `casamuseo-gate-${KEPT.version}`;
const PATIENCE = 2500; // milliseconds until the kept page is shown in place of a new one

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clear().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (pathname === KEPT.page) event.respondWith(page(request));
  else if (KEPT.files.includes(pathname)) event.respondWith(file(request));
});

async function fill() {
  const cache = await caches.open(NAME);
  await cache.addAll(KEPT.files.map((address) => new Request(address, { cache: "reload" })));
  const fresh = await fetch(KEPT.page, { credentials: "same-origin", cache: "reload" });
  if (fresh.ok) await cache.put(KEPT.page, fresh);
}

async function clear() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("casamuseo-gate-") && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function page(request) {
  const cache = await caches.open(NAME);
  const fresh = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(KEPT.page, response.clone());
    return response;
  });
  const kept = await cache.match(KEPT.page);
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), late]).then((answer) =>
    answer.status >= 500 ? kept : answer,
  );
}

async function file(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request)) ?? fetch(request);
}
