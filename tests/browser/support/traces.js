// »Ingen cookies. Ingen sporing.« What a page does that it should not, and what it leaves behind.
import { origin } from "./site.js";

// Pages that say themselves that something is missing, or must be mended; nothing else is.
const says = (url) => {
  const { pathname } = new URL(url, origin);
  return ["/404.html", "/503.html"].includes(pathname) || pathname.startsWith("/api/");
};

// Writes down everything that happens on a page and should not.
export function listen(page, found) {
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin) found.push(`asks ${request.url()}`);
    // What somebody writes or chooses never gets into an address, where logs and histories would keep it.
    if (url.search) found.push(`tells something in the address ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Given up by the browser, since we went on to the next page before the icon had come.
    if (why !== "net::ERR_ABORTED") found.push(`does not get ${request.url()}: ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !says(response.url())) found.push(`gets ${response.status()} for ${response.url()}`);
  });
  // A breach of the content policy is an error on the console, too.
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !says(message.location().url)) found.push(`says »${message.text()}«`);
  });
  page.on("pageerror", (error) => found.push(`fails: ${error.message}`));
}

// Counts what lies in every place where a page can leave something, and clears up for the next page.
async function kept() {
  const databases = await indexedDB.databases();
  const stores = await caches.keys();
  const places = {
    localStorage: localStorage.length,
    sessionStorage: sessionStorage.length,
    IndexedDB: databases.length,
    "the caches": stores.length,
  };
  localStorage.clear();
  sessionStorage.clear();
  for (const { name } of databases) indexedDB.deleteDatabase(name);
  for (const name of stores) await caches.delete(name);
  return Object.entries(places).flatMap(([place, count]) => (count > 0 ? [`keeps something in ${place}`] : []));
}

export async function left(page) {
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  return [...cookies.map(({ name }) => `sets the cookie ${name}`), ...(await page.evaluate(kept))];
}
