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

// How many sheets a page takes, counted in the file that the printer gets.
const sheets = async (page, format) =>
  (await page.pdf({ format, preferCSSPageSize: false })).toString("latin1").match(/\/Type\s*\/Page\b/g).length;

for (const javaScriptEnabled of [true, false]) {
  test(`the numbers to call fit on one sheet to hang up, with a margin, ${javaScriptEnabled ? "with" : "without"} JavaScript`, within, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      await page.goto(kinds.call);
      assert.equal(await sheets(page, "A4"), 1);
    }),
  );
}

test("a number to hang up can be read from across the room, and 112 from farther", within, () =>
  printed(kinds.call, async (page) => {
    const sizes = await page.evaluate(() =>
      [...document.querySelectorAll(".dial .number")].map((number) => [number.textContent, parseFloat(getComputedStyle(number).fontSize)]),
    );
    for (const [number, pixels] of sizes) assert.ok(pixels * 0.75 > (number === "112" ? 48 : 21.5), `${number} in ${pixels} px`);
  }),
);

test("what only makes sense on a screen is not printed", within, async () => {
  none(
    await visit([kinds.call, kinds.leave, "/privatliv/", "/skjul-dine-spor/"], {}, async (page, address) => {
      await page.waitForFunction(() => document.querySelector("[data-share], [data-device], .keys")?.hidden !== true);
      await page.emulateMedia({ media: "print" });
      const shown = await page.locator(".screen-only:visible, .leave:visible, .actions:visible, .skip:visible").count();
      await page.emulateMedia({ media: "screen" });
      return shown > 0 ? [`prints ${shown} of what is for ${address} on a screen`] : [];
    }),
  );
});

test("a printed link in a text shows where it leads, also within the site, and a number stays as it is", within, () =>
  printed(kinds.leave, async (page) => {
    const links = await page.evaluate(() =>
      [...document.querySelectorAll(".prose a")].map((link) => [
        link.getAttribute("href"),
        link.matches(".line"),
        getComputedStyle(link, "::after").content,
      ]),
    );
    const inner = links.filter(([href, line]) => href.startsWith("/") && !line);
    assert.ok(inner.length > 1);
    for (const [href, , after] of inner) assert.ok(after.includes("1000dage.dk") && after.includes(href), href);
    for (const [href, , after] of links.filter(([, line]) => line)) assert.equal(after, "none", href);
  }),
);

test("a printed form has all its parts, also those that wait behind »Næste«", within, () =>
  printed(kinds.parts, async (page) => {
    const parts = await page.locator(".questions > section").evaluateAll((all) =>
      all.map((part) => {
        const asks = part.querySelector("[data-question]:not([hidden])") !== null;
        return [part.querySelector("h2").textContent, part.checkVisibility(), asks];
      }),
    );
    assert.ok(parts.length > 2);
    for (const [title, shown, asks] of parts) assert.equal(shown, asks, title);
  }),
);

test("no box, row or choice is cut in two between sheets", within, async () => {
  none(
    await visit(Object.values(kinds), {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      return page.evaluate(() =>
        [...document.querySelectorAll(".box, .cards > li, .choice, tr, .chart")]
          .filter((box) => box.checkVisibility() && getComputedStyle(box).breakInside !== "avoid")
          .map((box) => `may cut .${box.className || box.tagName} in two`),
      );
    }),
  );
});

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
