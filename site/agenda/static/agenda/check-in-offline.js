// Keeps the check-in page at hand while there is no network. The page itself keeps what was pressed, and sends it.
const NAME = "accueil-1";
const PATIENCE = 4000; // milliseconds: a network that is there and does not answer is no network

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function answer(request) {
  const kept = await caches.open(NAME);
  const key = request.mode === "navigate" ? new URL(request.url).pathname : request;
  const known = await kept.match(key);
  const asked = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await kept.put(key, response.clone());
    else if (request.mode === "navigate" && [403, 404].includes(response.status)) await kept.delete(key);
    return response;
  });
  if (!known) return asked;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, known); });
  return Promise.race([asked.catch(() => known), late]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const ours = new URL(request.url).origin === self.location.origin;
  if (request.method === "GET" && ours && (request.mode === "navigate" || request.destination)) event.respondWith(answer(request));
});
