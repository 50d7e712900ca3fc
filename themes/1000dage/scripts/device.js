// »Det, denne enhed husker«: all that lies here, in words, and one button that deletes it.
import { eraseAll, forget, keep, kept, recall } from "./memory.js";

const box = document.querySelector("[data-device]");
const all = (name) => [...box.querySelectorAll(`[data-${name}]`)];
const lines = all("kept").map((line) => ({ line, said: line.textContent }));
const { nothing, erase, sure, yes, no, done, plain, refused } = Object.fromEntries(all("slot").map((slot) => [slot.dataset.slot, slot]));

const shown = new Intl.DateTimeFormat("da", { dateStyle: "long", timeZone: "Europe/Copenhagen" });
const dated = (times) => times.map((time) => shown.format(new Date(time))).join(", ");

// What is told of each kind besides its name. What is locked stays locked.
const details = {
  child: ({ due, born }) => dated([due, born].filter(Boolean)),
  ticks: (readers) => Object.values(readers).flat().length,
  drafts: (drafts) => dated(drafts.map(({ at }) => at)),
};

function detail(name) {
  try {
    return (details[name] ?? String)(recall(name));
  } catch {
    // Kept in a way that only an older page could read: it can still be deleted.
    return "?";
  }
}

// How many pages can be read without a line; nothing if there is not even a place for them.
async function pages() {
  const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const asked = await Promise.all(stores.map((store) => store.keys()));
  return stores.length > 0 ? asked.flat().filter(({ url }) => url.endsWith("/")).length : undefined;
}

async function draw() {
  const found = new Map(kept().map((name) => [name, detail(name)]));
  // A browser that keeps no pages has none to count.
  const count = await pages().catch(() => {});
  if (count !== undefined) found.set("pages", count);
  for (const { line, said } of lines) {
    const told = found.get(line.dataset.kept);
    line.hidden = told === undefined;
    line.textContent = said.replace(/{.+}/, () => told);
  }
  nothing.hidden = found.size > 0;
  erase.hidden = found.size === 0 || !sure.hidden;
  plain.checked = found.has("plain");
  box.hidden = false;
}

// Asks once. What is asked and what is answered is read aloud, since it gets the focus.
function ask(asking) {
  sure.hidden = !asking;
  erase.hidden = asking;
  done.hidden = true;
  (asking ? sure : erase).querySelector("[tabindex], button").focus();
}

erase.addEventListener("click", () => ask(true));
no.addEventListener("click", () => ask(false));
yes.addEventListener("click", async () => {
  await eraseAll();
  sure.hidden = true;
  await draw();
  done.hidden = false;
  done.focus();
});

plain.addEventListener("change", () => {
  forget("plain");
  refused.hidden = !plain.checked || keep("plain", true);
  if (recall("plain")) document.title = document.body.dataset.plain;
  draw();
});

// At first, and whenever another tab may have kept or deleted something.
for (const event of ["storage", "focus", "pageshow"]) addEventListener(event, draw);
