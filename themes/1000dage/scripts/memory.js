// The one room that touches what the browser keeps. Nothing lies there before the reader has asked for it, and all of it can be
// deleted at once. A browser may refuse, as private windows do, or be full: then nothing is kept, and whoever asked is told.
//
// | name | what | as |
// | --- | --- | --- |
// | child | the dates the family gave | `{ due, born }`, each »2027-03-01«, at least one |
// | ticks | lessons that were ticked, for each reader | `{ reader: ["0-2-uger/graad"] }`; the family as one is "" |
// | reader | whose ticks are shown | a name |
// | drafts | answers that wait, locked with a word | see draft.js |
// | plain | tabs carry a title that tells nothing | `true` |
//
// What is listed here stands on the page about privacy, too; a test compares the two.

const PREFIX = "1000dage.";

// Returns what is kept under `name`; undefined if there is nothing, or nothing that can be read.
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? undefined;
  } catch {
    return undefined;
  }
}

// Keeps `value` under `name`. Returns whether the browser did.
export function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

// Returns the names of all that is kept.
export function kept() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

// Deletes the pages for reading without a line, and the worker that serves them.
export async function erasePages() {
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
  const stores = globalThis.caches ? await caches.keys() : [];
  await Promise.all(stores.map((store) => caches.delete(store)));
}

// Deletes everything that this site keeps on this device. The words go last, and always: other tabs hear of them, and find nothing
// when they look again.
export async function eraseAll() {
  await erasePages().catch(() => {});
  kept().forEach(forget);
  // Browsers tell only other tabs; this one hears it, too.
  dispatchEvent(new Event("storage"));
}
