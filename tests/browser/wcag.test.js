// What a machine can see of WCAG 2.2 AA besides axe: targets, focus, edges, motion, and text that is not cut off.
// That no page scrolls sideways at 320 px and at 400 % stands in layout.test.js, and the order of Tab in keyboard.test.js.
import { test } from "node:test";

import { openAll, visit } from "./support/browser.js";
import { kinds, none, within } from "./support/site.js";

const EDGED = ".button, .call, .dial, .choice, .box, .cards > li, input:not([type=radio], [type=checkbox]), textarea, select";
const SMALL = { width: 320, height: 256 };
// Pages with something that follows the reader, and pages with much to press and fill in.
const followed = [kinds.leave, kinds.form, kinds.parts, kinds.lesson, kinds.topics, "/skjul-dine-spor/"];
const pressed = [kinds.front, kinds.form, kinds.call, kinds.find, kinds.topics, "/privatliv/"];
const all = [...Object.values(kinds), "/privatliv/", "/skjul-dine-spor/"];

// Goes through a page with Tab and asks `look`, in the page, about each stop.
async function stops(page, look) {
  const found = new Set();
  for (let stop = 0; stop < 400; stop += 1) {
    await page.keyboard.press("Tab");
    const { end, faults } = await page.evaluate(look);
    if (end) break;
    faults.forEach((fault) => found.add(fault));
  }
  return [...found];
}

test("a target is 24 px each way, or has that much room around it, except in the middle of a text", within, async () => {
  none(
    await visit(all, { viewport: { width: 320, height: 640 } }, async (page) => {
      await openAll(page);
      return page.evaluate(() => {
        const LEAST = 24;
        const shown = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(
          (control) => control.checkVisibility({ visibilityProperty: true }) && control.tabIndex >= 0 && !control.closest(".skip"),
        );
        // A mark to set is hit by its label.
        const boxes = shown.map((control) => [control, (control.closest("label") ?? control).getBoundingClientRect()]);
        const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
        const inText = (control) => getComputedStyle(control).display === "inline" && control.closest("p, li, dd, td, th, figcaption");
        const crowded = (box, control) => {
          const [x, y] = middle(box);
          return boxes.some(([other, { left, right, top, bottom }]) => {
            if (other === control || other.contains(control) || control.contains(other)) return false;
            const across = Math.max(left - x, 0, x - right);
            const down = Math.max(top - y, 0, y - bottom);
            return Math.hypot(across, down) < LEAST / 2;
          });
        };
        return boxes
          .filter(([control, { width, height }]) => (width < LEAST - 0.5 || height < LEAST - 0.5) && !inText(control))
          .filter(([control, box]) => crowded(box, control))
          .map(([control, { width, height }]) => [control.textContent.trim(), width.toFixed(), height.toFixed()])
          .map(([text, width, height]) => `»${text}« is ${width} by ${height} px, and crowded`);
      });
    }),
  );
});

test("nothing that follows the reader hides what has the focus, not even at 400 %", within, async () => {
  const hidden = () => {
    const control = document.activeElement;
    if (control === document.body) return { end: true };
    const over = [...document.querySelectorAll("*")].filter((box) => ["fixed", "sticky"].includes(getComputedStyle(box).position));
    const [line] = control.getClientRects();
    const covered = over.some((box) => {
      if (box.contains(control)) return false;
      const cover = (box.firstElementChild ?? box).getBoundingClientRect();
      return cover.left <= line.left && cover.right >= line.right && cover.top <= line.top && cover.bottom >= line.bottom;
    });
    const away = line.bottom <= 0 || line.top >= innerHeight;
    const name = control.textContent.trim().slice(0, 40) || control.name;
    return { end: false, faults: covered || away ? [`»${name}« is ${away ? "out of sight" : "covered"} in focus`] : [] };
  };
  none(
    await visit(followed, { viewport: SMALL }, async (page) => {
      await openAll(page);
      return stops(page, hidden);
    }),
  );
});

test("what has the focus, and what can be pressed or filled in, has an edge when the reader has chosen the colours", within, async () => {
  const unseen = () => {
    const control = document.activeElement;
    if (control === document.body) return { end: true };
    const { outlineStyle, outlineWidth, outlineColor, backgroundColor } = getComputedStyle(control);
    const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && outlineColor !== backgroundColor;
    return { end: false, faults: seen ? [] : [`»${control.textContent.trim().slice(0, 40) || control.name}« shows no focus`] };
  };
  none(
    await visit(pressed, { forcedColors: "active" }, async (page) => {
      const edgeless = await page.evaluate(
        (edged) =>
          [...document.querySelectorAll(edged)]
            .filter((box) => box.checkVisibility() && !box.closest(".visually-hidden"))
            .filter((box) => parseFloat(getComputedStyle(box).borderTopWidth) < 1)
            .map((box) => `»${(box.textContent.trim() || box.name).slice(0, 40)}« (${box.className || box.tagName}) has no edge`),
        EDGED,
      );
      return [...edgeless, ...(await stops(page, unseen))];
    }),
  );
});

test("nothing moves for a reader who has asked for rest", within, async () => {
  none(
    await visit(all, { reducedMotion: "reduce" }, (page) =>
      page.evaluate(() => {
        const moving = [...document.querySelectorAll("*")].flatMap((element) =>
          ["", "::before", "::after"].map((part) => [element, getComputedStyle(element, part || null)]),
        );
        return moving
          .filter(([, style]) => style.animationName !== "none" || style.transitionDuration !== "0s" || style.scrollBehavior === "smooth")
          .map(([element]) => `.${element.className || element.tagName} moves`);
      }),
    ),
  );
});

test("no text is cut off when it is given the distances of WCAG 1.4.12", within, async () => {
  none(
    await visit(all, { viewport: { width: 320, height: 640 } }, async (page) => {
      await openAll(page);
      return page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`
          * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
          p { margin-bottom: 2em !important }
        `);
        document.adoptedStyleSheets = [sheet];
        return [...document.querySelectorAll("main *, header *, footer *")]
          .filter((box) => box.checkVisibility() && box.innerText?.trim() && !box.closest(".visually-hidden, .keys, thead, textarea"))
          .filter((box) => {
            const { overflowX, overflowY } = getComputedStyle(box);
            const cut = (flow, full, seen) => ["hidden", "clip"].includes(flow) && full > seen + 1;
            return cut(overflowX, box.scrollWidth, box.clientWidth) || cut(overflowY, box.scrollHeight, box.clientHeight);
          })
          .map((box) => `.${box.className || box.tagName} cuts off »${box.innerText.trim().slice(0, 40)}«`);
      });
    }),
  );
});
