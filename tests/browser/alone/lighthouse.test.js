// Lighthouse, as on an ordinary phone with an ordinary signal, with the machine to itself. Left out with SKIP_LIGHTHOUSE=1, since it
// is slow.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

import { CHROMIUM, FLAGS } from "../support/chromium.js";
import { kinds, none, origin, within } from "../support/site.js";

// The site is made for 95 or more; a busy machine takes some of it.
const FAST = 90;

// A script that the local server adds, and that readers never get, holds a line open.
const NOT_OURS = ["*/__serve/*"];

describe("Lighthouse on a phone", { skip: process.env.SKIP_LIGHTHOUSE === "1" }, () => {
  let chromium;
  before(async () => {
    chromium = await launch({ chromePath: CHROMIUM, chromeFlags: FLAGS, ignoreDefaultFlags: true });
  }, within);
  after(() => chromium?.kill());

  const { front, phase, lesson, call, topics, form } = kinds;
  for (const address of [front, phase, lesson, call, topics, form]) {
    test(`finds nothing to mend on ${address}, and calls it fast`, within, async (t) => {
      const { lhr } = await lighthouse(origin + address, { port: chromium.port, logLevel: "error", blockedUrlPatterns: NOT_OURS });
      assert.equal(lhr.runtimeError, undefined);
      const scores = Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)]);
      t.diagnostic(`${address} ${scores.map(([name, score]) => `${name} ${score}`).join(", ")}`);
      const failed = (category) =>
        lhr.categories[category].auditRefs
          .map(({ id, weight }) => [lhr.audits[id], weight])
          .filter(([{ score }, weight]) => weight > 0 && score !== null && score < 1)
          .map(([{ id, title, displayValue = "" }]) => `${id} (${title} ${displayValue})`);
      none(
        scores
          .filter(([name, score]) => score < (name === "performance" ? FAST : 100))
          .map(([name, score]) => `${name} is ${score}: ${failed(name).join("; ")}`),
      );
    });
  }
});
