// Debian's Chromium, quiet and with a fresh profile: one for each file of tests, ended with it.
import { after } from "node:test";
import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS } from "./chromium.js";
import { origin } from "./site.js";

export async function launch(options) {
  const started = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS, ...options });
  after(() => started.close());
  return started;
}

const browser = await launch();

export const PHONE = { width: 390, height: 844 };

// As many pages at a time as the smallest machine has cores.
const AT_ONCE = 2;

// A reader who has never been here. Motion is off, so that nothing is measured on its way.
async function reader({ from = browser, ...options }) {
  const context = await from.newContext({ baseURL: origin, viewport: PHONE, locale: "da-DK", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(60_000);
  // The local server tells open pages when a file is saved; a page must not fetch itself again while it is looked at.
  await context.addInitScript(() => {
    window.EventSource = class {};
  });
  return context;
}

// Hands `look` a page of its own, in the hands of a new reader.
export async function withPage(options, look) {
  const context = await reader(options);
  try {
    return await look(await context.newPage());
  } finally {
    await context.close();
  }
}

// Goes to every address, a few at a time, and returns the faults that `look` found there.
// `ready` meets each page before it has been anywhere.
export async function visit(addresses, options, look, ready = () => {}) {
  const waiting = [...addresses];
  const found = [];
  const walk = async (page) => {
    await ready(page);
    for (let address = waiting.shift(); address; address = waiting.shift()) {
      await page.goto(address);
      for (const fault of await look(page, address)) found.push(`${address} ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => withPage(options, walk)));
  return found;
}

export const openAll = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
