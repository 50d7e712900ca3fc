// The calendar file: made on the device, right to the letter of RFC 5545, and silent where it was asked to be.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { calendarFile } from "../../themes/1000dage/scripts/calendar.js";
import { addMonths, begins, dayFrom, isoOf } from "../../themes/1000dage/scripts/days.js";
import { withPage } from "./support/browser.js";
import { ROOT, TODAY } from "./support/server.js";
import { get, kinds, within } from "./support/site.js";
import { left, listen } from "./support/traces.js";

const PYTHON = path.join(ROOT, "target/python/bin/python");
const ALL = ["lektion", "laege", "jordemoder", "scanning", "sundhedsplejerske", "vaccine", "proeve"];

// The course and the words, as the page has them.
const { course, words } = await withPage({}, async (page) => {
  await page.goto(kinds.find);
  const address = await page.evaluate(() => document.body.dataset.course);
  return {
    course: JSON.parse((await get(address)).body),
    words: await page.evaluate(() => ({ ...document.querySelector("[data-calendar] form").dataset })),
  };
});

const family = ({ due, born }) => ({ due: due && dayFrom(due), born: born && dayFrom(born) });
const file = (dates, { day = TODAY, choices = ALL, ...more } = {}) =>
  calendarFile({ course, family: family(dates), today: dayFrom(day), choices, words, ...more });

// Reads a file by our own, strict eye: every line, then the lines of each event by name. Complains of what the standard does not allow.
function read(text) {
  assert.ok(text.endsWith("\r\n"));
  assert.doesNotMatch(text.replaceAll("\r\n", ""), /[\r\n\u0000-\u0008\u000b-\u001f\u007f]/, "a line ends in CR and LF, and nothing else is hidden in it");
  for (const line of text.split("\r\n")) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.equal(Buffer.from(line).toString(), line, "a letter is whole");
    assert.doesNotMatch(line, /\ufffd/);
  }
  const lines = text.replaceAll("\r\n ", "").slice(0, -2).split("\r\n");
  const open = [];
  const events = [];
  const head = {};
  for (const line of lines) {
    const [, name, rest, value] = /^([A-Z-]+)((?:;[A-Z-]+=[A-Z-]+)*):(.*)$/.exec(line) ?? assert.fail(line);
    if (name === "BEGIN") {
      open.push(value);
      if (value === "VEVENT") events.push({});
    } else if (name === "END") {
      assert.equal(open.pop(), value);
    } else {
      const into = open.length === 2 ? events.at(-1) : head;
      assert.equal(into[name], undefined, `${name} twice`);
      into[name] = value;
      if (name === "DTSTART" || name === "DTEND") assert.equal(rest, ";VALUE=DATE");
    }
  }
  assert.deepEqual(open, []);
  assert.deepEqual(Object.keys(head), ["VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME"]);
  const day = (date) => dayFrom(date.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"));
  for (const event of events) {
    assert.match(event.DTSTAMP, /^\d{8}T\d{6}Z$/);
    assert.equal(event.CLASS, "PRIVATE");
    assert.equal(event.TRANSP, "TRANSPARENT");
    assert.equal(day(event.DTEND), day(event.DTSTART) + 1);
    assert.doesNotMatch((event.SUMMARY ?? "") + (event.DESCRIPTION ?? ""), /(^|[^\\])[;,]/, "commas and semicolons are marked");
  }
  assert.equal(new Set(events.map(({ UID }) => UID)).size, events.length, "every event has its own name");
  return { head, events: events.map((event) => ({ ...event, day: day(event.DTSTART) })) };
}

const plain = (text = "") => text.replaceAll("\\n", "\n").replace(/\\([\\;,])/g, "$1");

// Children born, or expected, on every kind of day.
const DATES = [
  { due: "2027-03-01" },
  { due: "2026-11-27" },
  { due: "2027-08-28" },
  { due: "2028-02-29" },
  { born: "2026-11-21" },
  { born: "2026-11-20", due: "2026-12-24" },
  { born: "2026-08-31" },
  { born: "2024-02-29" },
  { born: "2024-01-31" },
  // The nights on which the clock is changed.
  { born: "2026-10-25" },
  { born: "2026-03-29" },
];

test("every file is right to the letter", () => {
  for (const dates of DATES) {
    const { events } = read(file(dates));
    assert.ok(events.length > 0, JSON.stringify(dates));
    assert.deepEqual(events.map(({ day }) => day), events.map(({ day }) => day).sort((a, b) => a - b));
  }
});

test("what is folded is read again as it was", () => {
  const long = { ...course, appointments: [{ ...course.appointments[0], title: "Ø; å, \\ ".repeat(20), text: "👩‍👧 blåbærgrød\n".repeat(12) }] };
  const [event] = read(calendarFile({ course: long, family: family({ due: "2027-07-20" }), today: dayFrom(TODAY), choices: [long.appointments[0].kind], words })).events;
  assert.equal(plain(event.SUMMARY), "Ø; å, \\ ".repeat(20));
  assert.ok(plain(event.DESCRIPTION).includes("👩‍👧 blåbærgrød\n".repeat(12)));
});

test("another program reads the same events", { skip: !existsSync(PYTHON) && "tests/all installs Python's icalendar" }, () => {
  for (const dates of DATES) {
    const text = file(dates);
    const { status, stdout, stderr } = spawnSync(PYTHON, [path.join(ROOT, "tests/read_calendar.py")], { input: text });
    assert.equal(status, 0, stderr.toString());
    const { name, events } = JSON.parse(stdout);
    assert.equal(name, words.name);
    const ours = read(text).events;
    assert.deepEqual(
      events.map(({ uid, start, end, title, text: told }) => [uid, start, end, title, told]),
      ours.map(({ UID, day, SUMMARY, DESCRIPTION }) => [UID, isoOf(day), isoOf(day + 1), plain(SUMMARY), plain(DESCRIPTION)]),
    );
  }
});

test("for five years of dates every lesson comes in order, inside its phase, and none before this week", () => {
  const today = dayFrom(TODAY);
  const monday = today - ((today + 3) % 7);
  const phaseOfTitle = new Map(course.phases.flatMap((phase) => phase.lessons.map(([, title]) => [words.lesson + title, phase])));
  for (let day = dayFrom("2023-11-01"); day < dayFrom("2028-11-01"); day += 1) {
    const given = day <= today ? { born: day } : { due: day };
    const text = calendarFile({ course, family: given, today, choices: ["lektion"], words });
    if (!text) {
      // The last lesson of a phase lies one step before its end.
      const step = (phase, days) => days / phase.lessons.length + 14;
      assert.ok(given.born === undefined ? day <= today + step(course.phases[3], 21) : addMonths(day, 36) <= today + step(course.phases.at(-1), 366), isoOf(day));
      continue;
    }
    const places = text.split("BEGIN:VEVENT").slice(1).map((event) => {
      const unfolded = event.replaceAll("\r\n ", "");
      const [, y, m, d] = /DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)/.exec(unfolded);
      const title = plain(/SUMMARY:(.*)\r\n/.exec(unfolded)[1]);
      return { title, on: dayFrom(`${y}-${m}-${d}`), phase: phaseOfTitle.get(title) };
    });
    let before = monday;
    for (const { title, on, phase } of places) {
      assert.ok(on >= before, `${isoOf(day)}: ${title}`);
      assert.ok(on >= begins(phase.from, given) && !(on >= (begins(phase.until, given) ?? day)), `${isoOf(day)}: ${title}`);
      before = on;
    }
    const order = [...phaseOfTitle.keys()];
    assert.deepEqual(places.map(({ title }) => title), order.filter((title) => places.some((place) => place.title === title)));
  }
});

test("an appointment stands on the first day of its window, or today if the window is open, and says that times differ", () => {
  const vaccine = course.appointments.find(({ kind, from }) => kind === "vaccine" && from.startsWith("m"));
  const born = "2026-08-31";
  const first = begins(vaccine.from, family({ born }));
  const found = (day) => read(file({ born }, { day, choices: ["vaccine"] })).events.find(({ SUMMARY }) => plain(SUMMARY) === vaccine.title);
  const early = found("2026-09-01");
  assert.equal(early.day, first);
  assert.match(plain(early.DESCRIPTION), /^Omkring \d+\. \w+ \d{4}.*kommune kan have andre tider\./);
  assert.ok(plain(early.DESCRIPTION).includes(vaccine.text));
  assert.match(plain(early.DESCRIPTION), /\nhttps:\/\/1000dage\.dk\/faser\/[a-z0-9/-]+\/$/);
  if (begins(vaccine.until, family({ born })) > first + 2) assert.equal(found(isoOf(first + 1)).day, first + 1);
});

test("an unborn child has no dates after the birth, and a born child none before", () => {
  const due = "2027-03-01";
  const titles = new Map(course.phases.flatMap((phase) => phase.lessons.map(([, title]) => [words.lesson + title, phase.from])));
  for (const { SUMMARY, day } of read(file({ due })).events) {
    assert.ok((titles.get(plain(SUMMARY)) ?? "g").startsWith("g"), SUMMARY);
    assert.ok(day <= dayFrom(due) + 21);
  }
  for (const { SUMMARY } of read(file({ born: TODAY, due })).events) assert.ok(!(titles.get(plain(SUMMARY)) ?? "d").startsWith("g"), SUMMARY);
});

test("what was not chosen is not there, and where nothing is left there is no file", () => {
  const visits = read(file({ born: TODAY }, { choices: ["sundhedsplejerske"] })).events;
  const offered = course.appointments.filter(({ kind }) => kind === "sundhedsplejerske").map(({ title }) => title);
  assert.ok(visits.length > 0);
  for (const { SUMMARY } of visits) assert.ok(offered.includes(plain(SUMMARY)), SUMMARY);
  assert.equal(file({ born: TODAY }, { choices: [] }), undefined);
  assert.equal(file({ born: "2023-01-01" }), undefined);
  assert.equal(file({ due: "2026-11-01" }), undefined);
});

test("the same dates give the same file, and one fetched later mends it; other dates have names of their own", () => {
  const names = (text) => read(text).events.map(({ UID }) => UID);
  const dates = { born: "2026-11-21" };
  assert.equal(file(dates), file(dates));
  const [now, later] = [read(file(dates, { now: 1e12 })), read(file(dates, { now: 1e12 + 6e4 }))];
  assert.deepEqual(names(file(dates, { now: 1e12 })), names(file(dates, { now: 1e12 + 6e4 })));
  assert.ok(Number(later.events[0].SEQUENCE) > Number(now.events[0].SEQUENCE));
  assert.ok(later.events[0].DTSTAMP > now.events[0].DTSTAMP);
  // A due date that is added later changes nothing after the birth; neutral words replace what was told before.
  assert.deepEqual(names(file({ ...dates, due: "2026-12-01" })), names(file(dates)));
  assert.deepEqual(names(file(dates, { choices: [...ALL, "neutral"] })), names(file(dates)));
  const others = new Set(names(file({ born: "2026-11-20" })));
  for (const name of names(file(dates))) assert.ok(!others.has(name) && /^[0-9a-f]+$/.test(name));
});

test("a file in neutral words tells neither of a child, nor of a pregnancy, nor of this site", () => {
  for (const dates of DATES) {
    const text = file(dates, { choices: [...ALL, "neutral"] });
    const { events, head } = read(text);
    assert.deepEqual([...new Set(events.map(({ SUMMARY }) => SUMMARY))].sort(), ["Aftale", "Læs"].filter((word) => events.some(({ SUMMARY }) => SUMMARY === word)));
    for (const event of events) {
      assert.deepEqual(Object.keys(event), ["UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "TRANSP", "CLASS", "SUMMARY", "day"]);
    }
    assert.equal(head["X-WR-CALNAME"], "Kalender");
    assert.doesNotMatch(text, /1000|dage|http|barn|baby|gravid|fød|vaccin|uge|scan|termin/i);
    assert.equal(events.length, read(file(dates)).events.length);
  }
});

test("no event rings", () => assert.doesNotMatch(file({ born: TODAY }), /VALARM|TRIGGER|ATTENDEE|ORGANIZER/));

// Writes a date on »Find din fase« and asks for the week.
async function answer(page, dates) {
  await page.goto(kinds.find);
  if (dates.born) await page.locator("[name=venter][value=born]").check();
  const [year, month, day] = (dates.born ?? dates.due).split("-").map(Number);
  const fields = page.locator(`#${dates.born ? "born" : "due"} input`);
  for (const [place, number] of [day, month, year].entries()) await fields.nth(place).fill(String(number));
  await page.locator("form.find button").click();
  await page.locator("[data-calendar]").waitFor();
}

async function fetched(page) {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Hent kalenderfil" }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

for (const timezoneId of ["Europe/Copenhagen", "Pacific/Auckland"]) {
  test(`a family in ${timezoneId} gets the file without asking anybody, and nothing is kept of it`, within, () =>
    withPage({ timezoneId }, async (page) => {
      const heard = [];
      listen(page, heard);
      await page.clock.setFixedTime("2026-11-21T12:00:00Z");
      await answer(page, { born: "2026-11-21" });
      const asked = [];
      page.on("request", ({ url }) => asked.push(url()));
      const { name, text } = await fetched(page);
      assert.equal(name, "1000-dage.ics");
      assert.deepEqual(read(text).events, read(file({ born: "2026-11-21" }, { now: Date.parse("2026-11-21T12:00:00Z") })).events);
      assert.match(await page.locator("[data-calendar] [role=status]").textContent(), /^Filen er hentet\./);
      await page.getByLabel("Neutrale ord").check();
      const quiet = await fetched(page);
      assert.equal(quiet.name, "kalender.ics");
      assert.ok(!read(quiet.text).events.some((event) => "DESCRIPTION" in event));
      for (const box of await page.locator("[data-calendar] [name=with]").all()) await box.uncheck();
      await page.getByRole("button", { name: "Hent kalenderfil" }).click();
      assert.match(await page.locator("[data-calendar] [role=status]").textContent(), /^Der er ingen datoer/);
      assert.deepEqual(asked.filter((url) => !url.startsWith("blob:")), []);
      assert.deepEqual([...heard.filter((line) => !line.includes("blob:")), ...(await left(page))], []);
    }),
  );
}

test("while the child is not born the page says that the file ends with the birth", within, () =>
  withPage({}, async (page) => {
    await page.clock.setFixedTime("2026-11-21T12:00:00Z");
    await answer(page, { due: "2027-03-01" });
    assert.ok(await page.locator("p[data-unborn]").isVisible());
    await answer(page, { born: "2026-11-01" });
    assert.equal(await page.locator("p[data-unborn]").isVisible(), false);
  }),
);

test("without JavaScript nothing of it is shown", within, () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(kinds.find);
    assert.equal(await page.locator("[data-calendar]").isVisible(), false);
  }),
);
