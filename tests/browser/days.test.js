// The calendar of the course: days, months, and the week in which each lesson lies. Asked of the script itself, without a browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { ROOT } from "./support/server.js";

const script = await readFile(path.join(ROOT, "themes/1000dage/scripts/days.js"), "utf8");
const { addMonths, dateOf, dayFrom, dayOf, isoOf, lessonDays, pregnancyDay, relation, today } = await import(
  `data:text/javascript,${encodeURIComponent(script)}`
);

test("a date that the calendar does not have is no day", () => {
  for (const date of [
    [2026, 2, 29],
    [2026, 2, 30],
    [2100, 2, 29],
    [2026, 4, 31],
    [2026, 13, 1],
    [2026, 0, 1],
    [2026, 1, 0],
    [2026, 1, 32],
    [2026, 1.5, 1],
    [NaN, 1, 1],
  ]) {
    assert.equal(dayOf(...date), undefined, date.join());
  }
  assert.equal(isoOf(dayOf(2028, 2, 29)), "2028-02-29");
  assert.equal(isoOf(dayOf(2000, 2, 29)), "2000-02-29");
});

test("a month later is the same date, or the last of a month that lacks it", () => {
  const later = (iso, months) => isoOf(addMonths(dayFrom(iso), months));
  assert.equal(later("2026-01-31", 1), "2026-02-28");
  assert.equal(later("2028-01-31", 1), "2028-02-29");
  assert.equal(later("2026-01-31", 3), "2026-04-30");
  assert.equal(later("2026-08-31", 6), "2027-02-28");
  assert.equal(later("2026-12-31", 2), "2027-02-28");
  assert.equal(later("2026-11-30", 3), "2027-02-28");
  assert.equal(later("2028-02-29", 12), "2029-02-28");
  assert.equal(later("2028-02-29", 36), "2031-02-28");
  assert.equal(later("2028-02-29", 48), "2032-02-29");
  assert.equal(later("2026-05-17", 0), "2026-05-17");
});

test("more months are never fewer days, from any day of five years", () => {
  for (let day = dayOf(2025, 1, 1); day < dayOf(2030, 1, 1); day += 1) {
    const months = Array.from({ length: 37 }, (_, count) => addMonths(day, count));
    months.slice(1).forEach((later, count) => {
      const length = later - months[count];
      assert.ok(length >= 28 && length <= 31, `${isoOf(day)} and ${count + 1} months is ${isoOf(later)}`);
      assert.ok(dateOf(later).d <= dateOf(day).d);
    });
  }
});

test("today is Denmark's, on both nights of the clock change and at the turn of a year", () => {
  const at = (time) => isoOf(today(new Date(time)));
  assert.equal(at("2026-03-28T22:59:59Z"), "2026-03-28");
  assert.equal(at("2026-03-28T23:00:00Z"), "2026-03-29");
  assert.equal(at("2026-03-29T21:59:59Z"), "2026-03-29");
  assert.equal(at("2026-03-29T22:00:00Z"), "2026-03-30");
  assert.equal(at("2026-10-24T21:59:59Z"), "2026-10-24");
  assert.equal(at("2026-10-24T22:00:00Z"), "2026-10-25");
  assert.equal(at("2026-10-25T22:59:59Z"), "2026-10-25");
  assert.equal(at("2026-10-25T23:00:00Z"), "2026-10-26");
  assert.equal(at("2026-12-31T23:00:00Z"), "2027-01-01");
});

test("the day of pregnancy is counted back from the due date", () => {
  const due = dayFrom("2027-03-01");
  assert.equal(pregnancyDay(due, due), 280);
  assert.equal(pregnancyDay(due, due - 280), 0);
  assert.equal(pregnancyDay(due, due + 27), 307);
});

const moments = ["g0", "g91", "g196", "g259", "d0", "d14", "d56", "m4", "m7", "m12", "m18", "m24", "m36"];
const windows = moments.slice(1).map((until, place) => ({ from: moments[place], until }));

test("the lessons of a phase lie in it, in order, each on one day and the first on the first", () => {
  for (let date = dayOf(2025, 12, 1); date < dayOf(2028, 4, 1); date += 1) {
    for (const family of [{ due: date }, { born: date }, { due: date + 40, born: date }]) {
      for (const window of windows) {
        for (const count of [1, 2, 7, 8, 20]) {
          const days = lessonDays({ ...window, lessons: Array(count).fill(["navn", "Titel"]) }, family);
          const known = window.from[0] === "g" ? !family.born : Boolean(family.born);
          assert.equal(days.length, known ? count : 0);
          if (!known) continue;
          const told = `${JSON.stringify(window)} ${JSON.stringify(family)} ${days}`;
          assert.equal(relation(window, family, days[0]), 0, told);
          assert.equal(relation(window, family, days[0] - 1), -1, told);
          assert.equal(relation(window, family, days.at(-1)), 0, told);
          days.forEach((day, place) => {
            assert.equal((day - days[0]) % 7, 0, told);
            assert.ok(!place || day >= days[place - 1], told);
          });
        }
      }
    }
  }
});

test("as many lessons as weeks are one a week, and fewer lie evenly", () => {
  const after = (window, count, family) => {
    const days = lessonDays({ ...window, lessons: Array(count).fill([]) }, family);
    return days.map((day) => (day - days[0]) / 7);
  };
  assert.deepEqual(after({ from: "g196", until: "g259" }, 9, { due: 20000 }), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(after({ from: "d0", until: "d14" }, 8, { born: 20000 }), [0, 0, 0, 0, 1, 1, 1, 1]);
  assert.deepEqual(after({ from: "d14", until: "d56" }, 3, { born: 20000 }), [0, 2, 4]);
  assert.deepEqual(after({ from: "g259", until: "d0" }, 7, { due: 20000 }), [0, 0, 0, 1, 1, 2, 2]);
});
