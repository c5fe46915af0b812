// The page of an order works without a connection, once it has been opened: a service worker that
// rules this page alone keeps it. What is over is forgotten.

const head = document.querySelector("[data-worker]");
const scope = new URL(".", head.dataset.worker && new URL(head.dataset.worker, location.href)).pathname;

const keep = async () => {
  const registration = await navigator.serviceWorker.register(head.dataset.worker, { scope });
  await navigator.serviceWorker.ready;
  const files = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => name.startsWith(location.origin + "/static/"));
  registration.active?.postMessage({ files: [...new Set(files)] });
};

const forget = async () => {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  if (registration && new URL(registration.scope).pathname === scope) await registration.unregister();
  await caches.delete(`ticket ${scope}`);
};

if ("serviceWorker" in navigator) {
  addEventListener("load", () => (head.dataset.keep === "yes" ? keep() : forget()));
}
