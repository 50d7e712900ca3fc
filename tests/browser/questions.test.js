// A form fits itself to what is answered: with a script at once and one part at a time, without it in words. And help is there
// before anything is sent.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import {
  agree,
  answer,
  button,
  fields,
  journey,
  mistakes,
  onward,
  press,
  question,
  rows,
  withScript,
  withoutScript,
} from "./support/forms.js";
import { within } from "./support/site.js";

const TALK = "/formularer/tal-med-os/";
const PACKAGE = "/formularer/babypakke/";
const START = "/formularer/start/";
// A form that the browser may put answers back into: nothing in it could be dangerous for others to see.
const MIDWAY = "/formularer/gravid-midt/";

const help = (page, title) => page.locator("[data-help]", { has: page.getByRole("heading", { name: title }) });
const said = (page) => page.locator("[data-slot=told]").textContent();
const asked = (page) =>
  page.evaluate(() => [...document.querySelectorAll("[data-question]")].filter((box) => !box.hidden).map((box) => box.dataset.question));
const sent = async (page) => (await fields(page)).map(([name]) => name);

// Whether the way out is where a thumb finds it, wherever one is on the page.
async function canLeave(page) {
  const link = page.locator(".leave a");
  for (const end of ["0", "document.body.scrollHeight / 2", "document.body.scrollHeight"]) {
    await page.evaluate(`scrollTo({ top: ${end}, behavior: "instant" })`);
    const { top, bottom } = await link.evaluate((element) => element.getBoundingClientRect());
    assert.ok(top >= 0 && bottom <= page.viewportSize().height, `no way out at ${end}`);
  }
  await page.evaluate("scrollTo(0, 0)");
  return link;
}

withScript("help comes as soon as it is needed, is told to those who do not see it, and goes again", async (page) => {
  await page.goto(TALK);
  const panel = help(page, "Du er ikke alene");
  assert.equal(await panel.isVisible(), false);
  assert.equal(await page.locator("[data-slot=told]").getAttribute("role"), "status");
  assert.equal(await said(page), "");

  await answer(page, { emne: ["utryg"] });
  assert.ok(await panel.isVisible());
  assert.match(await said(page), /hjælp.*Du er ikke alene/);
  assert.ok(await panel.locator("a[href='tel:1888']").isVisible());
  // Here it is plain why, and nobody is moved away from what they were doing.
  assert.equal(await panel.locator(".only-if").isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.value), "utryg");
  await canLeave(page);

  await page.locator("[name=emne][value=utryg]").uncheck();
  assert.equal(await panel.isVisible(), false);
  assert.equal(await said(page), "");
});

withoutScript("help is there from the beginning, and says whom it is for", async (page) => {
  await page.goto(TALK);
  const panel = help(page, "Du er ikke alene");
  assert.ok(await panel.isVisible());
  assert.equal(
    await panel.locator(".only-if").innerText(),
    "Til dig, hvis du svarede »Der er nogen, der gør mig bange« til »Hvad handler det om?«:",
  );
  await canLeave(page);
});

journey("the same help stands on the page to look over and on the receipt, and only that", async (page) => {
  await page.goto(TALK);
  await answer(page, { "kontakt-maade": "ring", telefon: "20123456", emne: ["utryg", "alene"] });
  await agree(page, "gem-svar");
  await onward(page);
  const shown = () => page.locator("[data-help] .box-title").allInnerTexts();
  assert.deepEqual(await shown(), ["Du er ikke alene"]);
  await press(page, button(page, "Send mine svar"));
  assert.equal(await page.locator("h1").innerText(), "Tak. Vi har modtaget din henvendelse");
  assert.deepEqual(await shown(), ["Du er ikke alene"]);
  await canLeave(page);
});

test("whoever leaves in a hurry is gone at once, and the way back does not lead to the form", within, () =>
  withPage({}, async (page) => {
    // Another site, which is never asked.
    await page.route(/^https:/, (route) => route.fulfill({ contentType: "text/html", body: "<title>Vejret</title>" }));
    await page.goto("/formularer/");
    await page.goto(TALK);
    await answer(page, { fornavn: "Åse", emne: ["utryg"] });
    const link = await canLeave(page);
    const target = await link.getAttribute("href");
    assert.match(await link.getAttribute("rel"), /noreferrer/);
    assert.notEqual(new URL(target).origin, new URL(page.url()).origin);
    await link.click();
    await page.waitForURL(target);
    await page.goBack();
    assert.equal(new URL(page.url()).pathname, "/formularer/");
  }),
);

withScript("a follow-up comes and goes with its question, and what is out of view is not sent", async (page) => {
  await page.goto(TALK);
  assert.deepEqual(await asked(page), ["_rolle", "kontakt-maade", "fornavn", "emne", "fortael", "kommune", "_samtykke-gem-svar"]);
  await answer(page, { "kontakt-maade": "ring", telefon: "20123456", "besked-ok": "nej", tid: ["aften"] });
  await answer(page, { "kontakt-maade": "mail", mail: "aase@eksempel.dk" });
  for (const id of ["telefon", "besked-ok", "tid"]) assert.equal(await question(page, id).isVisible(), false, id);
  assert.deepEqual(await sent(page), ["kontakt-maade", "mail"]);
  // Whoever changes their mind finds the old answers.
  await answer(page, { "kontakt-maade": "sms" });
  assert.deepEqual(await sent(page), ["kontakt-maade", "telefon", "tid"]);
  assert.equal(await page.locator("[name=telefon]").inputValue(), "20123456");
  await agree(page, "gem-svar");
  await onward(page);
  assert.deepEqual(Object.keys(await rows(page)), [
    "_rolle",
    "kontakt-maade",
    "telefon",
    "tid",
    "fornavn",
    "emne",
    "fortael",
    "kommune",
    "_samtykke-gem-svar",
  ]);
});

withScript("follow-ups of follow-ups and consents follow, too", async (page) => {
  await page.goto(PACKAGE);
  const professional = ["fag-navn", "fag-arbejdssted", "fag-kontakt"];
  const about = async () => (await asked(page)).filter((id) => id.startsWith("fag-") || id === "_samtykke-paa-vegne");
  assert.deepEqual(await about(), []);
  await answer(page, { _rolle: "fagperson" });
  assert.deepEqual(await about(), [...professional, "_samtykke-paa-vegne"]);
  await answer(page, { "fag-kontakt": "mail", "fag-mail": "s@eksempel.dk" });
  assert.deepEqual(await about(), [...professional, "fag-mail", "_samtykke-paa-vegne"]);
  await answer(page, { _rolle: "mor" });
  assert.deepEqual(await about(), []);
  assert.deepEqual(await sent(page), ["_rolle"]);
  // The other of two reasons is enough.
  await answer(page, { besked: "fagperson" });
  assert.deepEqual(await about(), [...professional, "fag-mail", "_samtykke-paa-vegne"]);
});

withScript("a choice that stands alone clears the others, and they clear it", async (page) => {
  await page.goto(TALK);
  await answer(page, { "kontakt-maade": "ring" });
  const chosen = async () => (await fields(page)).filter(([name]) => name === "tid").map(([, value]) => value);
  await answer(page, { tid: ["morgen", "aften"] });
  assert.deepEqual(await chosen(), ["morgen", "aften"]);
  await answer(page, { tid: ["lige-meget"] });
  assert.deepEqual(await chosen(), ["lige-meget"]);
  await answer(page, { tid: ["middag"] });
  assert.deepEqual(await chosen(), ["middag"]);
});

withoutScript("every question is in view, and those that are not for all say whom they are for", async (page) => {
  await page.goto(TALK);
  const boxes = await page.evaluate(() =>
    [...document.querySelectorAll("[data-question], [data-help]")].map((box) => ({
      name: box.dataset.question ?? box.dataset.help,
      shown: box.checkVisibility(),
      sometimes: "when" in box.dataset,
      only: box.querySelector(".only-if")?.innerText ?? "",
    })),
  );
  assert.ok(boxes.length > 10);
  for (const { name, shown, sometimes, only } of boxes) {
    assert.ok(shown, name);
    if (sometimes) assert.match(only, /^(Svar kun|Til dig), (hvis|når) .*»/, name);
    else assert.equal(only, "", name);
  }
});

withoutScript("an answer that does not fit the others is named, kept, and can be taken away", async (page) => {
  await page.goto(TALK);
  await answer(page, { "kontakt-maade": "mail", telefon: "20123456", mail: "aase@eksempel.dk", tid: ["aften", "lige-meget"] });
  await agree(page, "gem-svar");
  await onward(page, 422);
  const list = await mistakes(page);
  assert.deepEqual(Object.keys(list), ["telefon", "tid"]);
  assert.match(list.telefon, /»Hvilket nummer må vi bruge\?« passer ikke til dine andre svar/);
  assert.equal(await page.locator("[name=telefon]").inputValue(), "20123456");

  // Now they fit, and the next mistake comes to light: one that stands alone was chosen with others.
  await answer(page, { "kontakt-maade": "ring", mail: "" });
  await onward(page, 422);
  assert.match((await mistakes(page)).tid, /»Det er lige meget« sammen med andre svar/);
  await page.locator("[name=tid][value=aften]").uncheck();
  await onward(page);
  assert.equal((await rows(page)).tid, "Det er lige meget");
});

// One part at a time ----------------------------------------------------------

const part = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("[data-section] h2")]
      .filter((heading) => heading.checkVisibility())
      .map((heading) => heading.textContent)
      .join(", "),
  );
const inHeading = (page) =>
  page.evaluate(() => document.activeElement.matches("[data-section] h2") && document.activeElement.checkVisibility());

withScript("a long form shows one part at a time, and tells how far one is", async (page) => {
  await page.goto(START);
  assert.equal(await part(page), "Del 1 af 7 Hvem er du?");
  assert.equal(await button(page, "Tilbage").isVisible(), false);
  assert.equal(await button(page, "Fortsæt").isVisible(), false);
  await answer(page, { _rolle: "far" });
  await button(page, "Næste").click();
  assert.equal(await part(page), "Del 2 af 7 Dig");
  assert.ok(await inHeading(page), "the heading is not where the reader is");
  assert.ok(
    await page.evaluate(
      () => document.activeElement.getBoundingClientRect().top >= 0 && document.activeElement.getBoundingClientRect().top < innerHeight / 3,
    ),
  );
  assert.equal(await question(page, "kvalme").isVisible(), false);
  await answer(page, { foelelser: "glad" });
  await button(page, "Tilbage").click();
  assert.equal(await part(page), "Del 1 af 7 Hvem er du?");
  assert.ok(await inHeading(page));

  // The last part has the button that sends, and nothing before it sends: Enter in a field goes on.
  await answer(page, { kontakt: "besked", fornavn: "Åse" });
  await page.locator("[name=fornavn]").press("Enter");
  assert.equal(await part(page), "Del 7 af 7 Før du sender");
  assert.equal(await button(page, "Næste").isVisible(), false);
  assert.ok(await button(page, "Fortsæt").isVisible());
  assert.deepEqual(await sent(page), ["_rolle", "foelelser", "kontakt", "fornavn"]);
});

withScript("the browser's own way back leads to the part before, and forward again", async (page) => {
  await page.goto("/formularer/");
  await page.goto(START);
  await answer(page, { _rolle: "gravid", kvalme: "noget", stoette: "en" });
  assert.equal(await part(page), "Del 3 af 7 Dem omkring dig");
  await page.goBack();
  assert.equal(await part(page), "Del 2 af 7 Dig");
  assert.ok(await page.locator("[name=kvalme][value=noget]").isChecked());
  await page.goForward();
  assert.equal(await part(page), "Del 3 af 7 Dem omkring dig");
  // A link within the page is no step in the form.
  await page.locator(".skip").first().focus();
  await page.keyboard.press("Enter");
  assert.equal(await part(page), "Del 3 af 7 Dem omkring dig");
  for (let step = 0; step < 3; step += 1) await page.goBack();
  assert.equal(await part(page), "Del 1 af 7 Hvem er du?");
  await page.goBack();
  assert.equal(new URL(page.url()).pathname, "/formularer/");
});

withScript("whoever comes back to a form without its answers begins with the first question", async (page) => {
  await page.goto(START);
  await answer(page, { _rolle: "gravid", stoette: "en" });
  await page.reload();
  // The browser is asked to forget them, since others may use the telephone.
  assert.deepEqual(await sent(page), []);
  assert.equal(await part(page), "Del 1 af 7 Hvem er du?");
});

withScript("whoever comes back to a form with its answers goes on where they were", async (page) => {
  await page.goto(MIDWAY);
  await answer(page, { _rolle: "gravid" });
  for (let step = 0; step < 2; step += 1) await button(page, "Næste").click();
  const before = await part(page);
  await page.goto("/formularer/");
  await page.goBack();
  assert.deepEqual(await sent(page), ["_rolle"]);
  assert.equal(await part(page), before);
});

withScript("mistakes in several parts: the first one is in view, and the list leads into the others", async (page) => {
  await page.goto(PACKAGE);
  await answer(page, { _rolle: "mor", barn: "nej", termin: { dag: "31" }, besked: "sms", telefon: "12" });
  await onward(page, 422);
  const list = await mistakes(page);
  assert.ok("termin" in list && "telefon" in list);
  assert.ok(await question(page, "termin").isVisible());
  assert.equal(await question(page, "telefon").isVisible(), false);
  await page.getByRole("link", { name: list.telefon }).click();
  assert.ok(await question(page, "telefon").isVisible());
  assert.equal(await question(page, "termin").isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.name), "telefon");
});
