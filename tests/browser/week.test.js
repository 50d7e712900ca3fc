// »Find din fase« and what follows from it: the family's week, on this device only, and only for as long as it is wanted.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { RULES, sticksOut, tooLow, violations } from "./support/checks.js";
import { kinds, none, within } from "./support/site.js";
import { listen } from "./support/traces.js";

const NOON = "2026-11-21T11:00:00Z";

// A test in the hands of a reader, at a time. Nothing on the way may ask others, tell anything in an address, or fail.
const at = (now, name, look, options = {}) =>
  test(name, within, () =>
    withPage(options, async (page) => {
      const found = [];
      listen(page, found);
      await page.clock.setFixedTime(now);
      await page.goto(kinds.find);
      await look(page);
      none(found);
    }),
  );

const button = (page, name) => page.getByRole("button", { name, exact: true });

async function write(page, dates) {
  const born = "born" in dates;
  await page.getByLabel(born ? "Vores barn er født" : "Vi venter barn").check();
  if ("early" in dates) await page.locator("form.find details").evaluate((details) => (details.open = true));
  for (const [name, date] of Object.entries(dates)) {
    const parts = page.locator(`#${name} input`);
    for (const [place, text] of date.split(" ").entries()) await parts.nth(place).fill(text);
  }
}

// Writes dates and sends them. Returns what the page answers.
async function ask(page, dates) {
  await write(page, dates);
  await button(page, "Vis vores uge").click();
  await page.locator("main h2:focus, .box-error:focus").waitFor();
  return answer(page);
}

const shown = (page, selector) =>
  page.evaluate(
    (wanted) =>
      [...document.querySelectorAll(wanted)]
        .filter((element) => element.checkVisibility())
        .map((element) => element.innerText.replaceAll(/\s+/g, " ").trim()),
    selector,
  );

// The heading that has focus, and the phase.
async function answer(page) {
  const [heading] = await shown(page, "main h2");
  const [phase = ""] = await page.evaluate(() =>
    [...document.querySelectorAll("[data-link='/faser/{slug}/']")].filter((link) => link.checkVisibility()).map((link) => link.pathname),
  );
  return [heading, phase.split("/")[2]].filter(Boolean).join(" · ");
}

const mistakes = (page) => shown(page, ".box-error li");
const stored = (page) => page.evaluate(() => ({ ...localStorage }));
const menu = async (page) => (await shown(page, ".site-nav a"))[1];

async function remember(page) {
  await button(page, "Husk det på denne enhed").click();
  await page.locator("[data-remembered]:focus").waitFor();
}

// Dates and their answers ----------------------------------------------------------

const ANSWERS = [
  // Pregnant: the day of pregnancy is 280 less the days to the due date.
  ["280 days ahead is the first day", NOON, { due: "28 8 2027" }, "I er i uge 0+0 · tidligt-i-graviditeten"],
  ["a year may be written short, and a number with a nought", NOON, { due: "07 03 27" }, "I er i uge 24+6 · midt-i-graviditeten"],
  ["the last day of the first phase", NOON, { due: "29 5 2027" }, "I er i uge 13+0 · midt-i-graviditeten"],
  ["the day before", NOON, { due: "30 5 2027" }, "I er i uge 12+6 · tidligt-i-graviditeten"],
  ["the due date", NOON, { due: "21 11 2026" }, "I er i uge 40+0 · klar-til-foedslen"],
  ["overdue", NOON, { due: "20 11 2026" }, "I er i uge 40+1 · klar-til-foedslen"],
  ["the last day that a due date helps", NOON, { due: "25 10 2026" }, "I er i uge 43+6 · klar-til-foedslen"],
  // Born.
  ["the day of birth", NOON, { born: "21 11 2026" }, "Jeres barn er født i dag · 0-2-uger"],
  ["a day old", NOON, { born: "20 11 2026" }, "Jeres barn er 1 dag · 0-2-uger"],
  ["13 days", NOON, { born: "8 11 2026" }, "Jeres barn er 13 dage · 0-2-uger"],
  ["14 days", NOON, { born: "7 11 2026" }, "Jeres barn er 2 uger · 2-8-uger"],
  ["55 days", NOON, { born: "27 9 2026" }, "Jeres barn er 7 uger og 6 dage · 2-8-uger"],
  ["56 days", NOON, { born: "26 9 2026" }, "Jeres barn er 1 måned og 26 dage · 2-4-maaneder"],
  ["4 months less a day", NOON, { born: "22 7 2026" }, "Jeres barn er 3 måneder og 30 dage · 2-4-maaneder"],
  ["4 months", NOON, { born: "21 7 2026" }, "Jeres barn er 4 måneder · 4-7-maaneder"],
  ["14 months", NOON, { born: "21 9 2025" }, "Jeres barn er 1 år og 2 måneder · 12-18-maaneder"],
  ["two years", NOON, { born: "21 11 2024" }, "Jeres barn er 2 år · 2-3-aar"],
  ["the day before the third birthday", NOON, { born: "22 11 2023" }, "Jeres barn er 2 år og 11 måneder · 2-3-aar"],
  ["the third birthday", NOON, { born: "21 11 2023" }, "Jeres barn er fyldt tre år"],
  ["long after", NOON, { born: "1 1 2010" }, "Jeres barn er fyldt tre år"],
  // 29 February.
  ["born on 29 February, 364 days", "2029-02-27T11:00:00Z", { born: "29 2 2028" }, "Jeres barn er 11 måneder og 29 dage · 7-12-maaneder"],
  ["born on 29 February, a year on the 28th", "2029-02-28T11:00:00Z", { born: "29 2 2028" }, "Jeres barn er 1 år · 12-18-maaneder"],
  ["born on 29 February, three years on the 28th", "2031-02-28T11:00:00Z", { born: "29 2 2028" }, "Jeres barn er fyldt tre år"],
  ["due on 29 February", "2028-02-28T11:00:00Z", { due: "29 2 2028" }, "I er i uge 39+6 · klar-til-foedslen"],
  // The nights of the clock change, on both sides of midnight in Denmark.
  ["before midnight in March", "2026-03-28T22:59:00Z", { born: "15 3 2026" }, "Jeres barn er 13 dage · 0-2-uger"],
  ["after midnight in March", "2026-03-28T23:01:00Z", { born: "15 3 2026" }, "Jeres barn er 2 uger · 2-8-uger"],
  ["the night after, before midnight", "2026-03-29T21:59:00Z", { born: "15 3 2026" }, "Jeres barn er 2 uger · 2-8-uger"],
  ["the night after, after midnight", "2026-03-29T22:01:00Z", { born: "15 3 2026" }, "Jeres barn er 2 uger og 1 dag · 2-8-uger"],
  ["before midnight in October", "2026-10-24T21:59:00Z", { due: "24 4 2027" }, "I er i uge 14+0 · midt-i-graviditeten"],
  ["after midnight in October", "2026-10-24T22:01:00Z", { due: "24 4 2027" }, "I er i uge 14+1 · midt-i-graviditeten"],
  ["the day after, before midnight", "2026-10-25T22:59:00Z", { due: "24 4 2027" }, "I er i uge 14+1 · midt-i-graviditeten"],
  ["the day after, after midnight", "2026-10-25T23:01:00Z", { due: "24 4 2027" }, "I er i uge 14+2 · midt-i-graviditeten"],
];

for (const timezoneId of ["Europe/Copenhagen", "America/Los_Angeles", "Pacific/Auckland"]) {
  test(`a date becomes a week or an age, and a phase, for a reader in ${timezoneId}`, within, () =>
    withPage({ timezoneId }, async (page) => {
      const astray = [];
      for (const [name, now, dates, expected] of ANSWERS) {
        await page.clock.setFixedTime(now);
        await page.goto(kinds.find);
        const given = await ask(page, dates);
        if (given !== expected) astray.push(`${name}: ${given}, not ${expected}`);
        if (new URL(page.url()).href !== new URL(kinds.find, page.url()).href) astray.push(`${name}: the address is ${page.url()}`);
      }
      if (Object.keys(await stored(page)).length > 0) astray.push("something is kept that nobody asked for");
      none(astray);
    }),
  );
}

const REFUSED = [
  [{ due: "" }, ["Skriv både dag, måned og år, for eksempel 7 3 2027."]],
  [{ due: "7" }, ["Skriv både dag, måned og år"]],
  [{ due: "30 2 2027" }, ["Datoen findes ikke"]],
  [{ due: "29 2 2027" }, ["Datoen findes ikke"]],
  [{ due: "7 13 2027" }, ["Datoen findes ikke"]],
  [{ due: "7 marts 2027" }, ["Datoen findes ikke"]],
  [{ due: "7 3 202" }, ["Datoen findes ikke"]],
  [{ due: "29 8 2027" }, ["Der er mere end 40 uger til den dato."]],
  [{ due: "24 10 2026" }, ["Terminen ligger mere end fire uger tilbage."]],
  [{ born: "22 11 2026" }, ["Fødselsdagen ligger ude i fremtiden."]],
  [{ born: "1 11 2026", early: "1 12" }, ["Skriv både dag"]],
  [{ born: "31 6 2026", early: "1" }, ["Datoen findes ikke", "Skriv både dag"]],
  // Born before 20+0, and after 43+6.
  [{ born: "1 11 2026", early: "22 3 2027" }, ["Terminen og fødselsdagen passer ikke sammen."]],
  [{ born: "1 11 2026", early: "4 10 2026" }, ["Terminen og fødselsdagen passer ikke sammen."]],
];

at(NOON, "what will not do is said kindly, at the top and beside the date, and nothing is kept", async (page) => {
  for (const [dates, expected] of REFUSED) {
    await page.goto(kinds.find);
    await ask(page, dates);
    const said = await mistakes(page);
    assert.equal(said.length, expected.length, said.join());
    expected.forEach((beginning, place) => assert.ok(said[place].startsWith(beginning), `${said[place]}, not ${beginning}`));
    assert.deepEqual(await shown(page, "form .error"), said);
    assert.equal(await page.evaluate(() => document.activeElement.classList.contains("box-error")), true);
    const wrong = page.locator("input[aria-invalid=true]");
    assert.ok((await wrong.count()) > 0);
    await page.locator(".box-error a").first().click();
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-invalid")), "true");
    assert.ok(page.url().endsWith(kinds.find));
  }
  assert.deepEqual(await stored(page), {});
});

at(NOON, "of a date that is not whole, only what is missing is marked", async (page) => {
  await ask(page, { due: "7" });
  const wrong = await page.locator("#due input").evaluateAll((parts) => parts.map((part) => part.ariaInvalid));
  assert.deepEqual(wrong, ["false", "true", "true"]);
  await page.locator(".box-error a").click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "f-due-2");
});

at(NOON, "what was mended is no longer wrong", async (page) => {
  await ask(page, { due: "30 2 2027" });
  assert.equal(await ask(page, { due: "7 3 2027" }), "I er i uge 24+6 · midt-i-graviditeten");
  await button(page, "Skift dato").click();
  assert.equal(await page.locator("[aria-invalid=true], .box-error:visible").count(), 0);
});

at(NOON, "a child who came early has a corrected age until it is two", async (page) => {
  const age = async (dates) => {
    await page.goto(kinds.find);
    await ask(page, dates);
    return (await shown(page, "[data-say^='Regnet']")).join();
  };
  assert.equal(await age({ born: "21 8 2026", early: "11 9 2026" }), "", "37+0 is not early");
  assert.equal(await age({ born: "21 8 2026", early: "12 9 2026" }), "Regnet fra terminen er jeres barn 2 måneder og 9 dage.");
  assert.equal(await age({ born: "1 10 2026", early: "10 12 2026" }), "Regnet fra terminen er det stadig uge 37+2.");
  assert.equal(await age({ born: "22 11 2024", early: "1 2 2025" }), "Regnet fra terminen er jeres barn 1 år og 9 måneder.");
  assert.equal(await age({ born: "21 11 2024", early: "1 2 2025" }), "", "two years old");
});

// What the week holds ----------------------------------------------------------------

const VISITS = [
  { id: "a", title: "Den første scanning", kind: "scanning", from: "g77", until: "g98" },
  { id: "b", title: "Den anden scanning", kind: "scanning", from: "g126", until: "g147", page: "/ring-nu/" },
  { id: "c", title: "Lægen i uge 25", kind: "laege", from: "g175", until: "g182" },
  { id: "d", title: "Lægen i uge 32", kind: "laege", from: "g224", until: "g231" },
  { id: "e", title: "Lægen ved 5 uger", kind: "laege", from: "d28", until: "d43" },
  { id: "f", title: "Vacciner ved 3 måneder", kind: "vaccine", from: "m3", until: "m4" },
];

const withVisits = (page) =>
  page.route("**/assets/course.*.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), appointments: VISITS } });
  });

at(NOON, "the answer has the week in words, its lessons, open questions, and what is open or comes next", async (page) => {
  await withVisits(page);
  await ask(page, { due: "1 6 2027" });
  const [text] = await shown(page, "[data-with=hele]");
  assert.equal(text, "Det er 12 hele uger og 4 dage.");
  const rows = (heading) => shown(page, `section:has(> h2#${heading}) .rows li`);
  assert.deepEqual(await rows("nu"), ["Til dig, der skal være far eller medmor"]);
  assert.deepEqual(await rows("spoerg"), ["Sådan har du det lige nu"]);
  assert.deepEqual(await rows("besoeg"), [
    "Den første scanning Nu og til 30. november 2026",
    "Den anden scanning Omkring 29. december 2026",
    "Lægen i uge 25 Omkring 16. februar 2027",
    "Lægen i uge 32 Omkring 6. april 2027",
  ]);
  const links = await page.locator("#besoeg + .rows a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.deepEqual(links, [null, "/ring-nu/", null, null]);
  assert.equal(await page.evaluate(() => document.activeElement.id), "nu");
});

at(NOON, "after the birth, the visits of pregnancy are past and those of the child come", async (page) => {
  await withVisits(page);
  await ask(page, { born: "17 10 2026" });
  assert.deepEqual(await shown(page, "#besoeg + .rows li"), [
    "Lægen ved 5 uger Nu og til 28. november 2026",
    "Vacciner ved 3 måneder Omkring 17. januar 2027",
  ]);
});

at(NOON, "where the day of birth is due, it is asked for kindly, and taken", async (page) => {
  await ask(page, { due: "11 11 2026" });
  assert.match((await shown(page, "[data-with=termin]"))[0], /^Er jeres barn født\? Terminen var 11\. november 2026\./);
  await button(page, "Skriv fødselsdagen").click();
  assert.equal(await page.getByLabel("Vores barn er født").isChecked(), true);
  assert.equal(await ask(page, { born: "20 11 2026" }), "Jeres barn er 1 dag · 0-2-uger");
});

at(NOON, "after the third birthday the way leads to the last page", async (page) => {
  await ask(page, { born: "1 1 2022" });
  assert.equal(await page.getByRole("link", { name: "Tak for turen" }).getAttribute("href"), "/tak-for-turen/");
  assert.equal(await page.locator(".box-error:visible").count(), 0);
});

at(NOON, "if the course cannot be fetched, that is said, and the dates are still there", async (page) => {
  await page.route("**/assets/course.*.json", (route) => route.fulfill({ status: 200, body: "ikke json" }));
  await write(page, { due: "1 6 2027" });
  await button(page, "Vis vores uge").click();
  await page.getByText("Vi kunne ikke hente jeres uge").waitFor();
  assert.equal(await page.locator("#due input").first().inputValue(), "1");
});

// On this device ---------------------------------------------------------------------

at(NOON, "a date is kept when it is asked for, opens the page on the answer, and goes again with one button", async (page) => {
  await ask(page, { due: "1 6 2027" });
  assert.deepEqual(await stored(page), {});
  assert.equal(await menu(page), "Find din fase");
  await remember(page);
  assert.deepEqual(await stored(page), { "1000dage.child": '{"due":"2027-06-01"}' });
  assert.equal(await menu(page), "Uge 12");
  await page.goto("/");
  await page.getByText("Uge 12+4").waitFor();
  await page.getByRole("link", { name: "Uge 12", exact: true }).click();
  await page.locator("#nu").waitFor();
  assert.equal(await answer(page), "I er i uge 12+4 · tidligt-i-graviditeten");
  await button(page, "Slet alt, vi har gemt på denne enhed").click();
  await page.locator("[data-with=erased]:focus").waitFor();
  assert.deepEqual(await stored(page), {});
  assert.equal(await menu(page), "Find din fase");
  assert.equal(await page.locator("main").getByText("12+4").count(), 0);
  await page.goto("/");
  await page.locator("h1:visible").getByText("De første 1000 dage").waitFor();
});

at(NOON, "another date takes the place of the one that was kept", async (page) => {
  await ask(page, { due: "1 6 2027" });
  await remember(page);
  await button(page, "Skift dato").click();
  assert.equal(await ask(page, { born: "20 11 2026", early: "24 12 2026" }), "Jeres barn er 1 dag · 0-2-uger");
  await page.reload();
  await page.locator("#nu").waitFor();
  assert.deepEqual(await stored(page), { "1000dage.child": '{"due":"2026-12-24","born":"2026-11-20"}' });
});

test("a browser that refuses to keep anything is believed, and the reader told", within, () =>
  withPage({}, async (page) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("refused", "SecurityError");
        },
      });
    });
    await page.clock.setFixedTime(NOON);
    await page.goto(kinds.find);
    assert.equal(await ask(page, { due: "1 6 2027" }), "I er i uge 12+4 · tidligt-i-graviditeten");
    await remember(page);
    assert.match((await shown(page, "[data-remembered]"))[0], /^Browseren ville ikke gemme datoen\./);
    assert.equal(await menu(page), "Find din fase");
  }),
);

at(NOON, "what another tab keeps or deletes is so in this one, too", async (page) => {
  await ask(page, { due: "1 6 2027" });
  await remember(page);
  const other = await page.context().newPage();
  await other.clock.setFixedTime(NOON);
  await other.goto("/");
  await other.getByText("Uge 12+4").waitFor();
  const lesson = await page.context().newPage();
  await lesson.clock.setFixedTime(NOON);
  await lesson.goto(kinds.lesson);
  await lesson.getByRole("link", { name: "Uge 12", exact: true }).waitFor();
  await button(page, "Slet alt, vi har gemt på denne enhed").click();
  await other.locator("h1:visible").getByText("De første 1000 dage").waitFor();
  await lesson.getByRole("link", { name: "Find din fase", exact: true }).waitFor();
});

at(NOON, "erased in another tab, the answer goes and the fields are empty", async (page) => {
  await ask(page, { born: "20 8 2026", early: "1 11 2026" });
  await remember(page);
  const other = await page.context().newPage();
  await other.goto(kinds.call);
  await other.evaluate(() => localStorage.clear());
  await page.getByRole("heading", { name: "Skriv jeres dato" }).waitFor();
  const values = await page.locator("form.find input[type=text]").evaluateAll((fields) => fields.map((field) => field.value).join(""));
  assert.equal(values, "");
});

at(NOON, "whoever has lost a child is led on at once, and nothing is left, nor a way back", async (page) => {
  await ask(page, { due: "1 6 2027" });
  await remember(page);
  await page.evaluate(() => localStorage.setItem("1000dage.ticks", '{"":[]}'));
  await page.getByRole("link", { name: "Vi mistede vores barn" }).click();
  await page.waitForURL("**/naar-et-barn-doer/");
  assert.deepEqual(await stored(page), {});
  assert.equal(await menu(page), "Find din fase");
  await page.goBack();
  assert.ok(!page.url().endsWith(kinds.find), page.url());
});

at(NOON, "nothing congratulates, and a pregnancy that has gone on too long is met with silence elsewhere", async (page) => {
  await page.evaluate(() => localStorage.setItem("1000dage.child", '{"due":"2026-10-24"}'));
  await page.goto("/");
  await page.locator("h1:visible").getByText("De første 1000 dage").waitFor();
  assert.equal(await menu(page), "Find din fase");
  await page.goto(kinds.find);
  await page.getByText("Er jeres barn født? Så skriv").waitFor();
  assert.equal(await page.getByLabel("Vores barn er født").isChecked(), true);
  assert.doesNotMatch(await page.locator("main").innerText(), /tillykke|!/i);
});

// Time goes on -----------------------------------------------------------------------

test("a page that stays open over midnight, or is opened again, knows the new day", within, () =>
  withPage({ timezoneId: "America/Los_Angeles" }, async (page) => {
    await page.clock.install({ time: "2026-10-25T22:58:30Z" });
    await page.goto(kinds.find);
    await write(page, { due: "24 4 2027" });
    await button(page, "Vis vores uge").click();
    await page.getByText("I er i uge 14+1").waitFor();
    await remember(page);
    await page.clock.runFor(3 * 60_000);
    await page.getByText("I er i uge 14+2").waitFor();
    await page.clock.setFixedTime("2026-10-31T12:00:00Z");
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await page.getByText("I er i uge 15+0").waitFor();
    assert.equal(await menu(page), "Uge 15");
  }),
);

at(NOON, "the way back leads to the answer that was kept", async (page) => {
  await ask(page, { born: "20 11 2026" });
  await remember(page);
  await page.locator("#nu ~ .rows a").first().click();
  await page.waitForURL("**/faser/0-2-uger/*/");
  assert.equal(await menu(page), "Jeres uge");
  await page.goBack();
  await page.locator("#nu").waitFor();
  assert.equal(await answer(page), "Jeres barn er 1 dag · 0-2-uger");
});

// On other pages ---------------------------------------------------------------------

const keeping = async (page, child, more = {}) => {
  await page.evaluate(
    (all) => Object.entries(all).forEach(([name, value]) => localStorage.setItem(`1000dage.${name}`, JSON.stringify(value))),
    { child, ...more },
  );
};

at(NOON, "the front page opens on the week, and leads to where the reader is", async (page) => {
  const hero = async () => {
    await page.goto("/");
    await page.getByRole("link", { name: "Jeres uge" }).first().waitFor();
    return shown(page, ".hero .eyebrow, .hero h1, .hero .button");
  };
  await keeping(page, { due: "2027-06-01" });
  const week = "Læs ugens lektion: Til dig, der skal være far eller medmor";
  assert.deepEqual(await hero(), ["Uge 12+4", "De første uger", week, "Jeres uge"]);
  const ticked = (...names) => ({ "": names.map((name) => `tidligt-i-graviditeten/${name}`) });
  await keeping(page, { due: "2027-06-01" }, { ticks: ticked("du-er-gravid") });
  assert.equal((await hero())[2], "Fortsæt, hvor I slap: Dine første undersøgelser");
  const address = await page.locator(".hero .forward:visible").getAttribute("href");
  assert.equal(address, "/faser/tidligt-i-graviditeten/dine-foerste-undersoegelser/");
  await keeping(page, { due: "2027-06-01" }, { reader: "b" });
  assert.equal((await hero())[2], week, "another reader has ticked nothing");
  await keeping(page, { born: "2026-11-21" });
  assert.deepEqual((await hero()).slice(0, 2), ["Født i dag", "De første to uger"]);
});

at(NOON, "the path shows where the family is", async (page) => {
  await keeping(page, { born: "2026-08-20" });
  for (const address of ["/", kinds.course]) {
    await page.goto(address);
    await page.locator(".path [aria-current=step]").waitFor();
    const now = await page.locator(".path [aria-current]").evaluateAll((links) => links.map((link) => link.pathname));
    assert.deepEqual(now, ["/faser/2-4-maaneder/"]);
  }
});

for (const width of [320, 360, 390, 1280]) {
  at(
    NOON,
    `the menu keeps its places with a short word, ${width} px wide`,
    async (page) => {
      const places = () =>
        page
          .locator(".site-nav a")
          .evaluateAll((links) => links.map((link) => Object.values(link.getBoundingClientRect().toJSON()).join()));
      await page.goto(kinds.lesson);
      const before = await places();
      await keeping(page, { due: "2027-06-01" });
      await page.reload();
      await page.getByRole("link", { name: "Uge 12", exact: true }).waitFor();
      assert.deepEqual(await places(), before);
    },
    { viewport: { width, height: 800 } },
  );
}

at(NOON, "nothing moves on a lesson whose reader has kept a date", async (page) => {
  await keeping(page, { born: "2026-08-20", due: "2026-11-01" });
  await page.goto(kinds.lesson);
  await page.getByRole("link", { name: "Jeres uge", exact: true }).waitFor();
  const shift = await page.evaluate(
    () =>
      new Promise((done) => {
        let sum = 0;
        const add = (list) => list.getEntries().forEach(({ value }) => (sum += value));
        new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
      }),
  );
  assert.equal(shift, 0);
});

// For everyone -------------------------------------------------------------------------

test("without JavaScript the table is whole, and there is nothing to press that does nothing", within, () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(kinds.find);
    assert.equal(await page.locator("tbody tr:visible").count(), 12);
    assert.equal(await page.locator("main :is(input, button, form):visible").count(), 0);
    await page.getByRole("link", { name: "Vi mistede vores barn" }).click();
    await page.waitForURL("**/naar-et-barn-doer/");
  }),
);

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 390, 1280]) {
    at(
      NOON,
      `every state of the page can be read, reached and pressed, ${colorScheme} and ${width} px wide`,
      async (page) => {
        const found = [];
        const look = async (when) => {
          found.push(...(await violations(page, when, RULES)), ...(await sticksOut(page)), ...(await tooLow(page)));
        };
        await look("the form");
        await ask(page, { born: "30 2 2026", early: "1" });
        await look("mistakes");
        await ask(page, { due: "11 11 2026" });
        await look("overdue");
        await remember(page);
        await look("kept");
        await button(page, "Skift dato").click();
        await ask(page, { born: "1 1 2020" });
        await look("the end");
        none(found);
      },
      { colorScheme, viewport: { width, height: 800 } },
    );
  }
}
