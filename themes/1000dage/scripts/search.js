// Search over the small index. The other half of this file is generator/src/render/search.rs: both fold words in the same way.

const form = document.querySelector("form.search");
const field = document.getElementById("q");
const status = document.getElementById("svar");
const list = document.getElementById("fundet");
const all = document.getElementById("alle");

const MOST = 20;
let index;
let coming;

const fold = (word) => word.toLowerCase().replaceAll("oe", "o").replaceAll("aa", "a")
  .replaceAll("æ", "ae").replaceAll("ø", "o").replaceAll("å", "a").replaceAll("é", "e");

const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);

// How well a word of the index answers a word that was typed: the whole, a beginning either way, or a part of a compound.
function fit(known, typed) {
  if (known === typed) return 4;
  if (known.startsWith(typed)) return 3;
  if (known.length > 2 && typed.startsWith(known)) return 2;
  if (typed.length > 3 && known.includes(typed)) return 1;
  return 0;
}

function pagesFor(typed) {
  const points = new Map();
  for (const [known, pages] of Object.entries(index.words)) {
    const weight = fit(known, typed);
    if (!weight) continue;
    for (let i = 0; i < pages.length; i += 2) {
      points.set(pages[i], Math.max(points.get(pages[i]) ?? 0, weight * pages[i + 1]));
    }
  }
  return points;
}

// A typed word is answered by its own pages first, and then by those of every word that means the same.
function pagesForAny(typed) {
  const points = pagesFor(typed);
  const same = index.same.filter((group) => group.includes(typed)).flat().filter((word) => !word.includes(" "));
  for (const word of same.flatMap(wordsOf)) {
    for (const [page, found] of pagesFor(word)) points.set(page, Math.max(points.get(page) ?? 0, found / 2));
  }
  return points;
}

function search(text) {
  const typed = wordsOf(text);
  const phrase = index.same.filter((group) => group.includes(fold(text).trim())).flat().filter((word) => !word.includes(" "));
  const answers = typed.map(pagesForAny);
  if (phrase.length > 0) answers.push(...phrase.flatMap(wordsOf).map(pagesFor));
  const total = new Map();
  for (const points of answers) {
    for (const [page, found] of points) total.set(page, (total.get(page) ?? 0) + found);
  }
  return [...total].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST).map(([page]) => index.pages[page]);
}

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

async function show() {
  const text = field.value.trim();
  const searching = text.length > 1;
  all.hidden = searching;
  list.hidden = status.hidden = !searching;
  if (!searching) return;
  try {
    index ??= await (coming ??= fetch(form.dataset.index).then((answer) => answer.json()));
  } catch {
    coming = undefined;
    status.textContent = "Søgningen kan ikke hentes lige nu. Slå op i listen herunder.";
    all.hidden = false;
    return;
  }
  if (text !== field.value.trim()) return;
  const found = search(text);
  list.replaceChildren(...found.map(row));
  const many = found.length === 1 ? "1 side" : `${found.length} sider`;
  status.textContent = found.length ? `${many} om »${text}«` : `Ingen sider om »${text}«. Prøv et andet ord, eller slå op i listen.`;
  if (!found.length) all.hidden = false;
}

form.hidden = false;
field.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
