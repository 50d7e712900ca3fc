// Without a line: answers from what offline.js has kept. It is registered only when a reader asks for it, and keeps nothing itself.
//
// Pages come from the net as long as it answers, so that nobody is locked to an old version; files whose names carry a
// fingerprint never change and come from what is kept. There are no versions here: a page and its files were kept together.

const PATIENCE = 4000;
const HELP = "/uden-net/";

const late = () => new Promise((_, reject) => setTimeout(reject, PATIENCE));

// From the net, unless it is silent or failing and the page is kept.
async function fresh(request, path) {
  const kept = await caches.match(path);
  try {
    const answer = await Promise.race([fetch(request), ...(kept ? [late()] : [])]);
    return answer.status >= 500 && kept ? kept : answer;
  } catch {
    return kept ?? apart(request);
  }
}

// Says what can be read instead, and that this is not what was asked for.
async function apart({ mode }) {
  const help = mode === "navigate" && (await caches.match(HELP));
  return help ? new Response(help.body, { status: 503, headers: help.headers }) : Response.error();
}

const kept = async (request, path) => (await caches.match(path)) ?? fetch(request);

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (/^\/(assets|billeder)\//.test(pathname)) event.respondWith(kept(request, pathname));
  else if (request.mode === "navigate" || pathname === "/soegeindeks.json") event.respondWith(fresh(request, pathname));
});
