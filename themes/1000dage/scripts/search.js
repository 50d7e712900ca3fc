// Search over the small index. The other half of this file is generator/src/render/search.rs: both fold words in the same way.
// What is typed stays on the page. What is said to the reader stands in the template.
import { ownPhase } from "./where.js";

const form = document.querySelector("form.search");
const field = document.getElementById("q");
const status = document.getElementById("svar");
const spoken = document.getElementById("sagt");
const list = document.getElementById("fundet");
const all = document.getElementById("alle");

const MOST = 20;
// From here on a word is answered, and no slip is looked for.
const WELL = 1.2;
const SPOKEN_AFTER = 700;

// Words --------------------------------------------------------------------------

const SPELT = { oe: "o", aa: "a", æ: "ae", ä: "ae", ø: "o", ö: "o", å: "a", é: "e", è: "e" };
const fold = (word) => word.toLowerCase().replace(/oe|aa|[æäøöåéè]/g, (letters) => SPELT[letters]);

const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);

// How well a word of the index answers a word that was typed: the whole, a beginning either way, or a part of a compound.
// What begins a typed word says the less, the less of it it is: »sund« is little of »sundhedsplejerske«.
function fit(known, typed) {
  if (known === typed) return 4;
  if (known.startsWith(typed)) return 3;
  if (known.length > 2 && typed.startsWith(known)) return 2 * (known.length / typed.length) ** 2;
  if (typed.length > 3 && known.includes(typed)) return WELL;
  return 0;
}

// The same for a word with one letter changed, missing, too many, or two that changed places. Known words are stems, so what
// was typed may have an ending after it; and it may lack its own end as long as it is being typed.
function slip(known, typed) {
  let at = 0;
  while (at < typed.length && known[at] === typed[at]) at++;
  const [k, t] = [known.slice(at), typed.slice(at)];
  const agree = (a, b) => {
    if (a === b) return 0.8;
    const enough = (a && b) || at > 4;
    return enough && (a.startsWith(b) || (b.startsWith(a) && b.length - a.length < known.length)) ? 0.4 : 0;
  };
  const swapped = k[0] === t[1] && k[1] === t[0];
  return Math.max(agree(k.slice(1), t.slice(1)), agree(k.slice(1), t), agree(k, t.slice(1)), swapped && agree(k.slice(2), t.slice(2)));
}

// The index ----------------------------------------------------------------------

let index;
let coming;
let own;

// A word is looked up once; what was typed before it does not change with the next letter.
function lookUp({ pages, words, same }) {
  const known = Object.entries(words);
  const answers = new Map();

  // Adds what the pages are worth that answer in one way; returns how well they do.
  function collect(points, typed, how, part = 1) {
    let best = 0;
    for (const [word, on] of known) {
      const weight = how(word, typed);
      best = Math.max(best, weight);
      for (let i = 0; weight && i < on.length; i += 2) points.set(on[i], Math.max(points.get(on[i]) ?? 0, part * weight * on[i + 1]));
    }
    return best;
  }

  // »sammen« begins »sammentrækninger«, but is a word of its own: the half must be typed.
  const means = (word, text) => word === text || (text.length > 3 && 2 * text.length > word.length && word.startsWith(text));
  const sameAs = (text) => same.filter((group) => group.some((word) => means(word, text))).flat().filter((word) => !word.includes(" ")).flatMap(wordsOf);

  // A typed word is answered by its own pages first, and then by those of every word that means the same; where nothing answers
  // it well, by those of words that are one slip away.
  function pagesForAny(typed) {
    const points = new Map();
    let best = collect(points, typed, fit);
    for (const word of sameAs(typed)) best = Math.max(WELL, collect(points, word, fit, 0.5));
    if (best < WELL && typed.length > 3) collect(points, typed, slip);
    return points;
  }

  // Pages that answer most of the words come first; among them those of the family's own phase, unless they say much less of it.
  return (text) => {
    const total = new Map();
    const words = wordsOf(text);
    const add = (answer, word) => {
      for (const [page, found] of answer) {
        const [answered, sum] = total.get(page) ?? [0, 0];
        total.set(page, [answered + word, sum + found]);
      }
    };
    for (const word of words) {
      if (!answers.has(word)) answers.set(word, pagesForAny(word));
      add(answers.get(word), 1);
    }
    // A phrase that means the same as other words is answered as a whole: »vil ikke leve« is no question about living.
    const phrase = new Map();
    for (const word of sameAs(fold(text).trim())) collect(phrase, word, fit);
    add(phrase, words.length > 1 ? words.length : 0);
    const enough = Math.max(...[...total.values()].map(([, sum]) => sum)) / 4;
    const ours = (page, sum) => own && sum >= enough && pages[page][1].startsWith(own);
    return [...total]
      .map(([page, [answered, sum]]) => [page, answered * 2 + (ours(page, sum) ? 1 : 0), sum])
      .sort((a, b) => b[1] - a[1] || b[2] - a[2] || a[0] - b[0])
      .map(([page]) => pages[page]);
  };
}

// The page -----------------------------------------------------------------------

function row([title, address, group, description]) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const meta = document.createElement("span");
  link.href = address;
  meta.className = "meta";
  meta.textContent = group ? `${group} · ${description}` : description;
  link.append(`${title} `, meta);
  item.append(link);
  return item;
}

// Says at once to the eye what came of it, and to the ear when the typing rests.
let rest;
function say(words, count, text) {
  status.textContent = words.replace("{antal}", count).replace("{ord}", () => text);
  clearTimeout(rest);
  rest = setTimeout(() => (spoken.textContent = status.textContent), SPOKEN_AFTER);
}

// Fetches the index once, and where the family is. Whoever cannot be told that is served like everyone else.
async function fetched() {
  const [answer, phase] = await Promise.all([fetch(form.dataset.index), ownPhase().catch(() => {})]);
  own = phase && `/faser/${phase.slug}/`;
  return lookUp(await answer.json());
}

async function show() {
  const { missing, none, one, many, most } = form.dataset;
  const text = field.value.trim();
  const searching = text.length > 1;
  let found = [];
  if (searching) {
    try {
      index ??= await (coming ??= fetched());
    } catch {
      coming = undefined;
    }
    if (text !== field.value.trim()) return;
    found = index?.(text) ?? [];
  }
  const shown = found.slice(0, MOST);
  list.replaceChildren(...shown.map(row));
  list.hidden = !shown.length;
  all.hidden = !list.hidden;
  status.hidden = !searching;
  const words = !index ? missing : found.length > MOST ? most : [none, one][found.length] ?? many;
  say(searching ? words : "", shown.length, text);
}

// The arrows lead from the field down through what was found and up again; Escape begins anew.
function move(event) {
  if (event.key === "Escape") {
    field.value = "";
    field.focus();
    show();
  }
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [field, ...list.querySelectorAll("a")];
  const next = by && stops[stops.indexOf(document.activeElement) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

form.hidden = false;
field.addEventListener("input", show);
for (const box of [form, list]) box.addEventListener("keydown", move);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
