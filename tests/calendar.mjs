// Prints how the theme's calendar sees the course, for tests/calendar.rs to compare with the rule in collector/forms/src/age.rs.
//
// Takes the file with the course as data. A line for each family: its date, and for each phase the days on which it changes how the
// day lies to the phase, as `[days since the first, -1 | 0 | 1]`. Every single day is asked for; only the changes are told.
import { readFileSync } from "node:fs";
import { LAST_PREGNANCY_DAY, addMonths, dayFrom, isoOf, phaseOf, pregnancyDay, relation } from "./days.js";

const { phases } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const DAYS_AFTER_THE_COURSE = 10;

function look(kind, date, family, first, last) {
  const changes = phases.map(() => []);
  const before = phases.map(() => undefined);
  for (let day = first; day <= last; day++) {
    let mine;
    phases.forEach((phase, i) => {
      const now = relation(phase, family, day);
      if (now === 0) mine ??= phase;
      if (now !== before[i]) changes[i].push([day - first, now]);
      before[i] = now;
    });
    if (phaseOf(phases, family, day) !== mine) throw new Error(`another phase on ${isoOf(day)} for ${kind} ${isoOf(date)}`);
  }
  console.log(JSON.stringify({ kind, date: isoOf(date), first: isoOf(first), days: last - first + 1, changes }));
}

// The due date must not matter once the child is born.
for (let born = dayFrom("2023-01-01"); born <= dayFrom("2027-12-31"); born++) {
  look("born", born, { due: born + 9, born }, born, addMonths(born, 36) + DAYS_AFTER_THE_COURSE);
}

for (let due = dayFrom("2026-01-01"); due <= dayFrom("2027-12-31"); due++) {
  const start = due - pregnancyDay(due, due);
  look("due", due, { due }, start - 3, start + LAST_PREGNANCY_DAY + 3);
}
