// Answers that wait on the device: only for those who ask for it, under a word, for a week, and without a trace afterwards.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { COLOURS, RULES, sticksOut, tooLow, violations } from "./support/checks.js";
import { agree, answer, button, fields, lookOver, onward, press, receipt, rows } from "./support/forms.js";
import { data, none, within } from "./support/site.js";
import { left } from "./support/traces.js";

const FORM = "/formularer/tal-med-os/";
const PARTS = "/formularer/start/";
const SERVICE = "**/api/formularer/**";
const TOLD = { _rolle: "mor", "kontakt-maade": "ring", telefon: "20123456", emne: ["humoer"], fortael: "Jeg sover ikke." };
const WORD = "blåbær";
const DAY = 864e5;

const tried = (name, look, options = {}) =>
  test(name, { ...within, skip: !data }, () => withPage(options, (page) => look(page, page.context())));

const place = (page) => page.locator("[data-lock=save]");
const found = (page) => page.locator("[data-drafts]");
const kept = (page) => page.locator("[data-say=kept]");
const raw = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }));
const drafts = async (page) => JSON.parse((await page.evaluate(() => localStorage.getItem("1000dage.drafts"))) ?? "[]");

async function fillIn(page, told = TOLD) {
  await page.goto(FORM);
  await answer(page, told);
  await agree(page, "gem-svar");
}

async function save(page, word = WORD, name = "Gem, og fortsæt senere") {
  await button(page, name).click();
  await page.getByLabel("Dit ord, mindst 4 tegn").fill(word);
  await place(page).getByRole("button", { name: "Gem", exact: true }).click();
}

async function saved(page, word, name) {
  await save(page, word, name);
  await page.getByText("Svarene er gemt på denne enhed.").waitFor();
}

async function open(page, word = WORD) {
  await page.getByLabel("Skriv dit ord").fill(word);
  await button(page, "Åbn").click();
}

async function opened(page, word) {
  await open(page, word);
  await found(page).waitFor({ state: "hidden" });
}

// Waits until what is kept is not what it was.
const changed = (page, before) => page.waitForFunction((was) => JSON.stringify({ ...localStorage }) !== was, before);

tried("nothing is kept before somebody asks, and then nothing that can be read", async (page) => {
  await fillIn(page);
  assert.equal(await raw(page), "{}");
  await button(page, "Gem, og fortsæt senere").click();
  assert.match(await place(page).innerText(), /kun på denne enhed[^]*7 dage[^]*Bruger andre enheden\?/);
  await button(page, "Fortryd").click();
  assert.equal(await raw(page), "{}");
  await save(page, "abc");
  await page.getByText("Skriv mindst 4 tegn.").waitFor();
  assert.equal(await raw(page), "{}");

  await saved(page);
  const text = await raw(page);
  for (const secret of ["mor", "ring", "20123456", "humoer", "sover", WORD, "emne", "fortael"]) assert.ok(!text.includes(secret), secret);
  const [one, ...others] = await drafts(page);
  assert.equal(others.length, 0);
  assert.deepEqual(Object.keys(one), ["form", "version", "at", "salt", "iv", "box"]);
  assert.equal(one.form, FORM);
  assert.deepEqual([one.salt, one.iv].map((part) => Buffer.from(part, "base64").length), [16, 12]);
  assert.match(page.url(), /\/formularer\/tal-med-os\/$/);
});

tried("the word brings everything back, a wrong one nothing, and changes are kept as they are made", async (page) => {
  await fillIn(page);
  const filled = await fields(page);
  await saved(page);
  const first = await raw(page);
  await page.locator("[name=fortael]").fill("Nu sover jeg lidt.");
  await changed(page, first);

  await page.goto(FORM);
  assert.match(await found(page).innerText(), /Du har svar liggende her[^]*Gemt \d+\. \S+ \d{4}/);
  assert.equal(await page.locator("[name=fortael]").inputValue(), "");
  for (const wrong of ["", "blåbæ", "BLÅBÆR"]) {
    await open(page, wrong);
    await page.getByText("Det ord åbner ikke noget her.").waitFor();
  }
  assert.equal((await drafts(page)).length, 1);
  await opened(page);
  assert.deepEqual(
    await fields(page),
    filled.map(([name, value]) => [name, name === "fortael" ? "Nu sover jeg lidt." : value]),
  );
  assert.equal((await drafts(page)).length, 1);
});

tried("what is changed just before the page goes away is kept", async (page) => {
  await fillIn(page);
  await saved(page);
  const first = await raw(page);
  await page.locator("[name=fortael]").fill("Til sidst.");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await changed(page, first);
  await page.goto(FORM);
  await opened(page);
  assert.equal(await page.locator("[name=fortael]").inputValue(), "Til sidst.");
});

tried("two parents on one device do not see each other's answers", async (page) => {
  await fillIn(page, { _rolle: "mor", fortael: "Mors ord." });
  await saved(page, "solsikke");
  await fillIn(page, { _rolle: "far", fortael: "Fars ord." });
  await saved(page, "havregryn");
  await page.goto(FORM);
  assert.equal(await found(page).getByRole("listitem").count(), 2);
  await opened(page, "solsikke");
  assert.equal(await page.locator("[name=fortael]").inputValue(), "Mors ord.");
  await page.goto(FORM);
  await opened(page, "havregryn");
  assert.equal(await page.locator("[name=fortael]").inputValue(), "Fars ord.");

  // The same word once more takes the place of what it opens.
  await fillIn(page, { _rolle: "mor", fortael: "Nyt fra mor." });
  await saved(page, "solsikke");
  assert.equal((await drafts(page)).length, 2);
});

tried("on another form nothing is told of it", async (page) => {
  await fillIn(page);
  await saved(page);
  await page.goto(PARTS);
  await page.locator("html.js").waitFor();
  assert.equal(await found(page).isVisible(), false);
});

tried("after a failed try it is sent later under the same receipt, and then nothing is left", async (page) => {
  await fillIn(page);
  await onward(page);
  await lookOver(page);
  const mine = await page.locator("form.check [name=_kvittering]").inputValue();
  await page.route(SERVICE, (route) => route.abort("connectionreset"));
  await button(page, "Send mine svar").click();
  await page.locator("[data-unsent]").waitFor();
  await button(page.locator("[data-unsent]"), "Gem, og send senere").click();
  await page.getByLabel("Dit ord, mindst 4 tegn").fill(WORD);
  await page.keyboard.press("Enter");
  await page.getByText("Svarene er gemt på denne enhed.").waitFor();

  await page.goto(FORM);
  await opened(page);
  assert.ok(await page.locator("[data-ready]").isVisible());
  assert.equal(await page.locator("[name=fortael]").inputValue(), TOLD.fortael);
  await button(page, "Send nu").click();
  await page.locator("[data-unsent]").waitFor();
  assert.equal((await drafts(page)).length, 1);
  await page.unroute(SERVICE);
  await press(page, page.locator("[data-unsent]").getByRole("button", { name: "Prøv igen" }));
  assert.equal(await receipt(page), mine);
  assert.equal((await rows(page)).fortael, TOLD.fortael);
  assert.deepEqual(await left(page), []);
});

tried("answers that were to be sent can be changed first, and go by way of the service then", async (page) => {
  await fillIn(page);
  await onward(page);
  await saved(page, WORD, "Gem, og send senere");
  await page.goto(FORM);
  await opened(page);
  await answer(page, { fortael: "Rettet." });
  assert.equal(await page.locator("[data-ready]").isVisible(), false);
  await onward(page);
  assert.equal((await rows(page)).fortael, "Rettet.");
  await press(page, button(page, "Send mine svar"));
  assert.deepEqual(await left(page), []);
});

tried("a draft follows the answers through the check page, and is gone with the receipt", async (page) => {
  await fillIn(page);
  await saved(page);
  const first = await raw(page);
  await onward(page);
  await changed(page, first);
  await press(page, button(page, "Send mine svar"));
  assert.deepEqual(await left(page), []);
});

tried("»Slet svarene« deletes what lies on the device, too", async (page) => {
  await fillIn(page);
  await saved(page);
  await button(page, "Slet svarene").click();
  await button(page, "Ja, slet svarene").click();
  assert.deepEqual(await fields(page), []);
  assert.deepEqual(await left(page), []);
});

tried("what lies there can be deleted without the word, after one more question", async (page) => {
  await fillIn(page);
  await saved(page);
  await page.goto(FORM);
  await found(page).getByRole("button", { name: /^Slet svarene, der blev gemt/ }).click();
  await found(page).getByRole("button", { name: "Nej, behold dem" }).click();
  assert.equal((await drafts(page)).length, 1);
  await found(page).getByRole("button", { name: /^Slet svarene, der blev gemt/ }).click();
  await found(page).getByRole("button", { name: "Ja, slet svarene" }).click();
  assert.equal(await found(page).isVisible(), false);
  assert.deepEqual(await left(page), []);
});

tried("a draft lives for a week, whatever is done to the clock", async (page) => {
  const start = new Date("2026-11-21T12:00:00Z");
  await page.clock.setFixedTime(start);
  await fillIn(page);
  await saved(page);
  await page.clock.setFixedTime(+start + 7 * DAY - 60_000);
  await page.goto(FORM);
  assert.ok(await found(page).isVisible());
  const [draft] = await drafts(page);
  for (const at of [+start + 7 * DAY + 1, +start - 8 * DAY]) {
    await page.evaluate((one) => localStorage.setItem("1000dage.drafts", JSON.stringify([one])), { ...draft, at: +start });
    await page.clock.setFixedTime(at);
    await page.goto(FORM);
    await page.locator("html.js").waitFor();
    assert.equal(await found(page).isVisible(), false);
    assert.equal(await raw(page), "{}");
  }
});

tried("from a form that has changed, what still fits is filled in, and it is said", async (page) => {
  await fillIn(page);
  await saved(page);
  await page.goto(FORM);
  await page.evaluate(() => {
    const [draft] = JSON.parse(localStorage.getItem("1000dage.drafts"));
    localStorage.setItem("1000dage.drafts", JSON.stringify([{ ...draft, version: "0" }]));
  });
  await page.goto(FORM);
  await opened(page);
  assert.ok(await page.getByText("Skemaet er ændret, siden du gemte.").isVisible());
  assert.equal(await page.locator("[name=fortael]").inputValue(), TOLD.fortael);
});

tried("a draft that another tab has sent or deleted does not come back", async (page, context) => {
  await fillIn(page);
  await saved(page);
  const other = await context.newPage();
  await other.goto(FORM);
  await opened(other);
  await button(other, "Slet svarene").click();
  await button(other, "Ja, slet svarene").click();
  await page.locator("[name=fortael]").fill("Endnu en.");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await onward(page);
  assert.equal(await raw(page), "{}");
});

for (const [what, refuse] of [
  [
    "refuses to keep anything",
    () =>
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new DOMException("no", "SecurityError");
        },
      }),
  ],
  [
    "is full",
    () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
  ],
]) {
  tried(`a browser that ${what}: it is said, and the answers stay on the page`, async (page) => {
    await page.addInitScript(refuse);
    await fillIn(page);
    const filled = await fields(page);
    await save(page);
    await page.getByText("Browseren vil ikke gemme noget.").waitFor();
    assert.deepEqual(await fields(page), filled);
    await onward(page);
    await press(page, button(page, "Send mine svar"));
    assert.match(await receipt(page), /-/);
  });
}

tried("a browser that gets full later says so, and what was kept before stays", async (page) => {
  await fillIn(page);
  await saved(page);
  const first = await raw(page);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.locator("[name=fortael]").fill("Mere.");
  await page.getByText("Browseren vil ikke gemme mere.").waitFor();
  assert.equal(await raw(page), first);
});

tried("a browser that cannot lock offers nothing to keep", async (page) => {
  await page.addInitScript(() => Object.defineProperty(crypto, "subtle", { value: undefined }));
  await page.goto(FORM);
  await page.locator("html.js").waitFor();
  assert.equal(await button(page, "Gem, og fortsæt senere").count(), 0);
  assert.ok(await button(page, "Slet svarene").isVisible());
});

tried("every box about sending and keeping is fit to be read", async (page) => {
  const found = [];
  const look = async (where) => {
    await page.evaluate(() =>
      document
        .querySelectorAll(":is([data-place], [data-drafts], [data-ready], [data-changed], [data-lost], [data-unsent], [data-offline])")
        .forEach((box) => (box.hidden = false)),
    );
    found.push(...(await violations(page, where, RULES)), ...(await tooLow(page)), ...(await sticksOut(page)));
    await page.emulateMedia({ colorScheme: "dark" });
    found.push(...(await violations(page, `${where}, dark`, COLOURS)));
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 320, height: 800 });
    found.push(...(await sticksOut(page)));
  };
  await fillIn(page);
  await saved(page);
  await page.goto(FORM);
  await page.locator("[data-drafts]").waitFor();
  await look("the form");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await opened(page);
  await onward(page);
  await look("the check page");
  none(found);
});
