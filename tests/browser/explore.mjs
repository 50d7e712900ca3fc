// scratch
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { CHROMIUM, FLAGS } from "./support/chromium.js";
import { serve } from "./support/server.js";
const out = process.argv[2]; mkdirSync(out, {recursive:true});
const server = await serve();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
const shot = (page, name) => page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
const JS = process.argv[3] !== "nojs";
const widths = [390, 1280];
async function pressTo(page, sel) { await Promise.all([page.waitForEvent("load"), page.locator(sel).first().click()]); }
for (const colorScheme of ["light", "dark"]) for (const width of widths) {
  const n = (s) => `${s}-${width}-${colorScheme}${JS ? "" : "-nojs"}`;
  const page = await browser.newPage({ baseURL: server.origin, viewport: { width, height: 844 }, colorScheme, reducedMotion: "reduce", locale: "da-DK", javaScriptEnabled: JS });
  await page.goto("/formularer/start/");
  await shot(page, n("start-0"));
  if (JS) { for (let i = 1; i < 9; i++) { const next = page.getByRole("button",{name:"Næste"}); if (!(await next.isVisible())) break; await next.click(); await shot(page, n(`start-${i}`)); } }
  await pressTo(page, "button:text('Fortsæt')");
  await shot(page, n("start-error"));
  await page.goto("/formularer/slet/"); await page.fill("#f-_kvittering", "abc"); await pressTo(page, "button:text('Slet mine svar')"); await shot(page, n("slet-error"));
  await page.goto("/formularer/slet/"); await page.fill("#f-_kvittering", "0000-0000-0000-0000-0000-0000-00"); await pressTo(page, "button:text('Slet mine svar')"); await shot(page, n("slettet"));
  await page.goto("/formularer/"); await shot(page, n("formularer"));
  await page.goto("/api/formularer/start"); await shot(page, n("405"));
  await page.goto("/api/nix"); await shot(page, n("404"));
  await page.close();
}
await browser.close(); server.stop();
