// »Find din fase«: a date becomes a week or an age, a phase, and what it holds. Nothing is kept before the reader asks for it, and
// nothing that is written gets into an address. What is in view follows from one set of words; the rest is emptied and hidden.

import { offerCalendar } from "./calendar.js";
import { LAST_PREGNANCY_DAY, dayOf, isoOf, pregnancyDay, today } from "./days.js";
import { eraseAll, keep, recall } from "./memory.js";
import { offerOffline } from "./offline.js";
import { course } from "./where.js";
import { fill, follow, holdings, outside, wordsOf } from "./yours.js";

const main = document.querySelector("main");
const find = (selector) => main.querySelector(selector);
const form = find("form");
const venter = form.elements.venter;
const calendar = find("[data-calendar]");

// The dates in view, as days: those that were written, or those that are kept.
let family;

// Shows the fields; what is no longer known does not stand in them either.
function ask(born, words) {
  if (!family) form.reset();
  venter.value = born ? "born" : "due";
  complain([], words);
}

// Says what is wrong, at the top and beside each date; or that nothing is.
function complain(faults, words) {
  fill(main, { asking: "1", ...words, faults });
  for (const part of form.querySelectorAll("input")) part.ariaInvalid = faults.some(({ at }) => at.includes(part));
  calendar.hidden = true;
}

// Returns the days in the fields; nothing, and says why, if they will not do.
function given() {
  const words = {};
  const faults = [];
  const partsOf = (name) => [...form.querySelectorAll(`#${name} input`)];
  const isEmpty = (part) => !part.value.trim();
  const fault = (name, wrong, at = partsOf(name)) => {
    words[name] = form.dataset[wrong];
    faults.push({ at, id: at[0].id, text: words[name] });
  };
  // Nobody need write the century.
  const read = (name) => {
    const empty = partsOf(name).filter(isEmpty);
    const [date, month, year] = partsOf(name).map((part) => Number(part.value));
    if (empty.length > 0) return fault(name, "missing", empty);
    return dayOf(year < 100 ? year + 2000 : year > 1900 && year, month, date) ?? fault(name, "unknown");
  };
  const isBorn = venter.value === "born";
  const born = isBorn ? read("born") : undefined;
  const due = isBorn && partsOf("early").every(isEmpty) ? undefined : read(isBorn ? "early" : "due");
  if (faults.length === 0) {
    const wrong = outside({ due, born }, today());
    const count = pregnancyDay(due, born);
    if (wrong && wrong !== "grown") fault(venter.value, wrong);
    else if (count < 140 || count > LAST_PREGNANCY_DAY) fault("early", "apart");
    else return { due, born };
  }
  complain(faults, words);
  if (words.early) find("details").open = true;
  find(".box-error:not([hidden])").focus();
}

// Shows where the family is on a day.
async function show(day, words) {
  const wrong = family ? outside(family, day) : "none";
  const about = { [recall("child") ? "kept" : "unkept"]: "1", ...words };
  if (wrong === "grown") return fill(main, { ...about, grown: "1" });
  if (wrong) return ask(wrong === "over", { [wrong]: "1" });
  try {
    const held = await course();
    fill(main, { ...about, ...holdings(held, family, day), ...wordsOf(family, day) });
    offerCalendar(calendar, held, family);
    // A browser that keeps no pages shows no place for them.
    offerOffline(find("[data-offline]"), held, family).catch(() => {});
  } catch {
    ask(family.born, { unreached: "1" });
  }
}

const enter = () => find("h2:not([hidden] *)").focus();

// Only other tabs are told of what is kept and deleted; this tells the scripts of this page.
const tell = () => dispatchEvent(new Event("storage"));

// Returns whether the browser keeps the dates.
function remember() {
  const { due, born } = family;
  const done = keep("child", { due: due && isoOf(due), born: born && isoOf(born) });
  tell();
  return done;
}

const doings = {
  change({ value }) {
    ask(family.born || value);
    enter();
  },
  async keep() {
    await show(today(), !remember() && { unkept: "", refused: "1" });
    find("[data-remembered]").focus();
  },
  async erase() {
    await eraseAll();
    tell();
    ask(false, { erased: "1" });
    find("[data-with=erased]").focus();
  },
  // Whoever has lost a child is not met by any of this again, and the way back does not lead here.
  lose(link) {
    family = undefined;
    ask();
    eraseAll().finally(() => location.replace(link.href));
  },
  mend: (link) => find(link.hash).focus(),
};

addEventListener("click", (event) => {
  const control = event.target.closest("[data-do]");
  if (!control) return;
  event.preventDefault();
  doings[control.dataset.do](control);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const days = given();
  if (!days) return;
  family = days;
  // One date takes the place of another.
  if (recall("child")) remember();
  await show(today());
  enter();
});

find("[data-table]").open = false;

let last = "";
follow((day, kept) => {
  const now = JSON.stringify(kept);
  if (now !== last) family = kept;
  // Nobody who is writing a date is disturbed because it is midnight.
  else if (calendar.hidden) return;
  last = now;
  show(day);
});
