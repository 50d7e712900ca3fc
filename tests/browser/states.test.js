// What scripts make of a page is held to the same as the page: axe in light and dark and on the narrowest screen, nothing sideways,
// targets one can hit, headings in order, and the focus somewhere that says where one is.
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { COLOURS, RULES, sticksOut, tooLow, violations } from "./support/checks.js";
import { data, none, origin, within } from "./support/site.js";
import { enter, states } from "./support/states.js";

const AT_ONCE = 2;
// All states have the same style sheet; it need not be fetched and read again for each.
const WITHOUT_SHEET = { ...RULES, preload: false };

// Levels that were skipped, as h2 and then h4.
const leaps = (page) =>
  page.evaluate(() => {
    const headings = [...document.querySelectorAll("main :is(h1, h2, h3, h4)")].filter((heading) => heading.checkVisibility());
    return headings
      .filter((heading, place) => Number(heading.tagName[1]) > Number(headings[place - 1]?.tagName[1] ?? 0) + 1)
      .map((heading) => `»${heading.textContent.trim()}« leaps over a level`);
  });

// What has the focus must be in view, or nothing in particular has it.
const lost = (page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    if (at === document.body) return [];
    const { top, bottom } = at.getBoundingClientRect();
    return bottom > 0 && top < innerHeight ? [] : [`${at.tagName} has the focus out of sight`];
  });

async function faults(page) {
  const found = [...(await lost(page)), ...(await leaps(page)), ...(await tooLow(page)), ...(await sticksOut(page))];
  await page.setViewportSize({ width: 320, height: 640 });
  found.push(...(await violations(page, "light", WITHOUT_SHEET)), ...(await sticksOut(page)));
  await page.emulateMedia({ colorScheme: "dark" });
  return [...found, ...(await violations(page, "dark", COLOURS))];
}

// The first word of a state says where it is.
const groupOf = (name) => name.split(":")[0];

for (const where of new Set(Object.keys(states).map(groupOf))) {
  test(`whatever a script shows can be used by everyone: ${where}`, { ...within, skip: !data }, async () => {
    const waiting = Object.entries(states).filter(([name]) => groupOf(name) === where);
    const found = [];
    const walk = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [name, state] = next;
        await withPage({}, async (page) => {
          await enter(page, origin, state);
          for (const fault of await faults(page)) found.push(`${name}: ${fault}`);
        }).catch((error) => found.push(`${name}: is not reached: ${error.message}`));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, walk));
    none(found);
  });
}

// What was pressed is gone when its box has closed: the focus is then where the reader came from, or on what came instead.
const WAYS = [
  ["form: how a draft is kept", "Fortryd", "Gem, og fortsæt senere"],
  ["form: a draft found", "Nej, behold dem", "Slet svarene, der"],
  ["form: a draft found", "Ja, slet svarene", "Tal med os"],
  ["form: about to be deleted", "Nej, behold dem", "Slet svarene"],
  ["form: about to be deleted", "Ja, slet svarene", "Tal med os"],
];

for (const [state, pressed, then] of WAYS) {
  test(`the focus is not lost with the box it was in: ${state}, »${pressed}«`, { ...within, skip: !data }, () =>
    withPage({}, async (page) => {
      await enter(page, origin, states[state]);
      await page.getByRole("button", { name: pressed, exact: true }).press("Enter");
      const said = () => document.activeElement.ariaLabel ?? document.activeElement.textContent;
      await page.waitForFunction(`(${said})().trim().startsWith(${JSON.stringify(then)})`);
    }),
  );
}
