// Answers that wait on this device, since somebody asked for it, locked with a word that only they know. Whoever opens the browser
// sees that there is something and since when; neither what was answered nor how much. `drafts` in memory.js is a list of
// `{ form, version, at, salt, iv, box }`: which form and which version of it, when in milliseconds, and the rest in base64.
// The box holds what would be sent, with the receipt if there is one. Several people can each have theirs, each under their own word.

import { forget, keep, recall } from "./memory.js";
import { bodyOf, find, here, reveal, send } from "./send.js";

const WEEK = 6048e5;
const ROUNDS = 6e5;
const SHORTEST = 4;
const PAUSE = 400;

// The draft that is open: its salt, which is its name, and its key. What is changed is locked away again under the same.
let current;
let timer;

// Bytes to text and back.
const pack = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const unpack = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt());

// Those whose week is not over. A clock that was set back does not make the week longer.
const waiting = () => [].concat(recall("drafts") ?? []).filter(({ at }) => Math.abs(Date.now() - at) < WEEK);
const put = (drafts) => (drafts.length > 0 ? keep("drafts", drafts) : (forget("drafts"), true));

// Deletes what has waited too long.
export const sweep = () => put(waiting());

const ours = () => waiting().filter(({ form }) => form === here.form.dataset.page);

async function keyOf(word, salt) {
  const known = await crypto.subtle.importKey("raw", new TextEncoder().encode(word.normalize()), "PBKDF2", false, ["deriveKey"]);
  const way = { name: "PBKDF2", hash: "SHA-256", iterations: ROUNDS, salt };
  return crypto.subtle.deriveKey(way, known, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// Returns the draft that a word opens; nothing, whether it was nearly right or not at all.
async function unlock(word) {
  for (const draft of ours()) {
    const key = await keyOf(word, unpack(draft.salt));
    try {
      const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: unpack(draft.iv) }, key, unpack(draft.box));
      return { ...draft, key, body: new TextDecoder().decode(open) };
    } catch {
      // The word belongs to another, or to none.
    }
  }
}

// Locks what is on the page now. Returns whether the browser keeps it.
async function lock({ salt, key }, isNew) {
  const { form } = here;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const draft = { form: form.dataset.page, version: form.elements._version.value, at: Date.now(), salt, iv: pack(iv) };
  draft.box = pack(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(bodyOf(form))));
  // Left in a hurry meanwhile: then nothing is put away any more.
  if (!here.form.isConnected) return (current = undefined);
  // Deleted meanwhile, perhaps in another tab: then it stays deleted.
  const rest = waiting().filter((one) => one.salt !== salt);
  if (!isNew && rest.length === waiting().length) return (current = undefined);
  return put([...rest, draft]);
}

const dated = (at) => new Date(at).toLocaleString("da-DK", { dateStyle: "long", timeStyle: "short" });

function say(place, word, at = Date.now() + WEEK) {
  const line = find(`[data-say=${place}]`);
  const text = line?.dataset[word]?.replace("{dato}", dated(at)) ?? "";
  // What has been said once is not read aloud again.
  if (line && line.textContent !== text) line.textContent = text;
}

async function again() {
  if (!current || !here.form) return;
  const kept = await lock(current);
  if (current) say("kept", kept ? "saved" : "refused");
}

async function save(form) {
  const word = form.elements.word.value.trim();
  if (word.length < SHORTEST) return say("save", "short");
  say("save", "wait");
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const made = (await unlock(word)) ?? { salt: pack(salt), key: await keyOf(word, salt) };
  if (!(await lock(made, true))) return say("save", "refused");
  if (current && current.salt !== made.salt) discard(current.salt);
  current = made;
  form.reset();
  say("save");
  form.hidden = true;
  say("kept", "saved");
  find("[data-say=kept]").focus();
}

async function open(form) {
  say("open", "wait");
  const draft = await unlock(form.elements.word.value.trim());
  if (!draft) return say("open", "wrong");
  current = draft;
  form.reset();
  here.fill(new URLSearchParams(draft.body));
  say("kept", "saved", draft.at + WEEK);
  offer();
  // What there is to say of them comes first.
  for (const told of [
    reveal("changed", draft.version !== here.form.elements._version.value),
    reveal("ready", draft.body.includes("_kvittering=")),
  ]) {
    if (!told) continue;
    told.scrollIntoView();
    told.focus({ preventScroll: true });
  }
}

function discard(salt) {
  put(waiting().filter((draft) => draft.salt !== salt));
  offer();
}

// Tells that there is something, if there is and it has not been opened.
export function offer() {
  sweep();
  if (!here.fill) return;
  const found = ours();
  const box = reveal("drafts", found.length > 0 && !current);
  if (!box) return;
  reveal("place=discard", false);
  const line = box.querySelector("template");
  box.querySelector("ul").replaceChildren(
    ...found.map(({ at, salt }) => {
      const row = line.content.cloneNode(true);
      for (const date of row.querySelectorAll("[data-at]")) date.textContent = dated(at);
      row.querySelector("button").value = salt;
      return row;
    }),
  );
}

if (globalThis.document) {
  addEventListener("submit", ({ target }) => ({ save, open })[target.dataset.lock]?.(target));
  addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    const what = button?.dataset.do;
    if (what === "discard") find("[data-do=discarded]").value = button.value;
    if (what === "discarded") {
      discard(button.value);
      here.form.focus();
    }
    if (what === "now") send(here.form.getAttribute("action"), () => current.body);
  });
  addEventListener("input", ({ target }) => {
    if (target.form !== here.form) return;
    reveal("ready", false);
    clearTimeout(timer);
    timer = setTimeout(again, PAUSE);
  });
  for (const name of ["unsent", "visibilitychange", "pagehide"]) addEventListener(name, again);
  addEventListener("done", () => {
    const salt = current?.salt;
    current = undefined;
    discard(salt);
  });
}
