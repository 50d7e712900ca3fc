// Every page is written as the standard says.
import { test } from "node:test";

import { misspelt } from "./support/checks.js";
import { get, none, pages, within } from "./support/site.js";

test("the Nu checker finds no fault in any page", within, async () => {
  const written = new Map();
  for (const address of pages) written.set(address, (await get(address)).body);
  none(await misspelt(written));
});
