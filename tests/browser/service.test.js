// The service behind the forms: every page it answers with, and what becomes of answers when it goes away.
import assert from "node:assert/strict";
import { test } from "node:test";

import { launch, openAll, withPage } from "./support/browser.js";
import { COLOURS, NOT_COLOURS, RULES, misspelt, sticksOut, tooLow, violations } from "./support/checks.js";
import { RECEIPT, agree, answer, button, fields, onward, press, receipt, staff } from "./support/forms.js";
import { serve } from "./support/server.js";
import { data, none, within } from "./support/site.js";
import { left, listen } from "./support/traces.js";

const own = { ...within, skip: !data };

// Every page of the service ----------------------------------------------------

const START = "/api/formularer/start";
const ERASE = "/api/kvittering/slet";
const SOME_RECEIPT = "7777-7777-7777-7777-7777-7777-77";

// All that can be said at once: every kind of help, something to read, a code for the family, and long words without a space.
const ALL = {
  _version: "1",
  _rolle: "gravid",
  foelelser: "tungt",
  dage: "kun-tunge",
  kraefter: "nej",
  kvalme: "kan-ikke-drikke",
  "bor-med": "partner",
  stoette: "ingen",
  penge: "mangler",
  bolig: "nej",
  bange: "tit",
  andet: `${"Speciallægepraksisplanlægningsstabiliseringsperiode".repeat(3)}\n\nOg så lidt til.`,
  kontakt: "ring",
  fornavn: "Åse",
  telefon: "20123456",
  kommune: "Vejle",
  _nykode: "ja",
  _samtykke: "gem-svar:1",
};
const TWISTED = { ...ALL, telefon: "1", kommune: "Atlantis", andet: "010190-1234", foelelser: "?", ukendt: "x", _samtykke: "" };

// Sends fields as a form does, or only goes there.
const to = (address, sent, kind) => async (page) => {
  if (!sent) return page.goto(address);
  await page.goto("/formularer/");
  const [response] = await Promise.all([
    page.waitForResponse((reply) => reply.request().isNavigationRequest()),
    page.waitForEvent("load"),
    page.evaluate(
      ([action, values, enctype]) => {
        const form = Object.assign(document.createElement("form"), { action, method: "post", enctype });
        for (const [name, value] of Object.entries(values)) {
          form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
        }
        document.body.append(form);
        form.submit();
      },
      [address, sent, kind ?? "application/x-www-form-urlencoded"],
    ),
  ]);
  return response;
};

const sent = async (page) => {
  await to(START, ALL)(page);
  return press(page, button(page, "Send mine svar"));
};

// Pages: the status, the beginning of the title, and how one gets there.
const PAGES = {
  "mistakes everywhere": [422, "Fejl: Sådan har du det lige nu", to(START, TWISTED)],
  "a form that has changed since": [422, "Fejl: Sådan har du det lige nu", to(START, { ...ALL, _version: "99" })],
  "back to change something": [200, "Sådan har du det lige nu", to(START, { ...ALL, _ret: "1" })],
  "answers to look over": [200, "Tjek dine svar", to(START, ALL)],
  "the receipt": [200, "Din kvittering", sent],
  "a receipt that is none": [422, "Fejl: Slet dine svar", to(ERASE, { _kvittering: "7777" })],
  "nothing more to erase": [200, "Nu er der ikke mere at slette", to(ERASE, { _kvittering: SOME_RECEIPT })],
};
// Short messages, which differ in their words alone.
const MESSAGES = {
  "a receipt twisted on the way": [409, "Kvitteringen er brugt til andre svar", to(START, { ...ALL, _kvittering: "7777" })],
  "a form that is not there": [404, "Det skema findes ikke", to("/api/formularer/nej", ALL)],
  "an address that is not there": [404, "Her er ikke noget", to("/api/nej")],
  "an address that one only sends to": [405, "Siden kan ikke åbnes på den måde", to(START)],
  "too much at once": [413, "Det er for meget på én gang", to(START, { ...ALL, andet: "æ".repeat(40_000) })],
  "a file": [415, "Vi kan ikke læse det, der blev sendt", to(START, ALL, "multipart/form-data")],
};

// Where storing failed, the same page says so; the table on this machine does not fail on demand.
const NOT_STORED = "answers that could not be stored";
const unstore = (page) =>
  page.evaluate(() => {
    const box = document.querySelector("[data-slot=not-stored]");
    box.hidden = false;
    box.querySelector("[data-slot=notice]").textContent = "Fejlen er hos os og ikke hos dig. Vent et øjeblik, og send igen.";
  });

const written = new Map();

async function looks(page, name) {
  const found = [];
  const look = async (where, faults) => found.push(...faults.map((fault) => `${name}, ${where}: ${fault}`));
  await openAll(page);
  await page.evaluate(() => document.querySelectorAll("[data-section], .field").forEach((box) => (box.hidden = false)));
  await look("light", await violations(page, "axe", RULES));
  await look("on a phone", await tooLow(page));
  await page.emulateMedia({ colorScheme: "dark" });
  await look("dark", await violations(page, "axe", COLOURS));
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  await look("forced colours", await violations(page, "axe", NOT_COLOURS));
  await page.emulateMedia({ forcedColors: "none" });
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await look(`${width} px`, await sticksOut(page));
  }
  return found;
}

// Goes there and sees that the page says what happened, and that nobody keeps it.
async function meet(page, name, [status, title, go]) {
  const response = await go(page);
  assert.equal(response.status(), status, name);
  assert.ok((await page.title()).startsWith(title), await page.title());
  assert.equal(await page.locator("h1").count(), 1);
  const headers = response.headers();
  assert.equal(headers["content-type"], "text/html; charset=utf-8");
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["set-cookie"], undefined);
  assert.match(headers["content-security-policy"], /default-src 'none'.*form-action 'self'/);
  written.set(name, await response.body());
}

for (const [name, state] of Object.entries(PAGES)) {
  test(`${name}: a page that says so, is kept by nobody, and is fit to be read`, own, () =>
    withPage({}, async (page) => {
      const found = [];
      listen(page, found);
      await meet(page, name, state);
      found.push(...(await looks(page, name)));
      if (name === "answers to look over") {
        await unstore(page);
        found.push(...(await looks(page, NOT_STORED)));
      }
      none([...found, ...(await left(page))]);
    }),
  );
}

test("whatever else is sent or asked for is answered with a message", own, () =>
  withPage({}, async (page) => {
    for (const [name, state] of Object.entries(MESSAGES)) {
      await meet(page, name, state);
      assert.ok((await page.locator(".lead").innerText()).length > 20);
      assert.ok(await page.locator("main a[href='/ring-nu/']").isVisible());
    }
    none(await looks(page, "a message"));
  }),
);

test("the Nu checker finds no fault in any page of the service", own, async () => {
  assert.equal(written.size, Object.keys({ ...PAGES, ...MESSAGES }).length);
  none(await misspelt(written));
});

// When the service goes away ---------------------------------------------------

const TOLD = { _rolle: "mor", "kontakt-maade": "ring", telefon: "20123456", emne: ["humoer", "alene"], fortael: "Jeg sover ikke." };

// A browser that keeps the page before as it was left, as those in people's hands do.
const keeping = data && (await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] }));

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";
  const withForm = async (look) => {
    const server = await serve();
    try {
      await withPage({ from: keeping, baseURL: server.origin, javaScriptEnabled }, async (page) => {
        await page.goto("/formularer/tal-med-os/");
        await answer(page, TOLD);
        await agree(page, "gem-svar");
        const filled = await fields(page);
        await onward(page);
        await server.stop();
        await button(page, "Send mine svar").click();
        // With a script the page stays, and says so; without it the browser shows a page of its own.
        if (javaScriptEnabled) await page.locator("[data-unsent]").waitFor();
        else await page.waitForURL("chrome-error://chromewebdata/");
        const again = () => serve({ data: server.data, port: new URL(server.origin).port });
        await look(page, filled, again, server.data);
      });
    } finally {
      await server.stop();
    }
  };

  test(`when nobody answers, the way back leads to everything that was written, ${how}`, own, () =>
    withForm(async (page, filled, again) => {
      // The page of the error is gone before it can tell that it has done so.
      await page.evaluate(() => history.back()).catch(() => {});
      await page.waitForURL("**/formularer/tal-med-os/", { waitUntil: "commit" });
      assert.deepEqual(await fields(page), filled);
      const server = await again();
      await onward(page);
      await press(page, button(page, "Send mine svar"));
      assert.match(await receipt(page), RECEIPT);
      await server.stop();
    }),
  );

  test(`when somebody answers again, the same is sent again; and it outlives the service, ${how}`, own, () =>
    withForm(async (page, filled, again, folder) => {
      let server = await again();
      if (javaScriptEnabled) await press(page, page.locator("[data-unsent]").getByRole("button", { name: "Prøv igen" }));
      else await page.reload();
      const code = await receipt(page);
      assert.match(code, RECEIPT);
      await server.stop();
      assert.match((await staff("show", code, folder)).said, /Jeg sover ikke\./);
      server = await again();
      assert.match((await staff("show", code, folder)).said, /Jeg sover ikke\./);
      await server.stop();
    }),
  );
}
