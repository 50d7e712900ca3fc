// Pictures of one page of each kind, narrow and wide, light and dark: node shots.mjs <folder>
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS } from "./support/chromium.js";
import { serve } from "./support/server.js";
import { kindsOf, listedAt } from "./support/addresses.js";

const folder = process.argv[2];
if (!folder) {
  console.error("node shots.mjs <folder>");
  process.exit(2);
}
await mkdir(folder, { recursive: true });

const server = await serve();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
try {
  const kinds = kindsOf(await listedAt(server.origin));
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1280]) {
      const options = { baseURL: server.origin, viewport: { width, height: 844 }, colorScheme, reducedMotion: "reduce", locale: "da-DK" };
      const page = await browser.newPage(options);
      for (const [name, address] of Object.entries(kinds)) {
        await page.goto(address);
        await page.evaluate(() => document.fonts.ready.then(() => true));
        await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  server.stop();
}
