// Pages with easy words are easy on the eyes, too.
import { test } from "node:test";

import { visit } from "./support/browser.js";
import { kinds, listed, none, within } from "./support/site.js";

const LEAST_SIZE = 18;
const LEAST_LINE = 1.6;

const easy = listed.filter((address) => /^\/faser\/[^/]+\/laes-let\/$/.test(address));

for (const width of [320, 1280]) {
  test(`easy text is large and has air between its lines, ${width} px wide`, within, async () => {
    none(
      await visit(easy, { viewport: { width, height: 844 } }, (page) =>
        page.evaluate(
          ([size, line]) => {
            const texts = [...document.querySelectorAll(".hero .lead, .easy p, .easy li, .easy dd, .easy td")];
            if (texts.length < 5) return ["has hardly any text"];
            return texts.flatMap((text) => {
              const { fontSize, lineHeight } = getComputedStyle(text);
              const [is, between] = [parseFloat(fontSize), parseFloat(lineHeight) / parseFloat(fontSize)];
              const named = `»${text.textContent.trim().slice(0, 30)}«`;
              return [
                ...(is < size ? [`${named} is ${is} px`] : []),
                ...(between < line - 0.001 ? [`${named} has lines ${between.toFixed(2)} apart`] : []),
              ];
            });
          },
          [LEAST_SIZE, LEAST_LINE],
        ),
      ),
    );
  });
}

test("from an easy page one sees the way to its phase and to Ring nu, in the text as well as above it", within, async () => {
  none(
    await visit(easy, { javaScriptEnabled: false }, async (page, address) => {
      const phase = address.replace("laes-let/", "");
      const faults = [];
      for (const to of [phase, kinds.call]) {
        const seen = await page.locator(`main a[href="${to}"]`).evaluateAll((links) => links.some((link) => link.checkVisibility()));
        if (!seen) faults.push(`shows no way to ${to}`);
      }
      return faults;
    }),
  );
});
