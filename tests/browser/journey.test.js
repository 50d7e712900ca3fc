// The whole road of a new parent on a telephone, from the first date to the last thing deleted; and afterwards neither the browser nor
// the line knows anything of it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { RECEIPT, agree, answer, button, lookOver, onward, press, receipt, rows } from "./support/forms.js";
import { ROOT } from "./support/server.js";
import { data, kinds, none, origin, within } from "./support/site.js";
import { left } from "./support/traces.js";

const NOW = "2026-11-21T11:00:00Z";
const DUE = "1 3 2027";
const PHASE = "/faser/midt-i-graviditeten/";
const FORM = "/formularer/start/";
const WORD = "solsikke";
const PYTHON = path.join(ROOT, "target/python/bin/python");

// What nobody but the family knows: the date in every shape it is written in, their names, and the words that lock their answers.
const SECRETS = [/2027.?0?3.?0?1/, /\b0?1.0?3.(20)?27\b/, /marts/, /25\+5/, /solsikke|havregryn/, /Signe|Jonas/];

// Writes down every request of the browser, those of its worker too.
function heard(context) {
  const log = [];
  context.on("request", (request) =>
    log.push({
      method: request.method(),
      url: new URL(request.url()),
      body: request.postData() ?? "",
      headers: JSON.stringify(request.headers()),
    }),
  );
  return log;
}

// What the line has learned that it should not. Answers go to the service, in the body, and nowhere else.
const learned = (log) =>
  log
    .filter(({ url }) => url.protocol !== "blob:")
    .flatMap(({ method, url, body, headers }) => {
      const found = [];
      if (url.origin !== origin) found.push(`asks ${url}`);
      if (url.search || url.hash) found.push(`tells something in the address ${url}`);
      if (method !== "GET" && !(method === "POST" && url.pathname.startsWith("/api/"))) found.push(`${method} ${url}`);
      if (method === "GET" && body) found.push(`tells something to ${url}`);
      if (/cookie/i.test(headers)) found.push(`sends a cookie to ${url}`);
      for (const secret of SECRETS) if (secret.test([url, body, headers].join(" "))) found.push(`tells ${secret} to ${url}`);
      return found;
    });

const workers = (page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => `leaves a worker at ${scope}`));
// Everything that a browser could still have.
const leftOf = async (page) => [...(await workers(page)), ...(await left(page))];
const kept = (page) => page.evaluate(() => Object.keys(localStorage).sort());

// A reader on a telephone, at a time, who is never without a log. The site for leaving in a hurry answers here.
const parent = (name, look) =>
  test(name, { ...within, skip: !data }, (t) =>
    withPage({}, async (page) => {
      const context = page.context();
      const log = heard(context);
      const elsewhere = [];
      await context.route(/^https:/, (route) => {
        elsewhere.push(route.request());
        return route.fulfill({ contentType: "text/html", body: "<title>Vejret</title>" });
      });
      await context.clock.setFixedTime(NOW);
      await look(page, t);
      none(learned(log.filter(({ url }) => !elsewhere.some((request) => request.url() === url.href))));
      for (const request of elsewhere) assert.equal(request.headers().referer, undefined);
    }),
  );

// What a page shows and offers, without what it only says once.
const seen = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("nav a, main :is(h1, h2, .eyebrow, a, button, .read, .way)")]
      .filter((part) => part.checkVisibility())
      .map((part) => [part.innerText.replaceAll(/\s+/g, " ").trim(), part.ariaPressed, part.ariaCurrent].join("|"))
      .join("\n"),
  );

async function shows(page, wanted, when) {
  const until = Date.now() + 10_000;
  let now = await seen(page);
  for (; now !== wanted && Date.now() < until; now = await seen(page)) await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(now, wanted, when);
}

// Loaded anew, and found again by the way back, a page shows the same.
async function stays(page) {
  const before = await seen(page);
  await page.reload();
  await shows(page, before, `${page.url()}, loaded anew`);
  await page.goto(kinds.call);
  await page.goBack();
  await shows(page, before, `${page.url()}, by the way back`);
}

async function write(page, name, date) {
  for (const [place, number] of date.split(" ").entries()) await page.locator(`#${name} input`).nth(place).fill(number);
  await page.keyboard.press("Enter");
  await page.locator("main h2:focus").waitFor();
}

async function remember(page) {
  await button(page, "Husk det på denne enhed").click();
  await page.getByText("Vi husker datoen her i browseren.").waitFor();
}

const ask = (page, name, date) => page.goto(kinds.find).then(() => write(page, name, date));
const menu = (page) => page.locator(".site-nav a").nth(1).innerText();

async function calendar(page) {
  const [file] = await Promise.all([page.waitForEvent("download"), button(page, "Hent kalenderfil").click()]);
  await page.getByText("Filen er hentet.").waitFor();
  return readFile(await file.path(), "utf8");
}

const tick = (page) => page.getByRole("button", { name: /har læst den$/ });

async function read(page) {
  await tick(page).click();
  await page.getByText("Fluebenet er sat.").waitFor();
}

async function cut(page, is) {
  await page.context().setOffline(is);
  await page.waitForFunction((now) => navigator.onLine === now, !is);
}

const unsent = (page) => page.locator("[data-unsent]");

async function lock(page, word) {
  await page.getByLabel("Dit ord, mindst 4 tegn").fill(word);
  await page.keyboard.press("Enter");
  await page.getByText("Svarene er gemt på denne enhed.").waitFor();
}

async function unlock(page, word) {
  await page.getByLabel("Skriv dit ord").fill(word);
  await page.keyboard.press("Enter");
}

async function keepPages(page) {
  await button(page, "Gem til læsning uden net").click();
  await page.getByText(/^\d+ sider ligger på enheden/).waitFor();
}

async function search(page, word) {
  await page.getByLabel("Søg").fill(word);
  await page.locator("#fundet a").first().waitFor();
  return (await page.locator("#fundet a").allInnerTexts()).join("\n");
}

parent("a new parent's whole road, and nothing of it is left", async (page, t) => {
  // A date becomes a week; kept only when asked for.
  await page.goto("/");
  await page.getByRole("main").getByRole("link", { name: "Find din fase" }).click();
  await page.waitForURL(`**${kinds.find}`);
  await write(page, "due", DUE);
  assert.equal(await page.locator("main h2:focus").innerText(), "I er i uge 25+5");
  assert.deepEqual(await leftOf(page), []);
  await page.reload();
  await page.getByText("Skriv jeres dato").waitFor();
  assert.equal(await menu(page), "Find din fase");
  await write(page, "due", DUE);
  await remember(page);
  await stays(page);

  // The calendar, as another program reads it.
  const file = await calendar(page);
  if (existsSync(PYTHON)) {
    const { status, stdout, stderr } = spawnSync(PYTHON, [path.join(ROOT, "tests/read_calendar.py")], { input: file });
    assert.equal(status, 0, stderr.toString());
    const { events } = JSON.parse(stdout);
    assert.ok(events.some(({ start, title }) => start === "2026-11-21" && title === "Andet besøg hos lægen"));
    assert.ok(events.some(({ start, title }) => start === "2026-11-23" && title.startsWith("Læs: ")));
  } else {
    t.diagnostic("the calendar file was read by nobody: tests/all installs Python's icalendar");
  }

  // The front page opens on the week, and leads to its lesson.
  await page.goto("/");
  await page.locator(".hero .eyebrow:visible").getByText("Uge 25+5").waitFor();
  await stays(page);
  await page.locator(".hero").getByRole("link", { name: /^Læs ugens lektion/ }).click();
  await page.waitForURL(`**${PHASE}*/`);
  const lesson = await page.locator("h1").innerText();
  await read(page);
  await stays(page);
  assert.equal(await tick(page).getAttribute("aria-pressed"), "true");

  // The phase knows what was read, and so does its end.
  await page.getByRole("navigation", { name: "Du er her" }).getByRole("link").last().click();
  await page.waitForURL(`**${PHASE}`);
  await page.getByText(/^1 af \d+ læst\./).waitFor();
  await stays(page);
  await page.getByRole("link", { name: "Det har I været igennem" }).click();
  await page.waitForURL(`**${PHASE}afslutning/`);
  await page.locator("main h2", { hasText: lesson }).getByText("læst", { exact: true }).waitFor();
  assert.equal(await page.locator(".read:visible").count(), 1);
  await stays(page);

  // A questionnaire, and the line is lost. Nobody is told that anything was sent.
  await page.goto(FORM);
  await answer(page, { _rolle: "gravid", foelelser: "tungt", dage: "blandet" });
  await agree(page, "gem-svar");
  await cut(page, true);
  await button(page, "Fortsæt").click();
  await unsent(page).getByText("Dine svar står stadig her på siden.").waitFor();
  await cut(page, false);
  await unsent(page).getByText("Nettet er tilbage nu.").waitFor();
  await press(page, unsent(page).getByRole("button", { name: "Prøv igen" }));
  await lookOver(page);
  const mine = await page.locator("form.check [name=_kvittering]").inputValue();
  await cut(page, true);
  await button(page, "Send mine svar").click();
  await unsent(page).getByText("Vi ved ikke, om dine svar nåede frem.").waitFor();
  assert.equal(await page.locator("h1").innerText(), "Tjek dine svar");
  assert.equal(await page.locator("[data-slot=receipt]").count(), 0);
  assert.deepEqual(await kept(page), ["1000dage.child", "1000dage.ticks"]);
  await unsent(page).getByRole("button", { name: "Gem, og send senere" }).click();
  await lock(page, WORD);
  const raw = await page.evaluate(() => localStorage.getItem("1000dage.drafts"));
  for (const told of ["gravid", "tungt", "blandet", WORD, mine]) assert.ok(!raw.includes(told), told);

  // Closed, opened again with a line, and sent under the same receipt.
  const later = await page.context().newPage();
  await page.close();
  await cut(later, false);
  await later.goto(FORM);
  await unlock(later, "sulsikke");
  await later.getByText("Det ord åbner ikke noget her.").waitFor();
  await unlock(later, WORD);
  await later.getByText("Svarene er klar til at blive sendt").waitFor();
  await press(later, button(later, "Send nu"));
  assert.match(mine, RECEIPT);
  assert.equal(await receipt(later), mine);
  assert.equal((await rows(later)).dage, "Både gode og tunge");
  assert.deepEqual(await kept(later), ["1000dage.child", "1000dage.ticks"]);

  // Reading without a line: the own phase, also where nobody has been yet; forms say that they need one.
  await later.goto(kinds.find);
  await keepPages(later);
  await cut(later, true);
  for (const address of ["/", kinds.find, PHASE, `${PHASE}maerk-liv/`, kinds.call]) {
    assert.equal((await later.goto(address)).status(), 200, address);
    assert.equal(await menu(later), "Uge 25", address);
  }
  assert.equal((await later.goto(FORM)).status(), 503);
  await later.getByText("Dine svar kan først sendes, når der er net igen.").waitFor();
  await later.goto(kinds.topics);
  assert.match(await search(later, "amning"), /^Mælk: bryst eller flaske/);
  await cut(later, false);

  // Words as tired thumbs write them.
  await later.goto(kinds.topics);
  for (const word of ["amning", "amnign"]) assert.match(await search(later, word), /Mælk: bryst eller flaske/, word);
  const birth = await search(later, "fødsel");
  assert.match(birth, /Sådan går en fødsel/);
  assert.equal(await search(later, "foedsel"), birth);

  // Out in a hurry: the way back does not lead to it.
  await later.goto(kinds.leave);
  for (let time = 0; time < 3; time += 1) await later.keyboard.press("Escape");
  await later.waitForURL(/^https:/);
  await later.goBack();
  await later.waitForURL(`**${kinds.topics}`);

  // One button.
  await later.goto("/privatliv/");
  await later.getByText("Datoen for jeres barn: 1. marts 2027").waitFor();
  await button(later, "Slet alt").click();
  await button(later, "Ja, slet alt").click();
  await later.getByText("Nu er alt det slettet").waitFor();
  assert.equal(await menu(later), "Find din fase");
  assert.deepEqual(await leftOf(later), []);
  for (const address of ["/", kinds.find, PHASE, FORM, kinds.topics]) {
    await later.goto(address, { waitUntil: "networkidle" });
    const text = await later.locator("body").innerText();
    assert.doesNotMatch(text, /25\+5|Uge 25|\d af \d+ læst|marts 2027|svar liggende/, address);
    assert.deepEqual(await leftOf(later), [], address);
  }
});

parent("two parents on one telephone, each with their own ticks, word and receipt", async (page) => {
  await ask(page, "due", DUE);
  await remember(page);
  const [first, second] = ["maerk-liv", "penge-til-den-nye-familie"].map((name) => `${PHASE}${name}/`);
  await page.goto(first);
  await read(page);

  // What they read together stays with both; from here on each has their own.
  await page.goto(kinds.course);
  await page.getByText("Er I to om telefonen?").click();
  await page.getByLabel("Den ene").fill("Signe");
  await page.getByLabel("Den anden").fill("Jonas");
  await page.keyboard.press("Enter");
  await page.getByText("Nu har I hver jeres flueben.").waitFor();
  const reader = page.locator("[data-reader] bdi");
  assert.equal(await reader.innerText(), "Signe");
  await button(page, "Skift læser").click();
  assert.equal(await reader.innerText(), "Jonas");
  await page.goto(second);
  await read(page);
  await stays(page);
  await page.goto(PHASE);
  await page.getByText(/^2 af \d+ læst\./).waitFor();
  await page.goto(second);
  assert.equal(await reader.innerText(), "Jonas");
  await button(page, "Skift læser").click();
  assert.equal(await tick(page).getAttribute("aria-pressed"), "false");
  await page.goto(PHASE);
  await page.getByText(/^1 af \d+ læst\./).waitFor();

  // Each answers alone, in a tab of their own.
  const father = await page.context().newPage();
  for (const [who, role, told, word] of [
    [page, "gravid", "tungt", WORD],
    [father, "far", "glad", "havregryn"],
  ]) {
    await who.goto(FORM);
    await answer(who, { _rolle: role, foelelser: told });
    await agree(who, "gem-svar");
    await onward(who);
    await lookOver(who);
    await button(who, "Gem, og send senere").click();
    await lock(who, word);
  }
  await page.goto(FORM);
  assert.equal(await page.locator("[data-drafts]").getByRole("listitem").count(), 2);
  await unlock(page, "havregryn");
  await page.getByText("Svarene er klar til at blive sendt").waitFor();
  assert.ok(await page.getByLabel("Jeg er barnets far").isChecked());
  await press(page, button(page, "Send nu"));
  const his = await receipt(page);
  await page.goto(FORM);
  assert.equal(await page.locator("[data-drafts]").getByRole("listitem").count(), 1);
  await unlock(page, "havregryn");
  await page.getByText("Det ord åbner ikke noget her.").waitFor();
  assert.equal(await page.locator("form.questions input:checked").count(), 0);
  await unlock(page, WORD);
  await page.getByText("Svarene er klar til at blive sendt").waitFor();
  await press(page, button(page, "Send nu"));
  assert.notEqual(await receipt(page), his);

  // The button of one is that of both, and the other tab knows.
  await father.goto(PHASE);
  await father.getByText(/^1 af \d+ læst\./).waitFor();
  await page.goto(kinds.find);
  await button(page, "Slet alt, vi har gemt på denne enhed").click();
  await page.getByText("Nu er alt, vi havde gemt på denne enhed, slettet.").waitFor();
  await father.getByText(/^Læs dem i den rækkefølge/).waitFor();
  assert.equal(await menu(father), "Find din fase");
  for (const tab of [page, father]) assert.deepEqual(await leftOf(tab), []);
});

parent("one telephone through the birth: past the date, born, five weeks, and three years", async (page) => {
  const { clock } = page.context();
  const on = async (day) => {
    await clock.setFixedTime(`${day}T11:00:00Z`);
    await page.goto("/");
  };
  const silent = async () => assert.doesNotMatch(await page.locator("body").innerText(), /tillyk|hurra|godt gået|flot/i);
  const week = async (text) => {
    await page.locator(".hero .eyebrow:visible").getByText(text, { exact: true }).waitFor();
    await silent();
    await stays(page);
  };
  await ask(page, "due", DUE);
  await remember(page);

  await on("2027-03-06");
  await week("Uge 40+5");
  await page.goto(kinds.find);
  await page.getByText("Er jeres barn født?", { exact: true }).waitFor();
  await silent();
  await button(page, "Skriv fødselsdagen").click();
  await write(page, "born", "6 3 2027");
  assert.equal(await page.locator("main h2:focus").innerText(), "Jeres barn er født i dag");
  await silent();
  await page.goto("/");
  await week("Født i dag");

  await on("2027-04-12");
  await week("5 uger og 2 dage");
  assert.equal(await menu(page), "Jeres uge");
  await page.locator(".hero").getByRole("link", { name: /^Læs ugens lektion/ }).click();
  await page.waitForURL("**/faser/2-8-uger/*/");
  await page.goto(kinds.find);
  await page.getByText("Jeres barn er 5 uger og 2 dage").waitFor();
  assert.match(await calendar(page), /^BEGIN:VCALENDAR\r\n/);

  await on("2030-03-06");
  await page.locator("h1:visible").getByText("De første 1000 dage").waitFor();
  await silent();
  await page.goto(kinds.find);
  await page.getByText("Jeres barn er fyldt tre år").waitFor();
  await silent();
  await stays(page);
  await page.getByRole("link", { name: "Tak for turen" }).click();
  await page.waitForURL("**/tak-for-turen/");
  await silent();
  await page.goto("/skjul-dine-spor/");
  await button(page, "Slet alt").click();
  await button(page, "Ja, slet alt").click();
  await page.getByText("Nu er alt det slettet").waitFor();
  assert.deepEqual(await leftOf(page), []);
});

parent("whoever has lost their child meets nothing of it again, in no tab and by no way back", async (page) => {
  await ask(page, "due", DUE);
  await remember(page);
  await keepPages(page);
  await page.goto(`${PHASE}maerk-liv/`);
  await read(page);
  const other = await page.context().newPage();
  await other.goto("/");
  await other.locator(".hero .eyebrow:visible").getByText("Uge 25+5").waitFor();
  await page.goto(kinds.find);
  await page.getByRole("link", { name: "Vi mistede vores barn" }).click();
  await page.waitForURL("**/naar-et-barn-doer/");
  await other.locator("h1:visible").getByText("De første 1000 dage").waitFor();
  assert.equal(await menu(other), "Find din fase");
  assert.deepEqual(await leftOf(page), []);
  const known = /25\+5|Uge 25|\d af \d+ læst|marts 2027|[Tt]illyk|[Hh]urra/;
  await page.goBack();
  assert.notEqual(new URL(page.url()).pathname, kinds.find);
  const places = ["/", kinds.course, PHASE, `${PHASE}maerk-liv/`, kinds.find, kinds.topics, kinds.forms, "/privatliv/", "/tak-for-turen/"];
  for (const address of places) {
    await page.goto(address, { waitUntil: "networkidle" });
    assert.doesNotMatch(await page.locator("body").innerText(), known, address);
    assert.equal(await tick(page).and(page.locator("[aria-pressed=true]")).count(), 0);
    assert.deepEqual(await leftOf(page), [], address);
  }
});
