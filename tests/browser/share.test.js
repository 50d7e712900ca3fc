// To send a page on: its address and nothing else. To hang it up: on paper.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { kinds, within } from "./support/site.js";

const button = (page, name) => page.getByRole("button", { name, exact: true });

// What the page hands over, to the telephone or to the clipboard.
const listenTo = (page, { share, copy }) =>
  page.addInitScript(
    ([shares, copies]) => {
      window.handed = [];
      const hand = (kind, answer) => async (what) => {
        window.handed.push([kind, what]);
        if (answer) throw new DOMException("no", answer);
      };
      if (shares !== null) navigator.share = hand("shared", shares);
      else delete Navigator.prototype.share;
      Object.defineProperty(navigator, "clipboard", { value: { writeText: hand("copied", copies) } });
    },
    [share ?? null, copy],
  );
const handed = (page) => page.evaluate(() => window.handed);
const link = (page) => page.locator("link[rel=canonical]").getAttribute("href");

test("a telephone is handed the title and the plain address, whatever stands in the bar", within, () =>
  withPage({}, async (page) => {
    await listenTo(page, { share: "" });
    await page.goto(`${kinds.call}?navn=aase#laegevagt`);
    await button(page, "Del siden").click();
    assert.deepEqual(await handed(page), [["shared", { title: "Ring nu · 1000 Dage", url: await link(page) }]]);
    assert.match(await link(page), /^https:\/\/1000dage\.dk\/ring-nu\/$/);
  }),
);

test("whoever thinks better of it is not bothered", within, () =>
  withPage({}, async (page) => {
    await listenTo(page, { share: "AbortError" });
    await page.goto(kinds.call);
    await button(page, "Del siden").click();
    assert.equal((await handed(page)).length, 1);
    assert.equal(await page.locator("[data-share] [role=status]").innerText(), "");
  }),
);

for (const share of [undefined, "NotAllowedError"]) {
  test(`where nothing can be handed over (${share}), the link is copied, and that is said`, within, () =>
    withPage({}, async (page) => {
      await listenTo(page, { share, copy: "" });
      await page.goto(kinds.call);
      await button(page, "Del siden").click();
      await page.getByRole("status").filter({ hasText: "Linket er kopieret" }).waitFor();
      assert.deepEqual((await handed(page)).at(-1), ["copied", await link(page)]);
    }),
  );
}

test("where nothing can be copied either, the link stands there, ready to be copied by hand", within, () =>
  withPage({}, async (page) => {
    await listenTo(page, { copy: "NotAllowedError" });
    await page.goto(kinds.call);
    await button(page, "Del siden").click();
    const field = page.getByLabel("Kopiér linket her");
    await field.waitFor();
    assert.equal(await field.inputValue(), await link(page));
    assert.equal(await page.evaluate(() => getSelection().toString() || document.activeElement.value), await link(page));
  }),
);

test("one press prints the numbers", within, () =>
  withPage({}, async (page) => {
    await page.addInitScript(() => (window.print = () => (window.printed = true)));
    await page.goto(kinds.call);
    await button(page, "Print siden").click();
    assert.ok(await page.evaluate(() => window.printed));
  }),
);

test("without a script there is nothing to press that would not work", within, () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(kinds.call);
    for (const name of ["Print siden", "Del siden"]) assert.equal(await button(page, name).isVisible(), false);
  }),
);
