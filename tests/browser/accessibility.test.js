// What axe can see of WCAG 2.2 AA and good practice, as a reader on a phone meets it.
import { test } from "node:test";

import { openAll, visit } from "./support/browser.js";
import { COLOURS, NOT_COLOURS, RULES, violations } from "./support/checks.js";
import { kinds, none, pages, within } from "./support/site.js";

// All pages have the same style sheet; it need not be fetched and read again for each.
const WITHOUT_SHEET = { ...RULES, preload: false };

// What a page is made of: every element by its class and that of what it stands in, on which its colours depend.
const parts = (page) =>
  page.evaluate(() => {
    const elements = [...document.querySelectorAll("body *")];
    return [...new Set(elements.map((element) => `${element.parentElement.className} > ${element.localName}.${element.getAttribute("class")}`))];
  });

// Two hundred pages, with the machine shared with another file.
const all = { timeout: 480_000 };

test("axe finds nothing wrong on any page with all of it unfolded, in light or in dark", all, async () => {
  const met = new Set();
  none(
    await visit(pages, {}, async (page) => {
      await page.emulateMedia({ colorScheme: "light" });
      await openAll(page);
      const found = await violations(page, "unfolded", WITHOUT_SHEET);
      // In the dark a page is asked when something on it has not been met there before.
      const unmet = (await parts(page)).filter((part) => !met.has(part));
      unmet.forEach((part) => met.add(part));
      if (unmet.length > 0) {
        await page.emulateMedia({ colorScheme: "dark" });
        found.push(...(await violations(page, "dark", COLOURS)));
      }
      return found;
    }),
  );
});

test("axe finds nothing wrong on a page as it first meets the reader", within, async () => {
  none(await visit(Object.values(kinds), {}, (page) => violations(page, "closed", RULES)));
});

test("axe finds nothing wrong when the reader has chosen the colours", within, async () => {
  none(
    await visit(Object.values(kinds), { forcedColors: "active" }, async (page) => {
      await openAll(page);
      return violations(page, "forced colours", NOT_COLOURS);
    }),
  );
});

test("buttons keep an edge, and their receiver the colour of the text, when the reader has chosen the colours", within, async () => {
  none(
    await visit(Object.values(kinds), { forcedColors: "active" }, (page) =>
      page.evaluate(() => {
        const all = (selector) => [...document.querySelectorAll(selector)];
        const faceless = all(".call, .button, .dial").filter((button) => parseFloat(getComputedStyle(button).borderTopWidth) < 1);
        const pale = all(".call, .dial, .box-ring > .box-title").filter(
          (box) => getComputedStyle(box, "::before").backgroundColor !== getComputedStyle(box).color,
        );
        return [
          ...faceless.map((button) => `»${button.textContent}« has no edge`),
          ...pale.map((box) => `»${box.textContent}« has a receiver of another colour`),
        ];
      }),
    ),
  );
});
