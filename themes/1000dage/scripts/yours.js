// Where a family is today, in words; and for the family whose date is kept on this device, in the menu, on the front page and on the
// path of the course.
//
// The words stand in the templates, as patterns with names in braces. Numbers with units (»5 uger og 2 dage«) and dates are the
// browser's own, in the language of the page.

import { LAST_PREGNANCY_DAY, addMonths, begins, lessonDays, pregnancyDay, relation, today } from "./days.js";
import { recall } from "./memory.js";
import { nextOf } from "./ticks.js";
import { course, ownFamily } from "./where.js";

const language = document.documentElement.lang;

// A part of nothing is not said.
const counted = (...parts) =>
  new Intl.ListFormat(language).format(
    parts.filter(([count]) => count).map(([count, unit]) => count.toLocaleString(language, { style: "unit", unit, unitDisplay: "long" })),
  );

const dated = (day) => new Date(day * 864e5).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });

// Returns why there is nothing to say of a day; »grown« is a child after its third birthday, the others are no family at all.
export function outside({ due, born }, day) {
  const count = pregnancyDay(due, day);
  if (born === undefined) return count < 0 ? "ahead" : count > LAST_PREGNANCY_DAY ? "over" : "";
  return born > day ? "unborn" : addMonths(born, 36) > day ? "" : "grown";
}

// Returns an age: in days, from two weeks on in weeks, from eight weeks on in months, and from a year on in years.
function ageOf(born, day) {
  const days = day - born;
  if (days < 14) return counted([days, "day"]);
  if (days < 56) return counted([Math.floor(days / 7), "week"], [days % 7, "day"]);
  let months = 1;
  while (addMonths(born, months + 1) <= day) months += 1;
  return months < 12
    ? counted([months, "month"], [day - addMonths(born, months), "day"])
    : counted([Math.floor(months / 12), "year"], [months % 12, "month"]);
}

// Returns what the dates alone can say. Corrected age is for who was born before 37+0, until the second birthday.
export function wordsOf({ due, born }, day) {
  const count = pregnancyDay(due, day);
  const nr = Math.floor(count / 7);
  const uge = `${nr}+${count % 7}`;
  if (born === undefined) {
    const hele = nr > 1 && `${nr}`;
    return { nr: `${nr}`, uge, hele, dage: counted([count % 7, "day"]), termin: count > 280 && dated(due) };
  }
  const isEarly = due - born > 21 && addMonths(born, 24) > day;
  return {
    barn: "1",
    ny: born === day && "1",
    alder: ageOf(born, day),
    tidlig: isEarly && due >= day && uge,
    regnet: isEarly && due < day && ageOf(due, day),
  };
}

// Returns what the course holds on a day: the phase, its lessons until now, those of this week, open questions, and the visits that are
// open or come next. They stand in the order in which they come; those after the birth wait for the birthday.
export function holdings({ phases, appointments, forms }, family, day) {
  const isOpen = (window) => !relation(window, family, day);
  const phase = phases.find(isOpen);
  const days = lessonDays(phase, family);
  const begun = phase.lessons
    .map(([name, title], place) => ({ title, id: `${phase.slug}/${name}`, day: days[place] }))
    .filter((lesson) => lesson.day <= day);
  let coming = 0;
  const visits = appointments
    .filter((visit) => isOpen(visit) || (begins(visit.from, family) > day && ++coming < 4))
    .map((visit) => ({
      ...visit,
      ...(isOpen(visit) ? { til: dated(begins(visit.until, family) - 1) } : { fra: dated(begins(visit.from, family)) }),
    }));
  return { ...phase, begun, lessons: begun.filter((lesson) => lesson.day === begun.at(-1).day), visits, forms: forms.filter(isOpen) };
}

// Returns a pattern with its names filled in; nothing if one of them is missing.
function said(pattern, words) {
  let whole = true;
  const text = pattern.replace(/{(\w+)}/g, (_, name) => words[name] || (whole = ""));
  return whole && text;
}

// Fills what stands under `root`: `data-say` with text and `data-link` with an address, both patterns; `data-each`, a template, with a
// row for each of a list. What cannot be said whole is hidden, and so is `data-with` if the text or list it names is missing or empty.
export function fill(root, words) {
  const rows = root.querySelectorAll("[data-each]");
  for (const row of rows) row.parentNode.replaceChildren(row);
  for (const place of root.querySelectorAll("[data-with]")) place.hidden = !words[place.dataset.with]?.length;
  for (const place of root.querySelectorAll("[data-say]")) {
    place.textContent = said(place.dataset.say, words);
    place.hidden = !place.textContent;
  }
  for (const place of root.querySelectorAll("[data-link]")) {
    const address = said(place.dataset.link, words);
    if (address) place.href = address;
    else place.removeAttribute("href");
  }
  for (const row of rows) {
    for (const item of words[row.dataset.each] ?? []) {
      const copy = row.content.cloneNode(true);
      fill(copy, item);
      row.parentNode.append(copy);
    }
  }
}

// Calls `show` with the day and the family that is kept: now, and when another day has come or another tab has kept or deleted something.
export function follow(show) {
  let seen;
  const look = () => {
    const day = today();
    const family = ownFamily();
    const now = JSON.stringify([day, family]);
    if (now !== seen) show(day, family);
    seen = now;
  };
  for (const event of ["pageshow", "storage", "visibilitychange"]) addEventListener(event, look);
  setInterval(look, 6e4);
  look();
}

// Where to read on: where the ticks of the phase say, or, for whoever has ticked all or none, at this week's.
function next({ begun, lessons: [lesson] }) {
  const ticks = recall("ticks")?.[recall("reader") ?? ""] ?? [];
  const isRead = ({ id }) => ticks.includes(id);
  const { title, id, day } = (begun.some(isRead) && nextOf(begun, isRead)) || lesson;
  return { id, [day < lesson.day ? "videre" : "ugens"]: title };
}

follow(async (day, family) => {
  const steps = document.querySelectorAll(".path a");
  let words = { plain: "1" };
  if (family && !outside(family, day)) {
    words = wordsOf(family, day);
    if (steps.length) {
      const held = holdings(await course(), family, day);
      words = { ...held, ...words, ...next(held) };
    }
  }
  for (const place of document.querySelectorAll("[data-yours], [data-development]")) fill(place, words);
  for (const step of steps) step.ariaCurrent = step.pathname === `/faser/${words.slug}/` ? "step" : null;
});
