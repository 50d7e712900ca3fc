// The way through the course: ticks that the reader sets and the device keeps, for one family or for each of two readers,
// and the page that ends each phase.
import assert from "node:assert/strict";
import { test } from "node:test";

import { nextOf } from "../../themes/1000dage/scripts/ticks.js";
import { openAll, withPage } from "./support/browser.js";
import { RULES, sticksOut, tooLow, violations } from "./support/checks.js";
import { get, kinds, listed, none, within } from "./support/site.js";
import { left, listen } from "./support/traces.js";

const phase = "/faser/0-2-uger/";
const lessons = await withPage({ javaScriptEnabled: false }, async (page) => {
  await page.goto(phase);
  return page.locator(".lessons a").evaluateAll((links) => links.map((link) => ({ address: link.pathname, title: link.firstChild.data.trim() })));
});
const ending = `${phase}afslutning/`;

const button = (page) => page.locator("[data-tick] > button");
const isTicked = async (page) => (await button(page).getAttribute("aria-pressed")) === "true";
const said = (page) => page.locator("[data-tick] [role=status]").textContent();
const kept = (page) => page.evaluate(() => ({ ...localStorage }));

async function tick(page, ...addresses) {
  for (const address of addresses) {
    await page.goto(address);
    await button(page).click();
  }
}

// Writes the names of two readers on the overview of the course.
async function share(page, one, other) {
  await page.goto(kinds.course);
  await page.locator("[data-readers] summary").click();
  await page.locator("#laeser-1").fill(one);
  await page.locator("#laeser-2").fill(other);
  await page.getByRole("button", { name: "Hold dem hver for sig" }).click();
  return page.locator("[data-readers] [role=status]").textContent();
}

const readOn = async (page, address) => {
  await page.goto(address);
  return page.locator("[data-read]:not([hidden])").evaluateAll((marks) => marks.map((mark) => mark.dataset.read));
};

test("the lesson to go on with comes after the last that was read, or else is the first unread", () => {
  const next = (read, of = "abcd") => nextOf([...of], (lesson) => read.includes(lesson));
  assert.equal(next("a"), "b");
  assert.equal(next("ac"), "d");
  assert.equal(next("bd"), "a");
  assert.equal(next("abd"), "c");
  assert.equal(next("abcd"), undefined);
  assert.equal(next(""), "a");
});

test("nothing is kept before a tick is set, the tick is kept on the device only, and with the last tick everything is gone", within, () =>
  withPage({}, async (page) => {
    const heard = [];
    listen(page, heard);
    await page.goto(lessons[1].address);
    await button(page).waitFor();
    assert.equal(await isTicked(page), false);
    assert.deepEqual(await kept(page), {});
    assert.ok(await page.getByText("kun på denne enhed").isVisible());
    await button(page).click();
    assert.equal(await isTicked(page), true);
    assert.equal(await said(page), "Fluebenet er sat.");
    assert.deepEqual(await kept(page), { "1000dage.ticks": JSON.stringify({ "": [lessons[1].address.slice("/faser/".length, -1)] }) });
    await page.reload();
    assert.equal(await isTicked(page), true);
    await button(page).click();
    assert.equal(await said(page), "Fluebenet er fjernet.");
    assert.deepEqual([...heard, ...(await left(page))], []);
  }),
);

test("a phase shows what is read, in a word, and where to go on", within, () =>
  withPage({}, async (page) => {
    await tick(page, lessons[0].address, lessons[2].address);
    assert.deepEqual(await readOn(page, phase), [lessons[0].address, lessons[2].address]);
    const row = page.getByRole("link", { name: lessons[2].title });
    assert.match(await row.innerText(), /læst$/);
    assert.match(await page.locator("[data-way]").innerText(), new RegExp(`^2 af ${lessons.length} læst\\. Fortsæt, hvor I slap: `));
    await page.locator("[data-way] a").click();
    await page.waitForURL(`**${lessons[3].address}`);
    await page.goto(kinds.course);
    assert.equal(await page.locator(`[data-count="0-2-uger/"]`).innerText(), `2 af ${lessons.length} læst`);
    assert.equal(await page.locator("[data-count]:not([hidden])").count(), 1);
    await page.locator("[data-way] a").click();
    await page.waitForURL(`**${lessons[3].address}`);
  }),
);

test("who has read all of a phase is not sent on in it", within, () =>
  withPage({}, async (page) => {
    await tick(page, ...lessons.map(({ address }) => address));
    await page.goto(phase);
    assert.match(await page.locator("[data-way]").innerText(), new RegExp(`^${lessons.length} af ${lessons.length} læst\\.$`));
  }),
);

test("what the script shows moves nothing that stands above or beside it", within, () =>
  withPage({}, async (page) => {
    const places = () => page.evaluate(() => [...document.querySelectorAll("main :is(h1, h2, .lessons li, .path li, .prose > *)")].map((box) => box.getBoundingClientRect().top));
    for (const [address, until] of [[phase, ".lessons"], [lessons[0].address, ".tick"], [kinds.course, ".path"]]) {
      await page.evaluate(() => localStorage.clear()).catch(() => {});
      // As it stands while the script is on its way, and if it never comes.
      await page.route("**/site.*.js", (route) => route.abort());
      await page.goto(address);
      assert.equal(await page.getByRole("button", { name: /har læst den/ }).count(), 0);
      const before = await places();
      await page.unroute("**/site.*.js");
      await page.evaluate((ids) => localStorage.setItem("1000dage.ticks", JSON.stringify({ "": ids })), lessons.slice(0, 3).map(({ address }) => address.slice(7, -1)));
      await page.reload();
      await page.waitForFunction(() => !document.querySelector("[data-way], [data-tick]").hidden);
      assert.deepEqual(await places(), before, `${address} ${until}`);
    }
  }),
);

test("two tabs lose nothing to each other, and each shows what the other did", within, () =>
  withPage({}, async (page) => {
    const other = await page.context().newPage();
    await page.goto(lessons[0].address);
    await other.goto(lessons[1].address);
    await button(page).click();
    await button(other).click();
    assert.deepEqual(await readOn(other, phase), [lessons[0].address, lessons[1].address]);
    await button(page).click();
    await other.waitForFunction(() => document.querySelectorAll("[data-read]:not([hidden])").length === 1);
    // Deleted elsewhere, it is not shown here either.
    await other.evaluate(() => localStorage.clear());
    await page.goto(lessons[1].address);
    assert.equal(await isTicked(page), false);
  }),
);

test("on the way back a page shows what was ticked in between", within, () =>
  withPage({}, async (page) => {
    await page.goto(phase);
    await tick(page, lessons[0].address);
    await page.goBack();
    await page.waitForURL(`**${phase}`);
    await page.waitForFunction(() => document.querySelectorAll("[data-read]:not([hidden])").length === 1);
  }),
);

for (const [how, refuse] of [
  ["refuses", () => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } })],
  ["is full", () => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; }],
]) {
  test(`when the storage ${how}, nothing looks ticked, and the reader is told`, within, () =>
    withPage({}, async (page) => {
      await page.addInitScript(refuse);
      await page.goto(lessons[0].address);
      await button(page).click();
      assert.equal(await isTicked(page), false);
      assert.match(await said(page), /vil ikke huske noget.*intet ændret\.$/);
      assert.match(await share(page, "A", "B"), /vil ikke huske noget/);
      assert.equal(await page.locator("[data-reader]").isVisible(), false);
    }),
  );
}

test("two readers each have their own ticks, from what they had read together", within, () =>
  withPage({}, async (page) => {
    await tick(page, lessons[0].address);
    assert.match(await share(page, " Anna ", "Bo"), /^Nu har I hver jeres flueben/);
    assert.ok(await page.getByText("Det er ikke en lås.").isVisible());
    await page.goto(lessons[1].address);
    assert.equal(await page.locator("[data-reader]").innerText(), "Læser: Anna Skift læser");
    await button(page).click();
    assert.deepEqual(await readOn(page, phase), [lessons[0].address, lessons[1].address]);
    await page.goto(lessons[1].address);
    await page.getByRole("button", { name: "Skift læser" }).click();
    assert.equal(await page.locator("[data-reader] bdi").innerText(), "Bo");
    assert.equal(await isTicked(page), false);
    assert.deepEqual(await readOn(page, phase), [lessons[0].address]);
    // Another name, and what was read stays with the reader.
    await share(page, "Anna", "Bob");
    assert.deepEqual(await readOn(page, phase), [lessons[0].address, lessons[1].address]);
    await page.goto(kinds.course);
    await page.getByRole("button", { name: "Skift læser" }).click();
    assert.deepEqual(await readOn(page, phase), [lessons[0].address]);
    // Without names they are one family again, and the names are gone.
    assert.match(await share(page, "", ""), /Navnene er slettet\.$/);
    assert.deepEqual(await readOn(page, phase), [lessons[0].address, lessons[1].address]);
    assert.doesNotMatch(JSON.stringify(await kept(page)), /Anna|Bo/);
    await page.goto(kinds.course);
    assert.equal(await page.locator("#laeser-1").inputValue(), "");
  }),
);

test("a reader may have any name", within, () =>
  withPage({}, async (page) => {
    for (const [one, other] of [["__proto__", "constructor"], ["👩‍👧", "<b>x</b>"], ["2", "1"], ["\"", "…"]]) {
      await page.goto(kinds.course);
      await page.evaluate(() => localStorage.clear());
      assert.match(await share(page, one, other), /^Nu har I hver/, one);
      const names = new Set();
      for (let i = 0; i < 2; i += 1) {
        await page.goto(lessons[i].address);
        names.add(await page.locator("[data-reader] bdi").innerText());
        await button(page).click();
        assert.deepEqual(await readOn(page, phase), [lessons[i].address], one);
        await page.goto(kinds.course);
        await page.getByRole("button", { name: "Skift læser" }).click();
      }
      assert.deepEqual(names, new Set([one, other]));
    }
  }),
);

test("two readers need two names", within, () =>
  withPage({}, async (page) => {
    for (const [one, other] of [["Anna", ""], ["", "Bo"], ["Bo", " Bo "]]) {
      assert.match(await share(page, one, other), /^Skriv to forskellige/);
      assert.deepEqual(await kept(page), {});
    }
  }),
);

test("with the keyboard alone a lesson is ticked, and focus stays on the button", within, () =>
  withPage({}, async (page) => {
    await page.goto(lessons[0].address);
    await button(page).focus();
    await page.keyboard.press("Space");
    assert.equal(await isTicked(page), true);
    assert.ok(await button(page).evaluate((control) => control === document.activeElement));
  }),
);

test("what the script shows can be read, hit and heard, by day and by night, on the smallest screen", within, async () => {
  const faults = [];
  for (const colorScheme of ["light", "dark"]) {
    await withPage({ colorScheme, viewport: { width: 320, height: 568 } }, async (page) => {
      await tick(page, lessons[0].address, lessons[2].address);
      await share(page, "W".repeat(20), "👩‍👧");
      for (const address of [phase, lessons[0].address, kinds.course]) {
        await page.goto(address);
        await page.locator("[data-read]:not([hidden])").first().waitFor({ state: "attached" });
        await openAll(page);
        const found = [...(await violations(page, colorScheme, RULES)), ...(await sticksOut(page)), ...(await tooLow(page))];
        faults.push(...found.map((fault) => `${address} ${fault}`));
      }
    });
  }
  none(faults);
});

test("without JavaScript no page shows a button or a mark that would do nothing", within, async () => {
  const dead = [];
  await withPage({ javaScriptEnabled: false }, async (page) => {
    for (const address of [phase, lessons[0].address, kinds.course, ending]) {
      await page.goto(address);
      for (const part of await page.locator("main :is(button, [data-read], [data-way], [data-tick], [data-readers], [data-reader], [data-count])").all()) {
        if (await part.isVisible()) dead.push(`${address} ${await part.evaluate((box) => box.outerHTML)}`);
      }
    }
  });
  none(dead);
});

test("every phase ends with a page that has the most important of every lesson", within, async () => {
  const phases = listed.filter((address) => /^\/faser\/[^/]+\/$/.test(address));
  assert.equal(phases.length, 12);
  await withPage({ javaScriptEnabled: false }, async (page) => {
    for (const address of phases) {
      await page.goto(address);
      const rows = await page.locator(".lessons a").evaluateAll((links) => links.map((link) => link.pathname));
      await page.locator(`main a[href="${address}afslutning/"]`).click();
      assert.deepEqual(await page.locator(".recap h2 a").evaluateAll((links) => links.map((link) => link.pathname)), rows);
      for (const part of await page.locator(".recap").all()) assert.ok((await part.locator("li").count()) >= 2, address);
      assert.doesNotMatch(await page.locator("main").innerText(), /tillykke|diplom|flot|hurtig/i);
      await page.goto(rows.at(-1));
      assert.equal(await page.locator(`main a[href="${address}afslutning/"]`).count(), 1);
      await page.goto(rows[0]);
      if (rows.length > 1) assert.equal(await page.locator(`main a[href="${address}afslutning/"]`).count(), 0);
    }
  });
});

test("the page that ends a phase tells which lessons are read, and prints on three sheets at most", within, () =>
  withPage({}, async (page) => {
    await tick(page, lessons[1].address);
    assert.deepEqual(await readOn(page, ending), [lessons[1].address]);
    assert.match(await page.locator(".recap h2").nth(1).innerText(), /læst$/);
    for (const address of listed.filter((one) => one.endsWith("/afslutning/"))) {
      await page.goto(address);
      const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g).length;
      assert.ok(sheets <= 3, `${address} takes ${sheets}`);
    }
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("main button").first().isVisible(), false);
  }),
);

test("the closing page leads back to every phase's end, and to help", within, async () => {
  const page = (await get("/tak-for-turen/")).body.toString();
  const ends = listed.filter((address) => address.endsWith("/afslutning/"));
  assert.ok(ends.length > 0);
  for (const address of [...ends, kinds.call, kinds.erase]) assert.ok(page.includes(`href="${address}"`), address);
});
