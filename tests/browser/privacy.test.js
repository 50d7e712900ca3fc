// »Ingen cookies. Ingen sporing.« A reader leaves no trace, here or elsewhere, and nothing goes wrong on the way.
import { test } from "node:test";

import { openAll, visit } from "./support/browser.js";
import { none, pages, within } from "./support/site.js";
import { left, listen } from "./support/traces.js";

async function read(javaScriptEnabled) {
  const heard = new Map();
  return visit(
    pages,
    { javaScriptEnabled },
    async (page) => {
      await openAll(page);
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      await page.evaluate(() => document.fonts.ready.then(() => true));
      return [...heard.get(page).splice(0), ...(await left(page))];
    },
    (page) => {
      heard.set(page, []);
      listen(page, heard.get(page));
    },
  );
}

test("reading any page asks nobody else, keeps nothing and complains of nothing", within, async () => none(await read(true)));

test("the same is true without JavaScript", within, async () => none(await read(false)));
