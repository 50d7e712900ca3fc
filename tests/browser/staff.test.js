// A day at the staff's pages, in a real browser: they are read by everybody, work without script, and lose nothing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { openAll, withPage } from "./support/browser.js";
import { COLOURS, RULES, misspelt, sticksOut, violations } from "./support/checks.js";
import { button, press } from "./support/forms.js";
import { data, none, within } from "./support/site.js";
import { house } from "./support/staff.js";

const DESK = { width: 1024, height: 768 };
const TABLET = { width: 768, height: 1024 };
const PLACES = ["/", "/pakker", "/udtraek", "/tal", "/opbevaring", "/log", "/noegler", "/slet"];

// Somebody comes in by the address that the program wrote, and opens the keys.
const day = (name, javaScriptEnabled, work) =>
  test(`${name}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, { ...within, skip: !data }, () =>
    house((address, ended) =>
      withPage({ baseURL: address.origin, viewport: DESK, javaScriptEnabled }, async (page) => {
        const found = [];
        page.on("request", (request) => new URL(request.url()).origin === address.origin || found.push(`asks ${request.url()}`));
        page.on("pageerror", (error) => found.push(`fails: ${error.message}`));
        page.on("console", (message) => /Content Security|SyntaxError/.test(message.text()) && found.push(message.text()));
        await page.goto(address.pathname);
        await press(page, button(page, "Lås op"));
        await work(page, ended);
        none(found);
      }),
    ),
  );

async function faults(page, name) {
  const found = [];
  await openAll(page);
  for (const viewport of [DESK, TABLET]) {
    await page.setViewportSize(viewport);
    found.push(...(await sticksOut(page)));
    found.push(...(await violations(page, `${viewport.width} px`, RULES)));
  }
  await page.emulateMedia({ colorScheme: "dark" });
  found.push(...(await violations(page, "dark", COLOURS)));
  await page.emulateMedia({ colorScheme: "light" });
  return found.map((fault) => `${name} ${fault}`);
}

const firstCase = (page) => page.locator(".queue .case").first();

day("axe finds nothing wrong on any page of the staff", true, async (page) => {
  const found = [];
  const html = new Map();
  const look = async (name) => {
    html.set(name, await page.content());
    found.push(...(await faults(page, name)));
  };
  for (const place of PLACES) {
    await page.goto(place);
    await look(place);
  }
  await page.goto("/");
  await firstCase(page).click();
  await page.waitForURL("**/sag/*");
  await look("the case");
  await page.goto("/tal");
  await press(page, button(page, "Regn tallene ud"));
  await look("the figures");
  await press(page, button(page, "Lås nu"));
  await look("locked");
  none([...found, ...(await misspelt(html))]);
});

for (const script of [true, false]) {
  day("the most urgent case is taken, written on and closed, and the program is ended", script, async (page, ended) => {
    await firstCase(page).click();
    await page.waitForURL("**/sag/*");
    const take = page.locator("button[value=tag]");
    if (await take.isVisible()) await press(page, take);
    assert.match(await page.locator(".facts").innerText(), /Du har sagen/);
    await page.locator("#note").fill("Ringede kl. 10. Hun vil gerne tale igen på torsdag.");
    await press(page, button(page, "Gem"));
    assert.match(await page.locator(".history").innerText(), /Karen skrev en note[^]*på torsdag/);
    await page.locator("#luk").selectOption({ label: "Ja: Andet" });
    await press(page, button(page, "Gem"));
    assert.match(await page.locator("[role=status]").innerText(), /er lukket: Andet/);
    await press(page, button(page, "Afslut programmet"));
    assert.equal(await ended, 0);
  });

  day("a page that is locked shows nothing, and leads to where one was going once it is open", script, async (page) => {
    await press(page, button(page, "Lås nu"));
    const response = await page.goto("/pakker");
    assert.equal(response.status(), 423);
    assert.equal(await page.locator("table, .parcel").count(), 0);
    await press(page, button(page, "Lås op"));
    assert.equal(new URL(page.url()).pathname, "/pakker");
  });
}

day("what was typed is there again after it was locked", true, async (page) => {
  await firstCase(page).click();
  await page.waitForURL("**/sag/*");
  await page.locator("#note").fill("en halv note");
  await press(page, button(page, "Lås nu"));
  assert.ok(!(await page.content()).includes("en halv note"));
  await press(page, button(page, "Lås op"));
  assert.equal(await page.getByLabel("Din note").inputValue(), "en halv note");
  await press(page, button(page, "Gem det nu"));
  assert.match(await page.locator(".history").innerText(), /en halv note/);
});
