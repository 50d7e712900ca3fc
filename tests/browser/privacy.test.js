// »Ingen cookies. Ingen sporing.« A reader leaves no trace, here or elsewhere, and nothing goes wrong on the way.
import { test } from "node:test";

import { openAll, visit } from "./support/browser.js";
import { none, origin, pages, within } from "./support/site.js";

// Writes down everything that happens on a page and should not.
function listen(page, found) {
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) found.push(`asks ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Given up by the browser, since we went on to the next page before the icon had come.
    if (why !== "net::ERR_ABORTED") found.push(`does not get ${request.url()}: ${why}`);
  });
  // The page about missing pages says itself that it is missing; nothing else is.
  const missing = (url) => new URL(url, origin).pathname === "/404.html";
  page.on("response", (response) => {
    if (response.status() >= 400 && !missing(response.url())) found.push(`gets ${response.status()} for ${response.url()}`);
  });
  // A breach of the content policy is an error on the console, too.
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !missing(message.location().url)) found.push(`says »${message.text()}«`);
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

async function read(javaScriptEnabled) {
  const heard = new Map();
  return visit(
    pages,
    { javaScriptEnabled },
    async (page) => {
      await openAll(page);
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      await page.evaluate(() => document.fonts.ready.then(() => true));
      const cookies = await page.context().cookies();
      await page.context().clearCookies();
      return [...heard.get(page).splice(0), ...cookies.map(({ name }) => `sets the cookie ${name}`), ...(await page.evaluate(kept))];
    },
    (page) => {
      heard.set(page, []);
      listen(page, heard.get(page));
    },
  );
}

test("reading any page asks nobody else, keeps nothing and complains of nothing", within, async () => none(await read(true)));

test("the same is true without JavaScript", within, async () => none(await read(false)));
