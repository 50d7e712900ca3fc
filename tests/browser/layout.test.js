// Pages fit the screen: nobody has to scroll sideways to read.
import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, openAll, visit, withPage } from "./support/browser.js";
import { sticksOut } from "./support/checks.js";
import { kinds, none, pages, within } from "./support/site.js";

const SCREENS = {
  "on a small phone": { width: 320, height: 640 },
  "on a desktop": { width: 1280, height: 900 },
  "at 400 %": { width: 320, height: 256 },
};

// The distances of WCAG 1.4.12, as a reader's own style sheet would set them.
const SPACED = `
  * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-bottom: 2em !important }
`;

// As a reader sets it in the telephone or the browser: text of double size, and nothing else (WCAG 1.4.4).
const LARGE = "html { font-size: 200% }";

function add(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}

test("no page scrolls sideways on a small phone, a desktop, at 400 %, with spaced text or with text of double size", within, async () => {
  none(
    await visit(pages, {}, async (page) => {
      const found = [];
      const look = async (where) => found.push(...(await sticksOut(page)).map((fault) => `${where} ${fault}`));
      await openAll(page);
      for (const [screen, viewport] of Object.entries(SCREENS)) {
        await page.setViewportSize(viewport);
        await look(screen);
      }
      await page.evaluate(add, SPACED);
      await look("with spaced text");
      await page.setViewportSize(PHONE);
      await page.evaluate(add, LARGE);
      await look("with text of double size");
      return found;
    }),
  );
});

// Pages with something that follows the reader, such as the way to leave in a hurry.
const followed = [kinds.leave, kinds.lesson, kinds.topics];

test("what stays in view leaves room to read at 400 %", within, async () => {
  none(
    await visit(followed, { viewport: SCREENS["at 400 %"] }, (page) =>
      page.evaluate(() =>
        [...document.body.querySelectorAll("*")]
          .filter((element) => ["fixed", "sticky"].includes(getComputedStyle(element).position))
          .filter((element) => element.getBoundingClientRect().height > innerHeight / 3)
          .map((element) => `has .${element.className}, which covers more than a third of the screen`),
      ),
    ),
  );
});

test("what stays in view takes no press that is meant for the text beside it", within, () =>
  withPage({}, async (page) => {
    await page.goto(kinds.leave);
    const { beside, itself } = await page.evaluate(() => {
      const leave = document.querySelector(".leave");
      const row = leave.getBoundingClientRect();
      const button = leave.firstElementChild.getBoundingClientRect();
      const at = (x, y) => document.elementFromPoint(x, y)?.closest(".leave") !== null;
      const middle = (row.top + row.bottom) / 2;
      return { beside: at((row.left + button.left) / 2, middle), itself: at((button.left + button.right) / 2, middle) };
    });
    assert.ok(itself, "the way to leave is not in view");
    assert.ok(!beside, "the empty part of its row lies over the text");
  }),
);
