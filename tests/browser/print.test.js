// On paper there is nothing to press: what unfolds is unfolded, and the numbers to call are there.
import assert from "node:assert/strict";
import { test } from "node:test";

import { visit, withPage } from "./support/browser.js";
import { kinds, none, within } from "./support/site.js";

const printed = (address, look) =>
  withPage({}, async (page) => {
    await page.goto(address);
    await page.emulateMedia({ media: "print" });
    return look(page);
  });

test("a printed lesson has no menus, and shows what is folded on the screen", within, () =>
  printed(kinds.lesson, async (page) => {
    for (const part of [".site-nav", ".call", ".crumbs", ".pager", ".skip", ".site-footer ul"]) {
      assert.equal(await page.locator(part).first().isVisible(), false, part);
    }
    const folded = await page.evaluate(() =>
      [...document.querySelectorAll(".check, .sources")].map((details) => {
        const content = details.lastElementChild;
        const shown = content.checkVisibility() && content.getBoundingClientRect().height > 0;
        return { name: details.textContent, open: details.open, shown };
      }),
    );
    assert.ok(folded.length > 0, "the lesson has nothing that unfolds");
    for (const { name, open, shown } of folded) assert.ok(!open && shown, name);
  }),
);

test("a printed source shows its address", within, () =>
  printed(kinds.lesson, async (page) => {
    const shown = await page.evaluate(() => {
      const link = document.querySelector(".sources a");
      return getComputedStyle(link, "::after").content.includes(link.getAttribute("href"));
    });
    assert.ok(shown);
  }),
);

test("a printed list of numbers has every number, large", within, () =>
  printed(kinds.call, async (page) => {
    const numbers = await page.evaluate(() =>
      [...document.querySelectorAll(".dial .number")].map((number) => ({
        shown: number.checkVisibility(),
        text: number.textContent.replace(/\s/g, ""),
        dialled: number.closest("a").getAttribute("href").slice("tel:".length),
        size: parseFloat(getComputedStyle(number).fontSize),
      })),
    );
    assert.ok(numbers.length >= 10);
    assert.ok(numbers.some(({ text }) => text === "112"));
    for (const { shown, text, dialled, size } of numbers) assert.ok(shown && text === dialled && size >= 24, dialled);
  }),
);

test("all that is printed is dark on white, since printers leave backgrounds out", within, async () => {
  none(
    await visit(Object.values(kinds), { colorScheme: "dark" }, async (page) => {
      await page.emulateMedia({ media: "print" });
      return page.evaluate(() => {
        // The contrast to white paper, as WCAG reckons it.
        const contrast = (colour) => {
          const light = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
          const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => light(part / 255));
          return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const pale = [];
        for (let text = walker.nextNode(); text; text = walker.nextNode()) {
          const box = text.parentElement;
          const words = text.textContent.trim();
          if (!words || !box.checkVisibility() || box.closest("svg, .visually-hidden, script, style")) continue;
          const { color } = getComputedStyle(box);
          if (contrast(color) < 4.5) pale.push(`prints »${words.slice(0, 30)}« (${box.className || box.tagName}) in ${color}`);
        }
        return pale;
      });
    }),
  );
});
