// Everything can be reached with the keyboard, seen when it is reached, and hit with a thumb.
import assert from "node:assert/strict";
import { test } from "node:test";

import { openAll, visit, withPage } from "./support/browser.js";
import { tooLow } from "./support/checks.js";
import { kinds, none, pages, within } from "./support/site.js";

const { front, phase, lesson, call, find, topics, course, leave, form, parts, erase } = kinds;

// Numbers what can be reached, in the order it is read.
function number() {
  const reachable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  // Of choices of which only one can be made, the first is reached; arrows lead to the others.
  const others = (control) => control.type === "radio" && control !== document.getElementsByName(control.name)[0];
  const seen = (control) => control.tabIndex >= 0 && control.checkVisibility({ visibilityProperty: true });
  window.controls = [...document.querySelectorAll(reachable)].filter((control) => seen(control) && !others(control));
  return window.controls.map((control) => control.getAttribute("aria-label") ?? control.textContent.trim().slice(0, 40));
}

// Tells which control has the focus, and what keeps a reader from seeing it.
function focused() {
  const control = document.activeElement;
  const at = window.controls.indexOf(control);
  if (at < 0) return { at, faults: [] };
  const faults = [];
  const style = getComputedStyle(control);
  const width = parseFloat(style.outlineWidth);
  if (style.outlineStyle === "none" || width < 2) faults.push("has no outline in focus");
  // The first line of it, and as much of that as is on the screen.
  const [line] = control.getClientRects();
  const across = (Math.max(line.left, 0) + Math.min(line.right, innerWidth)) / 2;
  const down = (Math.max(line.top, 0) + Math.min(line.bottom, innerHeight)) / 2;
  if (!control.contains(document.elementFromPoint(across, down))) faults.push("is out of sight or covered in focus");
  // An outline lies outside its control, and must not be cut off by a box around it.
  const out = width + parseFloat(style.outlineOffset);
  for (let box = control.parentElement; box && box !== document.body; box = box.parentElement) {
    if (getComputedStyle(box).overflowX === "visible") continue;
    const edge = box.getBoundingClientRect();
    if (line.left - out < edge.left || line.right + out > edge.right || line.top - out < edge.top || line.bottom + out > edge.bottom) {
      faults.push(`has its outline cut off by .${box.className}`);
    }
  }
  return { at, faults };
}

for (const colorScheme of ["light", "dark"]) {
  test(`Tab goes through everything in reading order, with an outline to be seen, in ${colorScheme}`, within, async () => {
    none(
      await visit([front, phase, lesson, course, call, find, topics, leave, form, parts, erase], { colorScheme }, async (page) => {
        await openAll(page);
        const names = await page.evaluate(number);
        const found = [];
        for (const [expected, name] of names.entries()) {
          await page.keyboard.press("Tab");
          const { at, faults } = await page.evaluate(focused);
          if (at !== expected) return [...found, `goes to »${names[at] ?? "nothing"}« where »${name}« was next`];
          found.push(...faults.map((fault) => `»${name}« ${fault}`));
        }
        return found;
      }),
    );
  });
}

test("the first stop leads past the menu, and can be seen there", within, async () => {
  none(
    await visit(Object.values(kinds), {}, async (page) => {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const { top, left, bottom, right } = document.activeElement.getBoundingClientRect();
        return document.activeElement.matches(".skip") && top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
      });
      if (!seen) return ["does not begin with a link past the menu"];
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement === document.querySelector("main"));
      await page.keyboard.press("Tab");
      const past = await page.evaluate(() => !document.activeElement.closest("header.site-header"));
      return past ? [] : ["goes back to the menu after the link past it"];
    }),
  );
});

test("what unfolds does so with the keyboard", within, () =>
  withPage({}, async (page) => {
    await page.goto(lesson);
    const summary = page.locator("summary").first();
    const open = () => summary.evaluate((element) => element.parentElement.open);
    await summary.focus();
    for (const key of ["Enter", "Space"]) {
      const before = await open();
      await page.keyboard.press(key);
      await page.waitForFunction((was) => document.querySelector("summary").parentElement.open !== was, before);
    }
    assert.equal(await open(), false);
  }),
);

test("what a thumb must hit is high enough", within, async () => {
  none(
    await visit(pages, {}, async (page) => {
      await openAll(page);
      return tooLow(page);
    }),
  );
});
