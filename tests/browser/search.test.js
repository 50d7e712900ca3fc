// »Alle emner«: a list from a to å for everyone, and a search for those whose browser runs scripts.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { get, kinds, listed, none, origin, within } from "./support/site.js";

const INDEX = "/soegeindeks.json";

// The list of forms and the page that erases answers are found from the forms themselves.
// The end of a phase is found by going through it, easy words beside their phase, the shelves of »Viden« there, and other languages at
// the foot of every page.
const APART = [/^\/$/, /^\/formularer\/(slet\/)?$/, /\/(afslutning|laes-let)\/$/, /^\/viden\/(aar|fra)\//, /^\/[a-z]{2}\/$/];
const entered = listed.filter((address) => address === kinds.easyList || !APART.some((shape) => shape.test(address)));

const entries = (page) =>
  page.evaluate(() => {
    const shown = [...document.querySelectorAll("#alle .az a")].filter((link) => link.checkVisibility());
    return shown.map((link) => link.getAttribute("href"));
  });

const withSearch = (look) =>
  withPage({}, async (page) => {
    await page.goto(kinds.topics);
    return look(page);
  });

// Types a word, and returns what the page answers to it.
async function ask(page, word) {
  await page.locator("#q").fill(word);
  await page.waitForFunction((text) => document.querySelector("#svar").textContent.includes(`»${text}«`), word);
  return page.evaluate(() => ({
    said: document.querySelector("#svar").textContent,
    found: [...document.querySelectorAll("#fundet a")].map((link) => link.getAttribute("href")),
    listShown: document.querySelector("#alle").checkVisibility(),
  }));
}

test("without JavaScript the list has every page but the front page, and no search that would do nothing", within, () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(kinds.topics);
    assert.deepEqual((await entries(page)).sort(), entered);
    assert.equal(await page.locator("form").isVisible(), false);
  }),
);

test("with JavaScript the search stands above the same list", within, () =>
  withSearch(async (page) => {
    await page.locator("#q").waitFor({ state: "visible" });
    assert.deepEqual((await entries(page)).sort(), entered);
  }),
);

// What new parents type, and a piece of the address of a page that must be among the first answers.
const WORDS = {
  fødsel: "foedsel",
  fødslen: "foedslen",
  amme: "maelk",
  amning: "maelk",
  feber: "syg-for-foerste-gang",
  søvn: "soevn",
  penge: "penge",
  barsel: "barsel",
  vold: "vold-i-hjemmet",
  depression: "depression",
};

test("the words of new parents lead to the pages about them", within, () =>
  withSearch(async (page) => {
    const astray = [];
    for (const [word, piece] of Object.entries(WORDS)) {
      const { said, found, listShown } = await ask(page, word);
      if (!found.slice(0, 5).some((address) => address.includes(piece))) astray.push(`»${word}« gives ${said}: ${found.slice(0, 5)}`);
      if (found.length > 0 && (listShown || !/^(De )?\d+ (bedste )?sider? om »/.test(said))) astray.push(`»${word}« shows the list as well: ${said}`);
    }
    none(astray);
  }),
);

// Words of a phrase mean something else by themselves: »leve« is also how parents live apart.
const PHRASES = { "vil ikke leve": /^\/(ring-nu|faser\/.*depression)/, "vil dø": /^\/(ring-nu|faser\/.*depression)/ };

test("a phrase of despair leads to help first, not to what its words mean by themselves", within, () =>
  withSearch(async (page) => {
    for (const [phrase, help] of Object.entries(PHRASES)) {
      const { found } = await ask(page, phrase);
      assert.match(found[0] ?? "", help, `»${phrase}« gives ${found.slice(0, 4)}`);
    }
  }),
);

test("the longest word of a title finds its page, also before the last letter is typed", within, () =>
  withSearch(async (page) => {
    const lost = [];
    // Asked of every page, »hvornår« tells nothing, and is left out of the index on purpose.
    const words = (title) => title.split(/[^\p{L}\p{N}]+/u).filter((word) => !/^hvornår$/i.test(word));
    for (const [title, address] of JSON.parse((await get(INDEX)).body).pages) {
      const longest = words(title).reduce((long, word) => (word.length > long.length ? word : long), "");
      for (const word of [longest, longest.slice(0, -1)]) {
        if (word.length > 4 && !(await ask(page, word)).found.includes(address)) lost.push(`»${word}« does not find ${address}`);
      }
    }
    none(lost);
  }),
);

test("a word is found however its letters are written", within, () =>
  withSearch(async (page) => {
    const { found } = await ask(page, "fødsel");
    for (const other of ["foedsel", "fodsel", "Fødsel", "FØDSEL"]) {
      assert.deepEqual((await ask(page, other)).found, found, other);
    }
  }),
);

test("another form of a word leads to much of the same", within, () =>
  withSearch(async (page) => {
    for (const [word, other] of [["fødsel", "fødslen"], ["amme", "amning"]]) {
      const { found } = await ask(page, word);
      const again = (await ask(page, other)).found;
      assert.ok(found.slice(0, 5).some((address) => again.includes(address)), `»${word}« and »${other}« have nothing in common`);
    }
  }),
);

test("a word that no page has is met with kindness and the whole list", within, () =>
  withSearch(async (page) => {
    for (const word of ["xqzwj", "<svg onload=qx(1)>xqzwj", "$& $1 xqzwj"]) {
      const { said, found, listShown } = await ask(page, word);
      assert.equal(said, `Ingen sider om »${word}«. Prøv et andet ord, eller slå op i listen.`);
      assert.deepEqual(found, []);
      assert.ok(listShown);
    }
    // A word that may or may not be known is never met with silence.
    const { said, found, listShown } = await ask(page, "mavepine");
    assert.ok(said.startsWith("Ingen sider") ? listShown : found.length > 0, said);
  }),
);

test("what is typed stays on the page: one request for the index, and the address as it was", within, () =>
  withSearch(async (page) => {
    const asked = [];
    // The browser fetches the icon of a page when it has time.
    page.on("request", (request) => request.url().endsWith("/favicon.svg") || asked.push(request.url()));
    const steps = await page.evaluate(() => history.length);
    for (const word of ["feber", "depression"]) {
      await page.locator("#q").fill("");
      // Letter by letter: the index is fetched once, even when the next letter comes before it.
      await page.locator("#q").pressSequentially(word);
      await page.waitForFunction((text) => document.querySelector("#svar").textContent.includes(`»${text}«`), word);
      await page.locator("#q").press("Enter");
      await page.locator("form button").click();
    }
    assert.deepEqual(asked, [origin + INDEX]);
    assert.equal(page.url(), origin + kinds.topics);
    assert.equal(await page.evaluate(() => history.length), steps);
  }),
);

test("a word with one slip leads where the right word does, and is never asked when the right word answers", within, () =>
  withSearch(async (page) => {
    const astray = [];
    const slips = {
      "syg-for-foerste-gang": ["feebr", "fepber"],
      "/graad": ["kolk", "koilk", "kolikk"],
      vaccin: ["vakcine", "vacine", "vaccinr"],
      depression: ["depresion", "deprression", "deperssion", "depressoon"],
      sundhedsplejersken: ["sunhedsplejerske", "sundhesdplejerske"],
    };
    for (const [piece, words] of Object.entries(slips)) {
      for (const word of words) {
        const { found } = await ask(page, word);
        if (!found.slice(0, 5).some((address) => address.includes(piece))) astray.push(`»${word}« does not lead to ${piece}: ${found.slice(0, 5)}`);
      }
    }
    none(astray);
    // Two slips are another word, and three letters are too few.
    for (const word of ["xepressiqn", "xeb"]) assert.deepEqual((await ask(page, word)).found, [], word);
  }),
);

test("pages that answer every word come first", within, () =>
  withSearch(async (page) => {
    const one = (await ask(page, "søvn")).found;
    const two = (await ask(page, "graviditet")).found;
    const both = (await ask(page, "søvn graviditet")).found;
    const [first] = both;
    assert.ok(one.includes(first) && two.includes(first), first);
  }),
);

test("answers of the family's own phase come first, once the family is remembered", within, () =>
  withSearch(async (page) => {
    await page.clock.setFixedTime(new Date("2026-11-21T12:00:00Z"));
    const before = (await ask(page, "søvn")).found;
    await page.evaluate(() => localStorage.setItem("1000dage.child", JSON.stringify({ due: "2027-03-01" })));
    await page.reload();
    const { found } = await ask(page, "søvn");
    assert.match(found[0], /^\/faser\/midt-i-graviditeten\//);
    assert.deepEqual(found.toSorted(), before.toSorted());
  }),
);

test("the arrows lead down through what was found and up again, Enter leaves the reader there, and Escape begins anew", within, () =>
  withSearch(async (page) => {
    await ask(page, "feber");
    const at = () => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute("href"));
    const { found } = await ask(page, "søvn");
    for (const [key, place] of [
      ["ArrowDown", found[0]],
      ["ArrowDown", found[1]],
      ["ArrowUp", found[0]],
      ["ArrowUp", "q"],
      ["Enter", "q"],
      ["ArrowDown", found[0]],
      ["Escape", "q"],
    ]) {
      await page.keyboard.press(key);
      assert.equal(await at(), place, key);
    }
    assert.equal(await page.locator("#q").inputValue(), "");
    assert.deepEqual([await page.locator("#fundet").isVisible(), await page.locator("#alle").isVisible()], [false, true]);
  }),
);

test("what is found is a list of links, and is read aloud once the typing rests", within, () =>
  withSearch(async (page) => {
    assert.equal(await page.locator("#sagt").getAttribute("role"), "status");
    await page.evaluate(() => {
      window.spoken = [];
      new MutationObserver(() => window.spoken.push(document.querySelector("#sagt").textContent)).observe(document.querySelector("#sagt"), { childList: true });
    });
    await page.locator("#q").pressSequentially("feber");
    await page.waitForFunction(() => document.querySelector("#sagt").textContent.includes("»feber«"));
    assert.equal(await page.evaluate(() => window.spoken.filter(Boolean).length), 1);
    const { found } = await ask(page, "feber");
    await page.locator("#fundet > li > a").first().click();
    await page.waitForURL(origin + found[0]);
    assert.ok(listed.includes(found[0]));
  }),
);

test("when the index cannot be fetched the list is still there, and the page says so", within, () =>
  withSearch(async (page) => {
    await page.route(`**${INDEX}`, (route) => route.abort());
    await page.locator("#q").fill("feber");
    await page.waitForFunction(() => document.querySelector("#svar").textContent.includes("kan ikke hentes"));
    assert.ok(await page.locator("#alle").isVisible());
    // And when it can be fetched after all, the next letter finds it.
    await page.unroute(`**${INDEX}`);
    assert.ok((await ask(page, "fødsel")).found.length > 0);
  }),
);

test("every page in the index is a page of the site", within, async () => {
  const index = JSON.parse((await get(INDEX)).body);
  none(index.pages.map(([, address]) => address).filter((address) => !listed.includes(address)));
});
