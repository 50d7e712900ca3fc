// Pages for reading without a line. Nothing is kept and no worker is registered before a reader asks for it here; from then on
// sw.js answers with what lies in the store: pages under their addresses, and every file that they name.
import { erasePages } from "./memory.js";
import { ownPhase } from "./where.js";

const STORE = "1000dage";
const COURSE = "/faser/";
const INDEX = "/soegeindeks.json";
const NAMED = /\/(?:assets|billeder)\/[\w./-]+|\/soegeindeks\.json/g;
const DAY = 864e5;

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

// The store ----------------------------------------------------------------------

const pathsIn = async (cache) => (await cache.keys()).map(({ url }) => new URL(url).pathname);
const isPage = (path) => path.endsWith("/");

// Opens every file that a text names, and those that they name in turn. Returns their names.
async function follow(text, open, found = new Set()) {
  const walk = async (path) => {
    if (found.has(path)) return;
    found.add(path);
    await follow(await open(path), open, found);
  };
  await Promise.all((text.match(NAMED) ?? []).map(walk));
  return found;
}

// Keeps a page together with its files: everything is fetched before anything is put, and the page is put last.
// Pages with a way to leave quickly are about violence, and are never kept. Returns whether there is such a page to keep.
async function keepPage(cache, path) {
  const answer = await fetch(path);
  // What is said in place of a page tells nothing of the page itself, which stays as it was kept.
  if (answer.status >= 500) throw answer;
  const text = await answer.clone().text();
  if (answer.redirected || answer.status === 404 || parsed(text).querySelector(".leave")) {
    await cache.delete(path);
    return false;
  }
  if (!answer.ok) throw answer;
  const fetched = [];
  const open = async (name) => {
    let file = name !== INDEX && (await cache.match(name));
    if (!file) {
      file = await fetch(name);
      if (!file.ok) throw file;
      fetched.push([name, file.clone()]);
    }
    return file.text();
  };
  await follow(text, open);
  for (const [name, file] of [...fetched, [path, answer]]) await cache.put(name, file);
  return true;
}

// Throws away files that no kept page names any more, and everything if no page is kept.
async function tidy(cache) {
  const paths = await pathsIn(cache);
  const open = async (path) => (await cache.match(path))?.text() ?? "";
  const named = new Set();
  for (const page of paths.filter(isPage)) await follow(await open(page), open, named);
  for (const path of paths) if (!isPage(path) && !named.has(path)) await cache.delete(path);
  // Another tab may have deleted everything meanwhile: then nothing comes back.
  if (!named.size || !(await navigator.serviceWorker.getRegistration())) await erasePages();
}

// Keeps pages. Returns how many could be, of how many there are to keep, and whether the device is full.
async function save(cache, paths, step = () => {}) {
  const result = { nr: 0, af: 0, full: false };
  for (const path of paths) {
    try {
      if (!(await keepPage(cache, path))) continue;
      result.nr++;
    } catch (error) {
      result.full ||= error.name === "QuotaExceededError";
    }
    result.af++;
    step();
  }
  await tidy(cache);
  return result;
}

// The phase comes last: when it is there, its lessons are.
function phasePages(phase) {
  const names = phase ? [...phase.lessons.map(([name]) => `${name}/`), "laes-let/", "afslutning/", ""] : [];
  return names.map((name) => `${COURSE}${phase.slug}/${name}`);
}

// On the way ---------------------------------------------------------------------

// Keeps the page that is being read, if it belongs to the course or is kept already; and once a day the phase in which the family is.
// Does nothing where nobody asked for reading without a line.
export async function keepVisited() {
  const path = location.pathname;
  if (!navigator.onLine || !navigator.serviceWorker?.controller || !(await caches.has(STORE))) return;
  const cache = await caches.open(STORE);
  const phase = await ownPhase();
  const wanted = new Set();
  if (phase) {
    const since = (await cache.match(`${COURSE}${phase.slug}/`))?.headers.get("date");
    if (!(Date.now() - Date.parse(since) < DAY)) phasePages(phase).forEach((page) => wanted.add(page));
  }
  if (path.startsWith(COURSE) || (await cache.match(path))) wanted.add(path);
  await save(cache, wanted);
}

// What the reader sees -------------------------------------------------------------

// Offers to keep what `section` names and the phase of the family, `{ due, born }` in days, or of the one that is remembered.
export async function offerOffline(section, course, family) {
  const slot = (name) => section.querySelector(`[data-slot=${name}]`);
  const [words, said, button, erase, progress, list] = ["words", "said", "save", "erase", "progress", "list"].map(slot);
  const say = (text, values) => (said.textContent = text.replace(/{(\w+)}/g, (_, name) => values[name]));

  // Shows what is kept, and says it unless there is something else to say.
  async function draw(text, values) {
    const cache = (await caches.has(STORE)) && (await caches.open(STORE));
    const pages = cache ? (await pathsIn(cache)).filter(isPage) : [];
    let bytes = 0;
    for (const answer of cache ? await cache.matchAll() : []) bytes += (await answer.blob()).size;
    const mb = (bytes / 1e6).toFixed(1).replace(".", ",");
    const { offer, update, kept } = words.dataset;
    erase.hidden = !pages.length;
    button.textContent = pages.length ? update : offer;
    say(text ?? (pages.length ? kept : ""), { antal: pages.length, mb, ...values });
    if (list) {
      list.replaceChildren(...(await Promise.all(pages.sort().map((path) => row(cache, path)))));
      list.parentElement.hidden = !pages.length;
    }
    section.hidden = false;
  }

  async function row(cache, path) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = path;
    link.textContent = parsed(await (await cache.match(path)).text()).querySelector("h1").textContent;
    item.append(link);
    return item;
  }

  button.onclick = async () => {
    if (!progress.hidden) return;
    const { pages, part, full, refused, again } = words.dataset;
    progress.hidden = false;
    progress.value = 0;
    let result;
    try {
      await navigator.serviceWorker.register("/sw.js");
      const cache = await caches.open(STORE);
      const phase = await ownPhase(course, family);
      const wanted = new Set([...pages.split(" "), ...phasePages(phase), ...(await pathsIn(cache)).filter(isPage)]);
      progress.max = wanted.size;
      result = await save(cache, wanted, () => progress.value++);
    } catch {
      if (erase.hidden) await erasePages();
    }
    const some = result?.nr < result?.af;
    await draw(!result ? refused : result.full ? full : some ? part : undefined, result);
    if (some) button.textContent = again;
    progress.hidden = true;
  };
  erase.onclick = async () => {
    await erasePages();
    await draw(words.dataset.erased);
    button.focus();
  };
  await draw();
}

// Where it stands in its own right; elsewhere whoever knows the family offers it.
const here = globalThis.document?.querySelector("[data-offline=here]");
if (here) offerOffline(here);
