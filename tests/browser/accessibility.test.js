// What axe can see of WCAG 2.2 AA and good practice, as a reader on a phone meets it.
import { test } from "node:test";
import axe from "axe-core";

import { openAll, visit } from "./support/browser.js";
import { kinds, none, pages, within } from "./support/site.js";

const RULES = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};
// The only rule that sees another thing in the dark.
const COLOURS = { runOnly: { type: "rule", values: ["color-contrast"] }, resultTypes: ["violations"] };
// Here the browser picks the colours; axe reads those of the style sheet, which nobody sees.
const NOT_COLOURS = { ...RULES, rules: { "color-contrast": { enabled: false } } };

// The script is handed to the page from outside, since the page's own policy lets nothing in.
async function violations(page, when, rules) {
  await page.evaluate(`window.axe || (() => { ${axe.source} })()`);
  const found = await page.evaluate((chosen) => window.axe.run(document, chosen).then((result) => result.violations), rules);
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${when}: ${id} (${help}) at ${target.join(" ")}`));
}

test("axe finds nothing wrong on any page, closed or unfolded, in light or in dark", within, async () => {
  none(
    await visit(pages, {}, async (page) => {
      await page.emulateMedia({ colorScheme: "light" });
      const found = await violations(page, "closed", RULES);
      await openAll(page);
      found.push(...(await violations(page, "unfolded", RULES)));
      await page.emulateMedia({ colorScheme: "dark" });
      found.push(...(await violations(page, "dark", COLOURS)));
      return found;
    }),
  );
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
