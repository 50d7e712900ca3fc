// Pages fit the screen: nobody has to scroll sideways to read.
import { test } from "node:test";

import { openAll, visit } from "./support/browser.js";
import { none, pages, within } from "./support/site.js";

const SCREENS = {
  "on a small phone": { width: 320, height: 640 },
  "on a desktop": { width: 1280, height: 900 },
  "at 400 %": { width: 320, height: 256 },
};

// Names what sticks out, and leaves out what lies in a box that scrolls or hides on its own.
function sticksOut() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const held = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible") return true;
    }
    return false;
  };
  const named = (element) => element.tagName.toLowerCase() + [...element.classList].map((name) => `.${name}`).join("");
  const guilty = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return (box.right > width + 1 || box.left < -1) && !held(element);
  });
  return [`is ${document.documentElement.scrollWidth} px wide on ${width}: ${guilty.slice(0, 3).map(named).join(", ")}`];
}

// The distances of WCAG 1.4.12, as a reader's own style sheet would set them.
const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";

function space(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}

test("no page scrolls sideways on a small phone, a desktop, at 400 %, or with spaced text", within, async () => {
  none(
    await visit(pages, {}, async (page) => {
      const found = [];
      const look = async (where) => found.push(...(await page.evaluate(sticksOut)).map((fault) => `${where} ${fault}`));
      await openAll(page);
      for (const [screen, viewport] of Object.entries(SCREENS)) {
        await page.setViewportSize(viewport);
        await look(screen);
      }
      await page.evaluate(space, SPACED);
      await look("with spaced text");
      return found;
    }),
  );
});

test("what stays in view leaves room to read at 400 %", within, async () => {
  none(
    await visit(pages, { viewport: SCREENS["at 400 %"] }, (page) =>
      page.evaluate(() =>
        [...document.body.querySelectorAll("*")]
          .filter((element) => ["fixed", "sticky"].includes(getComputedStyle(element).position))
          .filter((element) => element.getBoundingClientRect().height > window.innerHeight / 3)
          .map((element) => `${element.className} covers more than a third of the screen`),
      ),
    ),
  );
});
