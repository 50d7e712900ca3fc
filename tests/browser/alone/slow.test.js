// The first view on a slow line, as far out in the country as it gets: what is seen first comes soon, nothing jumps, and no script holds
// the thumb. The local server packs in haste and is asked without TLS, so that the figures are those of the line and the pages.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "../support/browser.js";
import { kinds, within } from "../support/site.js";

// 400 kbit/s in bytes per second, and 400 ms before anything comes.
const LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const SOON = 2500;
// A task holds the thumb from here on.
const SHORT = 50;

// Writes down what the browser measures, from the first moment on.
function measure() {
  window.measured = { largest: 0, jumps: [], long: [] };
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("largest-contentful-paint", ({ startTime, element }) =>
    Object.assign(window.measured, { largest: startTime, what: element?.tagName }),
  );
  watch("layout-shift", ({ value, sources }) =>
    window.measured.jumps.push({ value, what: sources.map(({ node }) => node?.nodeName).join() }),
  );
  watch("longtask", ({ duration }) => window.measured.long.push(duration));
}

const { front, lesson, call, parts: form } = kinds;

for (const address of [front, lesson, call, form]) {
  test(`${address} is seen soon on a slow line, and stands still`, within, (t) =>
    withPage({}, async (page) => {
      const line = await page.context().newCDPSession(page);
      await line.send("Network.enable");
      await line.send("Network.setCacheDisabled", { cacheDisabled: true });
      await line.send("Network.emulateNetworkConditions", LINE);
      let weight = 0;
      line.on("Network.loadingFinished", ({ encodedDataLength }) => (weight += encodedDataLength));
      // A script that the local server adds, and that readers never get, would take its part of the line.
      await line.send("Network.setBlockedURLs", { urls: ["*/__serve/*"] });
      await page.addInitScript(measure);
      await page.goto(address, { waitUntil: "networkidle" });
      await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))));
      const { largest, what, jumps, long } = await page.evaluate(() => window.measured);
      const shift = jumps.reduce((sum, { value }) => sum + value, 0);
      const blocked = long.reduce((sum, duration) => sum + duration - SHORT, 0);
      t.diagnostic(
        `${address} largest part (${what}) after ${Math.round(largest)} ms, shift ${shift.toFixed(4)} (${jumps.map((jump) => jump.what).join(" ")}), ` +
          `${long.length} long tasks, blocked ${Math.round(blocked)} ms, ${(weight / 1000).toFixed(1)} kB`,
      );
      assert.ok(largest > 0 && largest <= SOON, `${Math.round(largest)} ms`);
      assert.equal(shift, 0, JSON.stringify(jumps));
    }),
  );
}
