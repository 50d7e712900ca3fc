// The site is light: it must open on an old phone with a poor signal. Counted as it comes over the wire, in kB of 1000 bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";

import { visit } from "./support/browser.js";
import { get, kinds, listed, none, pages, within } from "./support/site.js";

const KB = 1000;
const LESSON = 12 * KB;
const STYLE = 10 * KB;
// The aim is 10 kB. What there is does what it should; what is added must make room for itself.
const SCRIPTS = 12 * KB;
const FIRST_VIEW = 60 * KB;

// Fetched by those who ask for reading without a line, and by nobody else.
const WORKER = "/sw.js";

// Pages are compressed quickly and the rest thoroughly, since pages change more often. Fonts are compressed already.
const EFFORT = { html: 5, css: 11, javascript: 11, json: 11 };

const weighed = new Map();

function weigh(path) {
  if (!weighed.has(path)) weighed.set(path, weight(path));
  return weighed.get(path);
}

async function weight(path) {
  // The local server packs in haste, whatever it is; a build takes its time once.
  const { headers, body } = await get(path);
  const effort = Object.entries(EFFORT).find(([kind]) => headers["content-type"].includes(kind))?.[1];
  if (!effort) return body.length;
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: effort } }).length;
}

// The local server adds a script of its own to every page; a reader never gets it.
const ours = (path) => !path.startsWith("/__serve/");

// What each page fetches before the reader has done anything: [path, kind] of every file.
const fetched = new Map();
await visit(pages, {}, async (page, address) => {
  const files = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name, initiatorType }) => [new URL(name).pathname, initiatorType]),
  );
  fetched.set(
    address,
    files.filter(([path]) => ours(path)),
  );
  return [];
});

const all = (kind) => [
  ...new Set(
    [...fetched.values()]
      .flat()
      .map(([path]) => path)
      .filter((path) => path.endsWith(kind)),
  ),
];
const sum = async (paths) => (await Promise.all(paths.map(weigh))).reduce((total, part) => total + part, 0);
const over = (address, bytes, budget) => (bytes > budget ? [`${address} is ${(bytes / KB).toFixed(1)} kB of ${budget / KB}`] : []);

test("every lesson is within 12 kB", within, async (t) => {
  const lessons = listed.filter((address) => /^\/faser\/[^/]+\/[^/]+\/$/.test(address));
  const heavy = await Promise.all(lessons.map(async (address) => [address, await weigh(address)]));
  t.diagnostic(`the heaviest lesson: ${(Math.max(...heavy.map(([, bytes]) => bytes)) / KB).toFixed(1)} kB`);
  none(heavy.flatMap(([address, bytes]) => over(address, bytes, LESSON)));
});

test("there is one style sheet, within 10 kB", within, async (t) => {
  const sheets = all(".css");
  assert.equal(sheets.length, 1);
  t.diagnostic(`the style sheet: ${((await sum(sheets)) / KB).toFixed(1)} kB`);
  none(over(sheets[0], await sum(sheets), STYLE));
});

test("all scripts together are within 12 kB, and one file brings them", within, async (t) => {
  const [script, ...more] = all(".js");
  assert.ok(script, "no page has a script");
  assert.deepEqual(more, []);
  const both = [script, WORKER];
  t.diagnostic(`all scripts: ${((await sum(both)) / KB).toFixed(1)} kB`);
  none(over(both.join(" and "), await sum(both), SCRIPTS));
});

test("no script holds a page back", within, async () => {
  none(
    await visit(Object.values(kinds), {}, (page) =>
      page.evaluate(() => {
        const holds = ({ type, async, defer, blocking, src }) => blocking.length > 0 || !(type === "module" || async || defer || !src);
        return [...document.scripts].filter(holds).map(({ src }) => `waits for ${src}`);
      }),
    ),
  );
});

test("the first view of every page is within 60 kB, with style, scripts and font", within, async (t) => {
  const views = await Promise.all(
    [...fetched].map(async ([address, files]) => {
      const counted = files.map(([path]) => path).filter((path) => /\.(css|js|woff2)$/.test(path));
      return [address, await sum([address, ...new Set(counted)])];
    }),
  );
  t.diagnostic(`the heaviest first view: ${(Math.max(...views.map(([, bytes]) => bytes)) / KB).toFixed(1)} kB`);
  none(views.flatMap(([address, bytes]) => over(address, bytes, FIRST_VIEW)));
});
