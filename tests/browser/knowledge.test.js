// »Viden«: reports are picked by year or by who made them, by plain links that need no script and no mouse.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { readAll } from "./support/outlines.js";
import { kinds, listed, none, within } from "./support/site.js";

const shelves = listed.filter((address) => /^\/viden\/(aar|fra)\/[^/]+\/$/.test(address));

const read = await readAll([kinds.knowledge, ...shelves], (page) => ({
  heading: page.querySelector("h1").textContent,
  title: page.title,
  reports: [...page.querySelectorAll(".cards a")]
    .map((link) => link.getAttribute("href"))
    .filter((href) => !href.startsWith("/viden/tal/")),
  choices: [...page.querySelectorAll(".filters a")].map((link) => ({
    address: link.getAttribute("href"),
    count: Number(/\((\d+)\)$/.exec(link.textContent)[1]),
    current: link.getAttribute("aria-current"),
  })),
}));

test("every choice has its page, with as many reports as it says, and only the one chosen is marked", within, () => {
  assert.ok(shelves.some((address) => address.includes("/aar/")) && shelves.some((address) => address.includes("/fra/")));
  const all = read.get(kinds.knowledge).reports;
  const offered = [...read.keys()].sort().join();
  none(
    [...read].flatMap(([address, { choices, reports }]) => {
      const own = choices.find((choice) => choice.address === address);
      const marked = choices.filter(({ current }) => current === "page").map((choice) => choice.address);
      const addresses = choices.map((choice) => choice.address);
      const faults = [
        [addresses.sort().join() === offered, `offers ${addresses}`],
        [marked.join() === address, `marks ${marked}`],
        [own?.count === reports.length, `has ${reports.length} reports and says ${own?.count}`],
        [reports.every((report) => all.includes(report)), "has a report that is not among all"],
      ];
      return faults.filter(([good]) => !good).map(([, fault]) => `${address} ${fault}`);
    }),
  );
});

test("each choice has a heading and a title of its own", within, () => {
  for (const part of ["heading", "title"]) {
    const all = [...read.values()].map((page) => page[part]);
    assert.equal(new Set(all).size, all.length, part);
  }
});

// Tab by Tab, as somebody without a mouse finds a link.
async function reach(page, name) {
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press("Tab");
    const [at, text] = await page.evaluate(() => [
      document.activeElement.closest(".filters") !== null,
      document.activeElement.textContent.trim(),
    ]);
    if (at && text.startsWith(name)) return;
  }
  assert.fail(`»${name}« is not reached`);
}

for (const javaScriptEnabled of [false, true]) {
  test(
    `a year, an organisation and all again are picked with the keyboard, ${javaScriptEnabled ? "with" : "without"} JavaScript`,
    within,
    () =>
      withPage({ javaScriptEnabled }, async (page) => {
        const current = () => page.locator(".filters [aria-current=page]");
        const shown = async () => ({
          at: new URL(page.url()).pathname,
          marked: await current().getAttribute("href"),
          reports: await page.locator(".cards a").count(),
        });
        await page.goto(kinds.knowledge);
        for (const address of [kinds.shelf, kinds.publisher, kinds.knowledge]) {
          const name = (await page.locator(`.filters a[href="${address}"]`).innerText()).replace(/\s*\(\d+\)$/, "");
          await reach(page, name);
          await Promise.all([page.waitForURL(`**${address}`), page.keyboard.press("Enter")]);
          const { at, marked, reports } = await shown();
          assert.deepEqual([at, marked], [address, address]);
          assert.equal(await current().count(), 1);
          assert.ok(reports > 0);
        }
      }),
  );
}
