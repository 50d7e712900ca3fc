// The calendar of the course. The other half of this file is collector/forms/src/age.rs; a test compares the two, day by day.
//
// A day is a whole number, counted from 1 January 1970; so the nights of the clock change are days like others.
// A moment is a border of the course: "g91" the 91st day of pregnancy, "d14" the 14th day after birth, "m4" the day on which
// 4 calendar months have passed. A family is `{ due, born }`, days, at least one of them; the birth date beats the due date.

const PREGNANCY_DAYS = 280;
// After week 43+6 only a birth date helps.
export const LAST_PREGNANCY_DAY = 307;

// Returns the day of a date; undefined if the calendar does not have it.
export function dayOf(year, month, date) {
  const day = Date.UTC(year, month - 1, date) / 864e5;
  const { y, m, d } = dateOf(day);
  return y === year && m === month && d === date ? day : undefined;
}

// Returns the date of a day, as numbers.
export function dateOf(day) {
  const at = new Date(day * 864e5);
  return { y: at.getUTCFullYear(), m: at.getUTCMonth() + 1, d: at.getUTCDate() };
}

// Returns the day as »2027-03-01«, and back.
export const isoOf = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
export const dayFrom = (iso) => dayOf(...iso.split("-").map(Number));

// Returns the day it is in Denmark, wherever the reader is.
export const today = (now = new Date()) => dayFrom(new Intl.DateTimeFormat("sv", { timeZone: "Europe/Copenhagen" }).format(now));

// Returns the day on which so many calendar months have passed. A day that the month lacks is the month's last day.
export function addMonths(day, months) {
  const { y, m, d } = dateOf(day);
  const last = Date.UTC(y, m + months, 0) / 864e5;
  return Math.min(Date.UTC(y, m - 1 + months, 1) / 864e5 + d - 1, last);
}

export const pregnancyDay = (due, day) => PREGNANCY_DAYS - (due - day);

// Returns the day on which a moment begins for a family; undefined for a moment after birth while the child is not born.
export function begins(moment, { due, born }) {
  const count = Number(moment.slice(1));
  if (moment[0] === "g") return born === undefined ? due - PREGNANCY_DAYS + count : -Infinity;
  if (born === undefined) return undefined;
  return moment[0] === "d" ? born + count : addMonths(born, count);
}

// Returns whether a window, `{ from, until }` of moments, is before (-1), during (0) or after (1) for a family on a day.
export function relation({ from, until }, family, day) {
  if (!(begins(from, family) <= day)) return -1;
  return begins(until, family) <= day ? 1 : 0;
}

// Returns the phase of the course in which a family is; undefined before the first and after the last.
export const phaseOf = (phases, family, day) => phases.find((phase) => relation(phase, family, day) === 0);

// Returns the day on which each lesson of a phase begins: in order, spread over the weeks of the phase. None if the family has no
// such days. The phase that ends with the birth counts on the due date while the child is not born.
export function lessonDays({ from, until, lessons }, family) {
  const first = begins(from, family);
  if (!Number.isFinite(first)) return [];
  const last = begins(until, family) ?? (family.due > first ? family.due : first + 21);
  const weeks = Math.max(1, Math.ceil((last - first) / 7));
  return lessons.map((_, place) => first + 7 * Math.floor((place * weeks) / lessons.length));
}
