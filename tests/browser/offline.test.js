// Reading without a line: nothing is kept before it is asked for; what is kept can be read, is never older than need be, and goes away again.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { withLine } from "./support/line.js";
import { get, kinds, listed, none, within } from "./support/site.js";
import { left } from "./support/traces.js";

const APART = "/uden-net/";
const INDEX = "/soegeindeks.json";
// What is kept for everyone who asks.
const ALWAYS = ["/", kinds.find, kinds.topics, kinds.call, APART].sort();

const course = JSON.parse((await get(/data-course=["']?([^"' >]+)/.exec((await get("/")).body)[1])).body);
const pagesOf = (slug) => listed.filter((address) => address.startsWith(`/faser/${slug}/`));
const LESSONS = listed.filter((address) => /^\/faser\/[^/]+\/[^/]+\/$/.test(address));
const texts = new Map(await Promise.all(LESSONS.map(async (address) => [address, (await get(address)).body.toString()])));
const about = (address) => /class=["']?leave/.test(texts.get(address) ?? "");
// A lesson about violence, and one that is not.
const hidden = LESSONS.find(about);
const [lesson, other] = LESSONS.filter((address) => !about(address));

// A reader at the end of a line of its own.
const reader = (look) => () => withLine((line) => withPage({ baseURL: line.origin }, (page) => look(page, line)));

// A family whose phase is in the midst of pregnancy on the day after which the phase is newly born.
const CHILD = { due: "2027-03-01" };
// Families who on that day are in other phases that hold such a lesson.
const IN_PHASE = { "sidst-i-graviditeten": { due: "2027-01-10" }, "2-3-aar": { born: "2024-06-01" } };
const PREGNANT = new Date("2026-11-21T12:00:00Z");
const BORN = new Date("2027-03-05T12:00:00Z");
const remember = (page, child) => page.evaluate((dates) => localStorage.setItem("1000dage.child", JSON.stringify(dates)), child);

const button = (page, name) => page.locator("[data-offline]").getByRole("button", { name, exact: true });
const told = (page) => page.locator("[data-slot=said]").textContent();

// Presses the button, and waits until there is nothing more to fetch.
async function press(page, name = "Gem til læsning uden net") {
  await button(page, name).click();
  await page.locator("[data-offline] progress").waitFor({ state: "hidden" });
}

async function begin(page, child) {
  await page.goto(kinds.call);
  if (child) await remember(page, child);
  await press(page);
}

const stored = (page) =>
  page.evaluate(async () => {
    const stores = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return stores.flat().map(({ url }) => new URL(url).pathname).sort();
  });
const storedPages = async (page) => (await stored(page)).filter((path) => path.endsWith("/"));
const workers = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

// What is kept of a page that is visited is kept after it is shown.
const untilStored = (page, path, text = "") =>
  page.evaluate(
    async ([kept, words]) => {
      const there = async () => (await (await caches.match(kept))?.text())?.includes(words);
      while (!(await there())) await new Promise((next) => setTimeout(next, 50));
    },
    [path, text],
  );

// What somebody sees of a page: its heading, whether it has its style and font, and what stands in it.
const seen = (page) =>
  page.evaluate(async () => {
    await document.fonts.load("700 2rem Display");
    return {
      title: document.querySelector("h1").textContent,
      styled: getComputedStyle(document.querySelector(".button, .call")).minHeight !== "auto" && document.styleSheets.length > 0,
      fonts: [...document.fonts].some((font) => font.status === "loaded"),
      text: document.querySelector("main").innerText,
    };
  });

async function opens(page, address) {
  const answer = await page.goto(address);
  const { title, styled, fonts, text } = await seen(page);
  assert.ok(styled && fonts, `${address} has lost its style or font`);
  return { status: answer.status(), title, text };
}

const heading = (html) => /<h1[^>]*>([^<]+)/.exec(html)[1];

test(
  "before somebody asks for it, nothing is kept and no worker registered",
  within,
  reader(async (page) => {
    for (const address of [kinds.call, APART, lesson, kinds.find]) {
      await page.goto(address, { waitUntil: "networkidle" });
      assert.deepEqual([await stored(page), await workers(page), await left(page)], [[], 0, []], address);
    }
  }),
);

test(
  "without a script nothing is offered, and the page says what it can",
  within,
  () =>
    withPage({ javaScriptEnabled: false }, async (page) => {
      for (const address of [kinds.call, APART]) {
        await page.goto(address);
        assert.equal(await page.getByRole("button", { name: "Gem til læsning uden net" }).isVisible(), false, address);
      }
      assert.match(await page.locator("main").innerText(), /Skemaer må vente/);
    }),
);

test(
  "what was asked for can be read without a line, with its style and font",
  within,
  reader(async (page, line) => {
    await page.clock.setFixedTime(PREGNANT);
    await begin(page, CHILD);
    const phase = pagesOf("midt-i-graviditeten").filter((address) => !about(address));
    assert.deepEqual(await storedPages(page), [...ALWAYS, ...phase].sort());
    assert.match(await told(page), new RegExp(`^${ALWAYS.length + phase.length} sider ligger på enheden, \\d,\\d MB\\.$`));
    line.cut = true;
    for (const address of [kinds.call, "/", phase[0], phase.at(-1)]) {
      const { status, title } = await opens(page, address);
      assert.equal(status, 200, address);
      assert.equal(title, heading((await get(address)).body.toString()), address);
    }
    // The list of what can be read leads to it.
    await opens(page, APART);
    const links = page.locator("[data-slot=list] a");
    await links.first().waitFor();
    assert.deepEqual((await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")))).sort(), await storedPages(page));
    // And the search answers.
    await opens(page, kinds.topics);
    await page.locator("#q").fill("feber");
    await page.locator("#fundet a").first().waitFor();
  }),
);

test(
  "the same is true when the telephone itself has no line",
  within,
  reader(async (page) => {
    await begin(page);
    await page.context().setOffline(true);
    assert.equal((await opens(page, kinds.call)).title, "Ring nu");
    assert.equal((await opens(page, lesson)).title, "Uden net");
    await page.context().setOffline(false);
    await page.getByRole("link", { name: "Prøv at hente siden igen" }).click();
    await page.waitForFunction((title) => document.querySelector("h1").textContent === title, heading(texts.get(lesson)));
  }),
);

test(
  "a lesson that was visited is kept, too; one that was not is answered with honest words under its own address",
  within,
  reader(async (page, line) => {
    await begin(page);
    await page.goto(lesson);
    await untilStored(page, lesson);
    line.cut = true;
    const kept = await opens(page, lesson);
    assert.deepEqual([kept.status, kept.title], [200, heading(texts.get(lesson))]);
    for (const address of [other, kinds.form, kinds.leave]) {
      const { status, title, text } = await opens(page, address);
      assert.deepEqual([status, title], [503, "Uden net"], address);
      assert.match(text, /ikke forbindelse lige nu/);
      assert.match(text, /Dine svar kan først sendes, når der er net igen/);
      assert.equal(new URL(page.url()).pathname, address);
    }
  }),
);

test(
  "pages about violence, forms and the rest of the site are never kept, however often they are visited",
  within,
  reader(async (page) => {
    assert.ok(hidden, "no lesson has a way to leave quickly");
    await page.clock.setFixedTime(PREGNANT);
    await begin(page);
    const before = await stored(page);
    for (const address of [hidden, kinds.leave, kinds.form, kinds.report, hidden]) await page.goto(address, { waitUntil: "networkidle" });
    await page.goto(lesson);
    await untilStored(page, lesson);
    const pages = await storedPages(page);
    assert.deepEqual(pages, [...ALWAYS, lesson].sort());
    none((await stored(page)).filter((path) => /leave\.\w+\.js/.test(path) && !before.includes(path)));
    // Not as a part of the family's own phase either.
    const phase = course.phases.find(({ slug }) => hidden.includes(`/${slug}/`));
    await remember(page, IN_PHASE[phase.slug] ?? CHILD);
    await page.goto(kinds.call);
    await untilStored(page, `/faser/${phase.slug}/`);
    assert.ok(!(await stored(page)).includes(hidden));
  }),
);

test(
  "a new version is shown at the next page, kept in place of the old, and its old files are thrown away",
  within,
  reader(async (page, line) => {
    await begin(page);
    await page.goto(lesson);
    await untilStored(page, lesson);
    const [style] = /\/assets\/style\.\w+\.css/.exec(texts.get(lesson));
    const newer = "/assets/style.0000000000.css";
    const css = (await get(style)).body.toString();
    line.answer = (path, body) => {
      if (path === newer) return { status: 200, headers: { "content-type": "text/css; charset=utf-8" }, body: `${css} h1 { color: rgb(1, 2, 3) }` };
      if (path === style) return { status: 404 };
      if (path === "/sw.js") return { body: `${body}\n// newer` };
      if (!path.endsWith("/")) return undefined;
      return { headers: { etag: '"newer"' }, body: body.replaceAll(style, newer).replace(/(<h1[^>]*>)/, "$1Ny: ") };
    };
    const colour = () => page.evaluate(() => getComputedStyle(document.querySelector("h1")).color);
    const shows = async () => {
      assert.match((await opens(page, lesson)).title, /^Ny: /);
      assert.equal(await colour(), "rgb(1, 2, 3)");
    };
    await shows();
    await untilStored(page, lesson, "Ny: ");
    // The rest is brought in step by its reader.
    await page.goto(kinds.call);
    await press(page, "Opdatér");
    assert.deepEqual((await stored(page)).filter((path) => path.startsWith("/assets/style")), [newer]);
    line.cut = true;
    await shows();
  }),
);

test(
  "when the line is silent, what is kept is shown after a moment",
  within,
  reader(async (page, line) => {
    await begin(page);
    line.silent = (path) => path === kinds.call;
    assert.equal((await opens(page, kinds.call)).title, "Ring nu");
  }),
);

test(
  "answers that are errors or lead elsewhere are never kept, and do not hide what is kept",
  within,
  reader(async (page, line) => {
    await begin(page);
    line.answer = (path) =>
      ({ [lesson]: { status: 500 }, [other]: { status: 301, headers: { location: kinds.find } }, [kinds.call]: { status: 503, body: "" } })[path];
    assert.equal((await page.goto(lesson)).status(), 500);
    await page.goto(other, { waitUntil: "networkidle" });
    assert.equal(new URL(page.url()).pathname, kinds.find);
    assert.equal((await opens(page, kinds.call)).title, "Ring nu");
    assert.deepEqual(await storedPages(page), ALWAYS);
  }),
);

test(
  "when some pages do not come, the page says how many did, and the rest can be fetched again",
  within,
  reader(async (page, line) => {
    line.answer = (path) => (path === kinds.topics ? { status: 500 } : undefined);
    await begin(page);
    assert.equal(await told(page), `${ALWAYS.length - 1} af ${ALWAYS.length} sider blev hentet. Prøv igen, når der er net.`);
    assert.ok(!(await storedPages(page)).includes(kinds.topics));
    line.answer = () => undefined;
    await press(page, "Prøv igen");
    assert.match(await told(page), new RegExp(`^${ALWAYS.length} sider ligger på enheden`));
  }),
);

test(
  "a page is never kept without its files",
  within,
  reader(async (page, line) => {
    await begin(page);
    line.answer = (path) => (path === other ? { body: texts.get(other).replace(/\/assets\/style\.\w+\.css/, "/assets/style.gone.css") } : undefined);
    await page.goto(other, { waitUntil: "networkidle" });
    await page.goto(lesson);
    await untilStored(page, lesson);
    assert.deepEqual(await storedPages(page), [...ALWAYS, lesson].sort());
  }),
);

test(
  "when the family comes to its next phase it is added, once a day at most",
  within,
  reader(async (page, line) => {
    await page.clock.setFixedTime(PREGNANT);
    await begin(page, CHILD);
    await page.clock.setFixedTime(BORN);
    await page.goto(kinds.find);
    const phase = "/faser/klar-til-foedslen/";
    await untilStored(page, phase);
    assert.deepEqual((await storedPages(page)).filter((path) => path.startsWith(phase)), pagesOf("klar-til-foedslen").filter((address) => !about(address)));
    const [since] = await page.evaluate(async (path) => [(await caches.match(path)).headers.get("date")], phase);
    await page.clock.setFixedTime(new Date(Date.parse(since) + 3600e3));
    await remember(page, { due: new Date(Date.parse(since) + 10 * 864e5).toISOString().slice(0, 10) });
    line.asked.length = 0;
    await page.goto(lesson);
    await untilStored(page, lesson);
    none(line.asked.filter((path) => path.startsWith(phase)));
  }),
);

test(
  "what is deleted is gone: no store, no worker, in no tab",
  within,
  reader(async (page, line) => {
    await begin(page);
    const second = await page.context().newPage();
    await second.goto(lesson);
    await untilStored(second, lesson);
    await page.reload();
    await button(page, "Slet det igen").click();
    await page.waitForFunction(() => document.querySelector("[data-slot=said]").textContent.includes("slettet"));
    assert.equal(await button(page, "Slet det igen").isVisible(), false);
    assert.ok(await button(page, "Gem til læsning uden net").isVisible());
    await second.goto(other, { waitUntil: "networkidle" });
    for (const one of [page, second]) assert.deepEqual([await stored(one), await workers(one), await left(one)], [[], 0, []]);
    line.cut = true;
    await assert.rejects(second.goto(lesson));
  }),
);

for (const [why, refuse, words] of [
  ["is full", () => (Cache.prototype.put = () => Promise.reject(new DOMException("", "QuotaExceededError"))), /plads/],
  ["refuses a store", () => (CacheStorage.prototype.open = () => Promise.reject(new DOMException("", "SecurityError"))), /ikke lade sig gøre/],
  ["refuses a worker", () => (ServiceWorkerContainer.prototype.register = () => Promise.reject(new TypeError())), /ikke lade sig gøre/],
]) {
  test(
    `a browser that ${why} is met with the truth, and nothing stays behind`,
    within,
    reader(async (page) => {
      await page.addInitScript(refuse);
      await begin(page);
      assert.match(await told(page), words);
      assert.deepEqual([await page.evaluate(() => caches.keys()), await workers(page)], [[], 0]);
      assert.equal(await button(page, "Slet det igen").isVisible(), false);
    }),
  );
}

test(
  "asking for newer pages without a line deletes nothing",
  within,
  reader(async (page, line) => {
    await begin(page);
    line.cut = true;
    await press(page, "Opdatér");
    assert.equal(await told(page), `0 af ${ALWAYS.length} sider blev hentet. Prøv igen, når der er net.`);
    assert.deepEqual(await storedPages(page), ALWAYS);
  }),
);

test("the index and every file of a page that is kept are kept with it", within, reader(async (page) => {
  await begin(page);
  const kept = await stored(page);
  assert.ok(kept.includes(INDEX));
  const named = await page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      for (const answer of await (await caches.open(name)).matchAll()) found.push(...((await answer.text()).match(/\/(assets|billeder)\/[\w./-]+/g) ?? []));
    }
    return found;
  });
  none(named.filter((path) => !kept.includes(path)));
}));

test("the site can be set up as an app, with an address and icons of its own", within, async () => {
  const manifest = JSON.parse((await get("/manifest.webmanifest")).body);
  assert.deepEqual([manifest.id, manifest.start_url, manifest.scope, manifest.display, manifest.lang], ["/", "/", "/", "minimal-ui", "da"]);
  for (const size of ["192x192", "512x512"]) assert.ok(manifest.icons.some(({ sizes, purpose }) => sizes === size && !purpose), size);
  assert.ok(manifest.icons.some(({ purpose }) => purpose === "maskable"));
  for (const { src, sizes } of manifest.icons) {
    const { status, body } = await get(src);
    assert.equal(status, 200);
    assert.equal(`${body.readUInt32BE(16)}x${body.readUInt32BE(20)}`, sizes, src);
  }
});
