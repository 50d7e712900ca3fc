// Minifying may change bytes, never the page: what a browser makes of the finished file is what it makes of the page as drawn.
// `generator serve` shows pages as they are drawn; `generator build` writes them minified.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";

import { withPage } from "./support/browser.js";
import { GENERATOR, ROOT, TODAY } from "./support/server.js";
import { get, none, pages } from "./support/site.js";

const folder = mkdtempSync(path.join(tmpdir(), "1000dage-"));
after(() => rmSync(folder, { recursive: true }));
execFileSync(GENERATOR, ["build", "--out", path.join(folder, "dist"), "--today", TODAY, "--no-copies"], { cwd: ROOT, stdio: "ignore" });

const written = (address) => readFileSync(path.join(folder, "dist/site", address.endsWith("/") ? `${address}index.html` : address), "utf8");

// Elements with their attributes, and the words between them. White space between blocks is nobody's, but within a line it
// parts words: the text of each line is compared as it is laid out.
const seen = (html) => {
  const document = new DOMParser().parseFromString(html, "text/html");
  document.querySelector('script[src^="/__serve/"]')?.remove();
  const tree = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = node.textContent.replace(/[ \n\t]+/g, " ").trim();
      if (words) tree.push(words);
      return;
    }
    const attributes = [...(node.attributes ?? [])].map(({ name, value }) => `${name}=${value.replace(/,\s+/g, ",").trim()}`);
    tree.push(`<${node.nodeName} ${attributes.sort().join(" ")}>`);
    node.childNodes.forEach(walk);
    tree.push(`</${node.nodeName}>`);
  };
  walk(document.documentElement);
  window.document.body.replaceChildren(...document.body.childNodes);
  const lines = [...window.document.querySelectorAll("h1, h2, h3, p, li, td, th, dt, dd, summary")];
  return { tree, text: lines.map((line) => line.innerText.trim()).join("\n") };
};

test("a minified page is the page as drawn", async () => {
  const faults = await withPage({}, async (page) => {
    const found = [];
    for (const address of pages) {
      const drawn = (await get(address)).body.toString();
      const [before, after] = [await page.evaluate(seen, drawn), await page.evaluate(seen, written(address))];
      const at = before.tree.findIndex((part, index) => part !== after.tree[index]);
      if (at >= 0 || before.tree.length !== after.tree.length) found.push(`${address} ${before.tree[at]} became ${after.tree[at]}`);
      if (before.text !== after.text) found.push(`${address} reads otherwise`);
    }
    return found;
  });
  none(faults);
  assert.ok(pages.length > 90);
});
