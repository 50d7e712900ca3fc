// What families meet when the gateway or the edge answers in the service's place: honest words, nothing lost, nothing stored twice.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { test } from "node:test";

import { launch, withPage } from "./support/browser.js";
import { agree, answer, button, fields, lookOver, press, receipt, rows, staff } from "./support/forms.js";
import { data, get, kinds, origin, within } from "./support/site.js";

const FORM = "/formularer/tal-med-os/";
const ERASE = "/formularer/slet/";
const TOLD = { _rolle: "mor", "kontakt-maade": "ring", telefon: "20123456", emne: ["humoer"], fortael: "Jeg sover ikke." };

const json = (status, message) => ({ status, headers: { "content-type": "application/json" }, body: JSON.stringify({ message }) });
const html = (status, body) => ({ status, headers: { "content-type": "text/html; charset=utf-8", "retry-after": "30" }, body });
const FOREIGN = '<!doctype html><html lang="da"><meta charset="utf-8"><title>Vent lidt</title><h1>Vent lidt</h1></html>';

const INSTEAD = html(503, (await get("/503.html")).body);
const TOO_MANY = json(429, "Too Many Requests");
// As the edge says each: a page of ours in place of 5xx, and 429 as it is (infra/template.yaml, infra/edge.yaml).
const REPLIES = {
  "the gateway's 429": TOO_MANY,
  "the rate rule's 429": html(429, FOREIGN),
  "the page in place of a 503": INSTEAD,
  "a 500 as the gateway says it": json(500, "Internal Server Error"),
  "a line that is cut": undefined,
};
const stored = async (ask, body) => {
  await ask(body);
  return INSTEAD;
};
// What the service says when the table refuses; the one on this machine does not fail on demand.
const refused = async (ask, body) => {
  const sent = new URLSearchParams(body);
  const mine = sent.get("_kvittering");
  sent.delete("_kvittering");
  const { headers, body: page } = await ask(String(sent));
  const same = page.replace(/(name="?_kvittering"? value="?)[0-9A-Z-]+/, `$1${mine}`);
  return { status: 507, headers, body: same.replace(/(data-slot="?not-stored"?[^>]*) hidden/, "$1") };
};

// As families have it: the page before is kept as it was left.
const keeping = data && (await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] }));

// The site behind an edge. `edge.instead`: what it says to every form that is sent, by itself or with the service's help; it cuts the
// line for want of it. `edge.pages`: what it says to everybody else. `edge.sent`: every form, as it was sent.
async function behind(options, look) {
  const edge = { answers: true, instead: undefined, pages: undefined, sent: [] };
  const server = http.createServer(async (request, response) => {
    const body = String(Buffer.concat(await request.toArray()));
    const ask = (text) => onward(request, text);
    const form = request.method === "POST";
    if (form) edge.sent.push(body);
    const instead = typeof edge.instead === "function" ? () => edge.instead(ask, body) : () => edge.instead;
    const reply = await (form && !edge.answers ? instead() : edge.pages?.(request.url) ?? ask(body));
    if (!reply) return request.socket.destroy();
    return response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await withPage({ from: keeping, baseURL: `http://127.0.0.1:${server.address().port}`, ...options }, (page) => look(page, edge));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

// Asks the service itself, for the same host.
async function onward({ url, method, headers: { "content-length": length, ...headers } }, body) {
  const request = http.request(new URL(url, origin), { method, headers: { ...headers, "accept-encoding": "identity" } });
  request.end(body);
  const [reply] = await once(request, "response");
  const { "content-length": said, "transfer-encoding": encoding, connection, ...kept } = reply.headers;
  const whole = Buffer.concat(await reply.toArray());
  return { status: reply.statusCode, headers: kept, body: /html/.test(kept["content-type"]) ? String(whole) : whole };
}

const own = (name, options, look) => test(name, { ...within, skip: !data }, () => behind(options, look));
const WITHOUT = { javaScriptEnabled: false };

const heading = (page) => page.locator("h1").innerText();
const unsent = (page) => page.locator("[data-unsent]");
const retry = (page) => unsent(page).getByRole("button", { name: "Prøv igen" });
const code = (page) => page.locator("form.check [name=_kvittering]").inputValue();
const isStored = async (which) => (await staff("show", which)).found;
const count = async () => (await staff("list")).said.split("\n").filter((line) => /Tal med os/.test(line)).length;

async function fillIn(page) {
  await page.goto(FORM);
  await answer(page, TOLD);
  await agree(page, "gem-svar");
  return fields(page);
}

async function toCheck(page) {
  await press(page, button(page, "Fortsæt"));
  await lookOver(page);
  return code(page);
}

// Presses what nobody of ours will answer.
async function inVain(page, edge, name, instead) {
  Object.assign(edge, { answers: false, instead, sent: [] });
  await button(page, name).click();
  if (await page.evaluate(() => document.documentElement.classList.contains("js"))) await unsent(page).waitFor();
  else await page.waitForFunction(() => !document.querySelector("form.questions, form.check"));
}

// By the browser's own way; a page that it kept whole does not load once more.
async function back(page, steps = 1) {
  await page.evaluate((steps) => history.go(-steps), steps).catch(() => {});
  await page.waitForURL(`**${FORM}`, { waitUntil: "commit" });
  await page.locator("form.questions").waitFor();
}

async function storedOnce(page, edge, mine, before) {
  assert.equal(await heading(page), "Tak. Vi har modtaget din henvendelse");
  assert.equal(await receipt(page), mine);
  assert.equal(new Set(edge.sent).size, 1);
  assert.equal(await count(), before + 1);
}

// With a script -----------------------------------------------------------------

for (const [name, instead] of Object.entries(REPLIES)) {
  own(`${name}: the answers stay on the page, and the next try stores them once`, {}, async (page, edge) => {
    const before = await count();
    const filled = await fillIn(page);
    await inVain(page, edge, "Fortsæt", instead);
    assert.match(await unsent(page).innerText(), /Ikke sendt endnu[^]*Dine svar står stadig her på siden/);
    assert.deepEqual(await fields(page), filled);
    edge.answers = true;
    await press(page, retry(page));
    const [mine, shown] = [await code(page), await rows(page)];
    await lookOver(page);

    await inVain(page, edge, "Send mine svar", instead);
    assert.match(await unsent(page).innerText(), /Ikke sendt endnu[^]*Vi ved ikke, om dine svar nåede frem/);
    assert.equal(await heading(page), "Tjek dine svar");
    assert.deepEqual(await rows(page), shown);
    assert.equal(await code(page), mine);
    assert.equal(await isStored(mine), false);
    edge.answers = true;
    await press(page, retry(page));
    await storedOnce(page, edge, mine, before);
  });
}

own("erasing that was not answered is not said to have happened", {}, async (page, edge) => {
  await page.goto(ERASE);
  await page.getByLabel("Din kvittering").fill("7777-7777-7777-7777-7777-7777-77");
  await inVain(page, edge, "Slet mine svar", INSTEAD);
  assert.match(await unsent(page).innerText(), /Vi ved ikke, om svarene blev slettet/);
  edge.answers = true;
  await press(page, retry(page));
  assert.equal(await heading(page), "Nu er der ikke mere at slette");
});

own("pages that are kept for reading without a line outlive a site that fails", {}, async (page, edge) => {
  await page.goto(kinds.call);
  await button(page, "Gem til læsning uden net").click();
  await page.getByText("sider ligger på enheden").waitFor();
  const kept = () => page.evaluate(async (path) => (await caches.match(path))?.text(), kinds.call);
  const whole = await kept();
  assert.match(whole, /Alarm 112/);
  edge.pages = (path) => (path.endsWith("/") ? INSTEAD : undefined);
  for (const address of [kinds.call, kinds.front, kinds.call]) {
    assert.equal((await page.goto(address, { waitUntil: "networkidle" })).status(), 200, address);
  }
  assert.equal(await kept(), whole);
  assert.equal((await page.goto(kinds.leave)).status(), 503);
  assert.equal(await heading(page), "Det gik ikke lige nu");
});

// Without one -------------------------------------------------------------------

const SHOWN = {
  "the page in place of a 503": [INSTEAD, /Det gik ikke lige nu[^]*hent siden igen[^]*Sendte du svar til os\?[^]*112/],
  "the gateway's 429": [TOO_MANY, /^\{"message"/],
};

for (const [name, [instead, shown]] of Object.entries(SHOWN)) {
  own(`${name}, without a script: a reload sends the same again, and stores it once`, WITHOUT, async (page, edge) => {
    const before = await count();
    await fillIn(page);
    const mine = await toCheck(page);
    await inVain(page, edge, "Send mine svar", instead);
    await page.reload();
    assert.match(await page.locator("body").innerText(), shown);
    assert.equal(await isStored(mine), false);
    edge.answers = true;
    await page.reload();
    await storedOnce(page, edge, mine, before);
  });

  own(`${name}, without a script: the way back leads to everything that was written`, WITHOUT, async (page, edge) => {
    const before = await count();
    const filled = await fillIn(page);
    await inVain(page, edge, "Fortsæt", instead);
    await back(page);
    assert.deepEqual(await fields(page), filled);
    edge.answers = true;
    await toCheck(page);
    // The page to look over is kept by nobody: only the form before it is.
    await inVain(page, edge, "Send mine svar", instead);
    await back(page, 2);
    assert.deepEqual(await fields(page), filled);
    edge.answers = true;
    const mine = await toCheck(page);
    edge.sent = [];
    await press(page, button(page, "Send mine svar"));
    await storedOnce(page, edge, mine, before);
  });
}

own("a page in place of a receipt, without a script: what was stored already is not stored again", WITHOUT, async (page, edge) => {
  const before = await count();
  await fillIn(page);
  const mine = await toCheck(page);
  await inVain(page, edge, "Send mine svar", stored);
  assert.equal(await heading(page), "Det gik ikke lige nu");
  assert.equal(await isStored(mine), true);
  edge.answers = true;
  await page.reload();
  await storedOnce(page, edge, mine, before);
});

own("the page that stands in for another works at any address", WITHOUT, async (page, edge) => {
  edge.pages = (path) => (path.startsWith(kinds.lesson) ? INSTEAD : undefined);
  const response = await page.goto(`${kinds.lesson}et/sted/langt/nede/`);
  assert.equal(response.status(), 503);
  const style = () => page.evaluate(() => [...document.styleSheets].map((sheet) => new URL(sheet.href).pathname));
  assert.match((await style()).join(), /^\/assets\/style\./);
  assert.ok(await page.locator(".leave a").isVisible());
  assert.ok(await page.locator("main").getByRole("link", { name: "112" }).isVisible());
  for (const href of await page.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
    assert.match(href, /^(\/|#|tel:|https:)/);
  }
});

// What the service says itself ----------------------------------------------------

for (const options of [{}, WITHOUT]) {
  const how = options === WITHOUT ? "without a script" : "with a script";
  own(`a service that cannot store says so with the answers on its page, under the same receipt, ${how}`, options, async (page, edge) => {
    const before = await count();
    await fillIn(page);
    const mine = await toCheck(page);
    const shown = await rows(page);
    Object.assign(edge, { answers: false, instead: refused, sent: [] });
    assert.equal((await press(page, button(page, "Send mine svar"))).status(), 507);
    const box = page.locator("[data-slot=not-stored]");
    assert.ok(await box.isVisible());
    assert.deepEqual(await rows(page), shown);
    assert.equal(await code(page), mine);
    assert.equal(await isStored(mine), false);
    edge.answers = true;
    if (options !== WITHOUT) {
      assert.equal(await page.evaluate(() => document.activeElement.dataset.slot), "not-stored");
      assert.ok(await box.getByRole("button", { name: "Gem, og send senere" }).isVisible());
    }
    await press(page, options === WITHOUT ? button(page, "Send mine svar") : box.getByRole("button", { name: "Prøv igen" }));
    assert.equal(await receipt(page), mine);
    assert.equal(await count(), before + 1);
  });
}
