// Drawings in lessons show what words cannot: they are told to those who do not see them, and seen whatever colours one reads in.
import assert from "node:assert/strict";
import { test } from "node:test";

import { visit } from "./support/browser.js";
import { sticksOut } from "./support/checks.js";
import { readAll } from "./support/outlines.js";
import { kinds, listed, none, within } from "./support/site.js";

const LEAST_SAID = 40;
const NARROW = { width: 320, height: 640 };

const read = await readAll(listed, (page) => page.querySelectorAll(".prose figure svg").length);
const pictured = listed.filter((address) => address.startsWith("/faser/") && read.get(address) > 0);

// The fills that the drawings of a page have now, of all their shapes.
const fills = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".prose figure svg")].map((svg) =>
      [...svg.querySelectorAll("path, circle, ellipse, rect")].map((shape) => getComputedStyle(shape).fill),
    ),
  );

test("there are drawings, and the lesson on sleep has one", within, () => {
  assert.ok(pictured.length >= 5, `${pictured.length} lessons have a drawing`);
  assert.ok(pictured.includes(kinds.pictured), kinds.pictured);
});

test("a drawing is one picture with a name that tells what it shows, and a caption", within, async () => {
  none(
    await visit(pictured, {}, async (page) => {
      const drawings = await page.locator(".prose figure svg").all();
      const faults = [];
      for (const drawing of drawings) {
        const name = (await drawing.getAttribute("aria-label")) ?? "";
        if ((await drawing.getAttribute("role")) !== "img") faults.push(`has a drawing that is no picture: »${name}«`);
        if (name.length < LEAST_SAID) faults.push(`has a drawing that is only called »${name}«`);
        const caption = await drawing.evaluate((svg) => svg.closest("figure").querySelector("figcaption")?.textContent.trim());
        if (!caption) faults.push(`has no caption under »${name}«`);
      }
      return faults;
    }),
  );
});

test("a drawing follows the dark", within, async () => {
  none(
    await visit(pictured, {}, async (page) => {
      await page.emulateMedia({ colorScheme: "light" });
      const light = await fills(page);
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await fills(page);
      const same = (drawing, at) => drawing.every((fill, shape) => fill === dark[at][shape]);
      return light.some(same) ? ["has a drawing with the same colours in the dark"] : [];
    }),
  );
});

test("a drawing keeps its colours when the reader has chosen those of the page", within, async () => {
  none(
    await visit(pictured, { forcedColors: "active" }, async (page) => {
      const kept = await page.evaluate(() =>
        [...document.querySelectorAll(".prose figure svg")].every((svg) => getComputedStyle(svg).forcedColorAdjust === "none"),
      );
      const flat = (await fills(page)).some((drawing) => new Set(drawing).size < 5);
      return kept && !flat ? [] : ["has a drawing that loses its colours"];
    }),
  );
});

for (const javaScriptEnabled of [true, false]) {
  test(
    `a drawing is no wider than a small phone and large enough to see, ${javaScriptEnabled ? "with" : "without"} JavaScript`,
    within,
    async () => {
      none(
        await visit(pictured, { viewport: NARROW, javaScriptEnabled }, async (page) => {
          const boxes = await page.evaluate(() =>
            [...document.querySelectorAll(".prose figure svg")].map((svg) => {
              const { left, right, width, height } = svg.getBoundingClientRect();
              return { fits: left >= 0 && right <= innerWidth, large: width > innerWidth * 0.75 && height > 100 };
            }),
          );
          const faults = boxes.flatMap(({ fits, large }) => [
            ...(fits ? [] : ["has a drawing that sticks out"]),
            ...(large ? [] : ["has a small drawing"]),
          ]);
          return [...faults, ...(await sticksOut(page))];
        }),
      );
    },
  );
}
