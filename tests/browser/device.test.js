// »Det, denne enhed husker«: what lies on the device is told in words, and one button deletes it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { PHONE, withPage } from "./support/browser.js";
import { violations, RULES } from "./support/checks.js";
import { ROOT } from "./support/server.js";
import { kinds, none, within } from "./support/site.js";

const PAGES = ["/privatliv/", "/skjul-dine-spor/"];
const [PRIVACY] = PAGES;

const KEPT = {
  child: { due: "2027-03-01", born: "2027-02-28" },
  ticks: { "": ["0-2-uger/graad"], Åse: ["0-2-uger/graad", "0-2-uger/soevn"] },
  reader: "Åse",
  drafts: [{ form: "start", version: "1", at: Date.parse("2026-11-21T23:30:00+01:00"), salt: "AA==", iv: "AA==", box: "AA==" }],
  plain: true,
};

const fill = (page) =>
  page.evaluate(async (words) => {
    for (const [name, value] of Object.entries(words)) localStorage.setItem(`1000dage.${name}`, JSON.stringify(value));
    const store = await caches.open("sider");
    for (const address of ["/ring-nu/", "/", "/assets/a.css"]) await store.put(address, new Response("…"));
  }, KEPT);

const lies = (page) => page.evaluate(async () => [Object.keys(localStorage), await caches.keys()]);
const told = (page) => page.locator("[data-device] [data-kept]:visible").allInnerTexts();
const box = (page, name) => page.locator(`[data-device] [data-slot=${name}]`);
const button = (page, name) => page.locator("[data-device]").getByRole("button", { name, exact: true });

for (const address of PAGES) {
  test(`a device that was asked for nothing says »Intet« on ${address}, and keeps nothing by being asked`, within, () =>
    withPage({}, async (page) => {
      await page.goto(address);
      await box(page, "nothing").waitFor();
      assert.match(await box(page, "nothing").innerText(), /^Intet\./);
      assert.deepEqual(await told(page), []);
      assert.equal(await button(page, "Slet alt").isVisible(), false);
      assert.deepEqual(await lies(page), [[], []]);
    }),
  );
}

test("all that is kept is told in words, and nothing that is not", within, () =>
  withPage({}, async (page) => {
    await page.goto(PRIVACY);
    await fill(page);
    await page.reload();
    await box(page, "erase").waitFor();
    assert.deepEqual(await told(page), [
      "Datoen for jeres barn: 1. marts 2027, 28. februar 2027",
      "Det, der er sat flueben ved: 3",
      "Hvem der læser: Åse",
      "Svar, der venter på at blive skrevet færdigt eller sendt, fra: 21. november 2026",
      "At fanens navn ikke skal fortælle noget",
      "Sider, der kan læses uden net: 2",
    ]);
    assert.equal(await box(page, "nothing").isVisible(), false);
    await page.evaluate(() => localStorage.setItem("1000dage.child", "…"));
    await page.reload();
    await box(page, "erase").waitFor();
    assert.match((await told(page))[0], /^Datoen for jeres barn: /);
  }),
);

test("one button deletes it all, asks once, says that it is done, and the focus goes along", within, () =>
  withPage({}, async (page) => {
    await page.goto(PRIVACY);
    await fill(page);
    await page.reload();
    const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
    await button(page, "Slet alt").press("Enter");
    assert.match(await focused(), /^Vil du slette det hele\?/);
    none(await violations(page, "asking", RULES));
    await button(page, "Behold det").press("Enter");
    assert.equal(await focused(), "Slet alt");
    assert.equal((await lies(page))[0].length, Object.keys(KEPT).length);

    await button(page, "Slet alt").press("Enter");
    await button(page, "Ja, slet alt").press("Enter");
    await box(page, "done").waitFor();
    assert.match(await focused(), /^Nu er alt det slettet/);
    assert.deepEqual(await lies(page), [[], []]);
    assert.deepEqual(await told(page), []);
    assert.ok(await box(page, "nothing").isVisible());
    assert.equal(await box(page, "plain").isChecked(), false);
    none(await violations(page, "deleted", RULES));
  }),
);

test("another tab follows", within, () =>
  withPage({}, async (page) => {
    await page.goto(PRIVACY);
    await fill(page);
    await page.reload();
    const other = await page.context().newPage();
    await other.goto(PAGES[1]);
    await box(other, "erase").waitFor();
    await button(page, "Slet alt").click();
    await button(page, "Ja, slet alt").click();
    await box(other, "nothing").waitFor();
    assert.deepEqual(await told(other), []);
  }),
);

test("a plain title is kept when it is asked for, and holds on every page until it is not", within, () =>
  withPage({}, async (page) => {
    await page.goto(PRIVACY);
    const title = await page.title();
    await box(page, "plain").check();
    assert.equal(await page.title(), "1000 Dage");
    for (const address of [kinds.leave, kinds.form, kinds.lesson]) {
      await page.goto(address);
      assert.equal(await page.title(), "1000 Dage");
    }
    await page.goto(PRIVACY);
    await page.locator("[data-slot=plain]:checked").waitFor();
    await box(page, "plain").uncheck();
    assert.deepEqual(await lies(page), [[], []]);
    await page.reload();
    assert.equal(await page.title(), title);
  }),
);

test("a browser that keeps nothing says so, and the mark does not stand as if it did", within, () =>
  withPage({}, async (page) => {
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await page.goto(PRIVACY);
    await box(page, "plain").click();
    await box(page, "refused").waitFor();
    assert.equal(await box(page, "plain").isChecked(), false);
  }),
);

test("without a script there is nothing to see, since nothing can be kept", within, () =>
  withPage({ javaScriptEnabled: false, viewport: PHONE }, async (page) => {
    await page.goto(PRIVACY);
    assert.equal(await page.locator("[data-device]").isVisible(), false);
  }),
);

test("every name that memory.js knows has its words", within, async () => {
  const memory = await readFile(`${ROOT}themes/1000dage/scripts/memory.js`, "utf8");
  const names = [...memory.matchAll(/^\/\/ \| (\w+) \|/gm)].map(([, name]) => name).filter((name) => name !== "name");
  assert.ok(names.length > 3);
  await withPage({}, async (page) => {
    await page.goto(PRIVACY);
    const lines = await page.locator("[data-device] [data-kept]").evaluateAll((all) => all.map((line) => line.dataset.kept));
    assert.deepEqual(lines.sort(), [...names, "pages"].sort());
  });
});
