// Sending over a line that breaks: nothing is lost, nothing is stored twice, and nobody is told more than is known.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { RECEIPT, agree, answer, button, change, fields, lookOver, onward, press, receipt, rows, staff } from "./support/forms.js";
import { data, within } from "./support/site.js";

const FORM = "/formularer/tal-med-os/";
const PARTS = "/formularer/start/";
const SERVICE = "**/api/formularer/**";
const TOLD = { _rolle: "mor", "kontakt-maade": "ring", telefon: "20123456", emne: ["humoer"], fortael: "Jeg sover ikke." };

const tried = (name, look, options = {}) =>
  test(name, { ...within, skip: !data }, () => withPage(options, (page) => look(page, page.context())));

const unsent = (page) => page.locator("[data-unsent]");
const heading = (page) => page.locator("h1").innerText();
const retry = (page) => unsent(page).getByRole("button", { name: "Prøv igen" });
const code = (page) => page.locator("form.check [name=_kvittering]").inputValue();

async function fillIn(page) {
  await page.goto(FORM);
  await answer(page, TOLD);
  await agree(page, "gem-svar");
}

async function toCheck(page) {
  await fillIn(page);
  await onward(page);
  await lookOver(page);
  return code(page);
}

// Whether the staff know of a receipt, and of how many submissions there are.
const stored = async (which) => (await staff("show", which)).found;
const count = async () => (await staff("list")).said.split("\n").filter((line) => /Tal med os/.test(line)).length;

// Counts what is sent, and does with it what `how` says.
async function broken(page, how) {
  const sent = [];
  await page.route(SERVICE, async (route) => {
    sent.push(route.request().postData());
    await how(route);
  });
  return sent;
}

const lost = (route) => route.abort("connectionreset");
// The service gets it, and its answer gets lost on the way back.
const lostOnTheWayBack = async (route) => {
  await route.fetch();
  await route.abort("connectionreset");
};

for (const [when, how, arrived] of [
  ["before the service has it", lost, false],
  ["after the service has it", lostOnTheWayBack, true],
]) {
  tried(`a line that breaks ${when}: it is said what is known, and the next try stores it once`, async (page) => {
    const before = await count();
    const mine = await toCheck(page);
    const sent = await broken(page, how);
    await button(page, "Send mine svar").click();
    await unsent(page).waitFor();
    assert.match(await unsent(page).innerText(), /Ikke sendt endnu[^]*Vi ved ikke, om dine svar nåede frem/);
    assert.equal(await page.evaluate(() => document.activeElement.matches("[data-unsent]")), true);
    assert.equal(await heading(page), "Tjek dine svar");
    assert.equal(await page.locator("[data-slot=receipt]").count(), 0);
    assert.equal(await stored(mine), arrived);

    await retry(page).click();
    await page.waitForFunction(() => !document.querySelector("[data-unsent]").hidden);
    await page.unroute(SERVICE);
    await press(page, retry(page));
    assert.equal(await heading(page), "Tak. Vi har modtaget din henvendelse");
    assert.equal(await receipt(page), mine);
    assert.equal(new Set(sent).size, 1);
    assert.equal(await count(), before + 1);
  });
}

tried("a form that gets no answer keeps what was written, and what is written after", async (page) => {
  await fillIn(page);
  await broken(page, lost);
  await button(page, "Fortsæt").click();
  await unsent(page).waitFor();
  assert.match(await unsent(page).innerText(), /Dine svar står stadig her på siden/);
  await answer(page, { fortael: "Nu sover jeg lidt." });
  await page.unroute(SERVICE);
  await press(page, retry(page));
  const shown = await rows(page);
  assert.equal(shown.fortael, "Nu sover jeg lidt.");
  assert.equal(shown.emne, "Jeg er ked af det, bange eller helt tom");
});

for (const [what, reply] of [
  ["a page of somebody else's", { contentType: "text/html", body: "<title>Log på nettet</title><main><h1>Velkommen</h1></main>" }],
  ["a gateway's error", { status: 502, contentType: "text/html", body: "<h1>502 Bad Gateway</h1>" }],
  ["nothing at all", { status: 204 }],
]) {
  tried(`${what} is no answer`, async (page) => {
    await toCheck(page);
    await broken(page, (route) => route.fulfill(reply));
    await button(page, "Send mine svar").click();
    await unsent(page).waitFor();
    assert.equal(await heading(page), "Tjek dine svar");
  });
}

tried("patience ends after half a minute, and until then it is told that something happens", async (page) => {
  await toCheck(page);
  await page.clock.install();
  await broken(page, () => {});
  await button(page, "Send mine svar").click();
  await page.locator("[data-waiting]").waitFor();
  // A thumb that presses again sends nothing more.
  await button(page, "Send mine svar").click();
  await page.clock.runFor(29_000);
  assert.equal(await unsent(page).isVisible(), false);
  await page.clock.runFor(2_000);
  await unsent(page).waitFor();
  assert.equal(await page.locator("[data-waiting]").isVisible(), false);
});

// As far out in the country as it gets, with so many milliseconds before anything comes.
async function slowly(page, context, latency) {
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency, downloadThroughput: 50_000, uploadThroughput: 50_000 });
}

tried("a slow line brings the receipt all the same", async (page, context) => {
  await toCheck(page);
  await slowly(page, context, 2_000);
  await press(page, button(page, "Send mine svar"));
  assert.match(await receipt(page), RECEIPT);
});

tried("without a line a form says that it needs one, and says when it is back", async (page, context) => {
  const mine = await toCheck(page);
  const note = page.locator("[data-offline]");
  assert.equal(await note.isVisible(), false);
  await context.setOffline(true);
  await note.waitFor();
  await button(page, "Send mine svar").click();
  await unsent(page).waitFor();
  assert.equal(await page.locator("[data-online]").isVisible(), false);
  await context.setOffline(false);
  await page.locator("[data-online]").waitFor();
  assert.equal(await note.isVisible(), false);
  await press(page, retry(page));
  assert.equal(await receipt(page), mine);
});

tried("the way back from the answers leads to the form with all of them, however often", async (page) => {
  await page.goto(PARTS);
  await answer(page, { _rolle: "gravid", foelelser: "tungt", kontakt: "besked", fornavn: "Åse" });
  await agree(page, "gem-svar");
  const filled = await fields(page);
  await onward(page);
  const shown = await rows(page);
  for (let time = 0; time < 3; time += 1) {
    await page.goBack();
    assert.equal(await page.locator("form.check").count(), 0);
    assert.deepEqual(await fields(page), filled);
    assert.ok(await button(page, "Fortsæt").isVisible());
    await page.goForward();
    assert.deepEqual(await rows(page), shown);
  }
  // Parts of the form are steps of their own, before the answers.
  await page.goBack();
  await page.goBack();
  assert.equal(await button(page, "Fortsæt").isVisible(), false);
  assert.deepEqual(await fields(page), filled);
  assert.equal(new URL(page.url()).pathname, PARTS);
});

tried("what is changed on the way back is what is looked over next", async (page) => {
  await toCheck(page);
  await change(page, button(page, "Ret svarene"));
  await answer(page, { fortael: "Noget andet." });
  await onward(page);
  assert.equal((await rows(page)).fortael, "Noget andet.");
  await page.goBack();
  await answer(page, { telefon: "1" });
  await onward(page, 422);
  assert.equal(await page.locator("[name=fortael]").inputValue(), "Noget andet.");
  await answer(page, { telefon: "20123456" });
  await onward(page);
  assert.equal((await rows(page)).telefon, "20 12 34 56");
});

tried("no way back leads to answers that were received, and a reload sends nothing twice", async (page) => {
  const before = await count();
  const mine = await toCheck(page);
  await press(page, button(page, "Send mine svar"));
  await page.reload();
  assert.equal(await receipt(page), mine);
  const empty = async () => {
    await page.locator("form.questions").waitFor();
    assert.equal(await page.locator("form.check, [data-slot=receipt]").count(), 0);
    assert.equal(await page.locator("[name=fortael]").inputValue(), "");
  };
  await page.goBack();
  await empty();
  await page.goForward();
  await empty();
  assert.equal(await count(), before + 1);
});

tried("after a reload, answers that were not received are looked over again under the receipt they had", async (page) => {
  const mine = await toCheck(page);
  const shown = await rows(page);
  await broken(page, lostOnTheWayBack);
  await button(page, "Send mine svar").click();
  await unsent(page).waitFor();
  await page.unroute(SERVICE);
  await page.reload();
  await unsent(page).waitFor();
  assert.deepEqual(await rows(page), shown);
  assert.equal(await code(page), mine);
  await press(page, button(page, "Send mine svar"));
  assert.equal(await receipt(page), mine);
});

tried("a second tab sends on its own", async (page, context) => {
  const before = await count();
  const other = await context.newPage();
  const codes = [await toCheck(page), await toCheck(other)];
  assert.notEqual(codes[0], codes[1]);
  await press(page, button(page, "Send mine svar"));
  await press(other, button(other, "Send mine svar"));
  assert.deepEqual([await receipt(page), await receipt(other)], codes);
  assert.equal(await count(), before + 2);
});

tried("what was written is deleted after one more question, also from the way back", async (page) => {
  await toCheck(page);
  await button(page, "Slet svarene").click();
  await button(page, "Nej, behold dem").click();
  assert.equal(await heading(page), "Tjek dine svar");
  await button(page, "Slet svarene").click();
  await button(page, "Ja, slet svarene").click();
  await page.locator("form.questions").waitFor();
  const nothing = async () => assert.deepEqual(await fields(page), []);
  await nothing();
  await page.goForward();
  await nothing();
  await page.reload();
  await nothing();
});

tried("what lies ahead in the history is deleted, too", async (page) => {
  await toCheck(page);
  await page.goBack();
  await button(page, "Slet svarene").click();
  await button(page, "Ja, slet svarene").click();
  assert.deepEqual(await fields(page), []);
  await page.goForward();
  assert.equal(await page.locator("form.check").count(), 0);
});

tried("erasing by receipt says when it is not known whether it happened", async (page) => {
  await page.goto("/formularer/slet/");
  await page.getByLabel("Din kvittering").fill("7777-7777-7777-7777-7777-7777-77");
  await page.route("**/api/kvittering/slet", lost);
  await button(page, "Slet mine svar").click();
  await unsent(page).waitFor();
  assert.match(await unsent(page).innerText(), /Vi ved ikke, om svarene blev slettet/);
  await page.unroute("**/api/kvittering/slet");
  await press(page, retry(page));
  assert.equal(await heading(page), "Nu er der ikke mere at slette");
});

for (const slow of [false, true]) {
  for (const width of [390, 1280]) {
    tried(`nothing jumps while a form opens at ${width} px${slow ? ", on a slow line" : ""}`, async (page, context) => {
      await page.setViewportSize({ width, height: 800 });
      // Letters that come late are another matter: here is looked at what the script does.
      await page.route("**/*.woff2", (route) => route.abort());
      await page.addInitScript(() => {
        window.jumps = [];
        new PerformanceObserver((list) => window.jumps.push(...list.getEntries().map(({ value }) => value))).observe({
          type: "layout-shift",
          buffered: true,
        });
      });
      if (slow) await slowly(page, context, 400);
      for (const address of [FORM, PARTS, "/formularer/babypakke/", "/formularer/slet/"]) {
        await page.goto(address);
        await page.locator("html.js").waitFor();
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        assert.deepEqual(await page.evaluate(() => window.jumps), [], address);
      }
    });
  }
}

tried("a form whose script never comes shows itself", async (page) => {
  await page.route("**/site.*.js", (route) => route.abort());
  await page.goto(FORM);
  await page.locator("form.questions").waitFor();
  assert.ok(await button(page, "Fortsæt").isVisible());
  assert.equal(await button(page, "Gem, og fortsæt senere").count(), 0);
});

tried(
  "without a script a form is whole, and offers nothing that needs one",
  async (page) => {
    await page.goto(FORM);
    assert.ok(await page.locator("form.questions").isVisible());
    for (const name of ["Gem, og fortsæt senere", "Slet svarene", "Prøv igen", "Send nu"]) {
      assert.equal(await button(page, name).count(), 0, name);
    }
    assert.equal(await page.locator("[data-drafts], [data-unsent], [data-offline], [data-waiting]").filter({ visible: true }).count(), 0);
  },
  { javaScriptEnabled: false },
);
