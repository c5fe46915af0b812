// Keeps one order's page for when there is no connection, with what it needs to be seen: nothing
// else, and no other order's. Its address says which: it lies beside the page.

const OWN = new URL(".", self.location.href).pathname;
const KEPT = `ticket ${OWN}`;
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const files = (event.data?.files ?? []).filter(isFile);
  event.waitUntil(store([OWN, ...files]));
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET") return;
  if (isFile(url)) event.respondWith(file(event.request));
  else if (new URL(url).pathname === OWN) event.respondWith(page(event.request));
});

function isFile(address) {
  const url = new URL(address);
  return url.origin === self.location.origin && url.pathname.startsWith("/static/");
}

async function store(addresses) {
  const cache = await caches.open(KEPT);
  await Promise.allSettled(
    addresses.map(async (address) => {
      const answer = await fetch(address);
      if (isWhole(answer)) await cache.put(address, answer);
    }),
  );
}

// A redirect leads to another page: that one is not ours to keep.
function isWhole(answer) {
  return answer.status === 200 && !answer.redirected;
}

async function file(request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(request)) ?? fetch(request);
}

// The house's own answer first; what was kept if it is away or does not come.
async function page(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(OWN);
  const asked = fetch(request).then(async (answer) => {
    if (isWhole(answer)) await cache.put(OWN, answer.clone());
    if (answer.status === 404 || answer.status === 410) await caches.delete(KEPT);
    return answer;
  });
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([asked.catch(() => undefined), late]);
  const isAway = !answer || answer.status === 429 || answer.status >= 500;
  return isAway ? marked(kept) : answer;
}

// The kept page says that it is one: its server wrote when it was made.
async function marked(kept) {
  const words = (await kept.text()).replace('id="kept" hidden', 'id="kept"');
  return new Response(words, { headers: { "Content-Type": "text/html; charset=utf-8", ...policy(kept) } });
}

function policy(kept) {
  const name = "Content-Security-Policy";
  return { [name]: kept.headers.get(name) ?? "default-src 'none'" };
}
