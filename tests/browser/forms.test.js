// A questionnaire from the first question to the erased answers, as a family with a phone goes through it.
import assert from "node:assert/strict";

import {
  RECEIPT,
  agree,
  answer,
  button,
  change,
  fields,
  journey,
  lookOver,
  mistakes,
  onward,
  press,
  question,
  receipt,
  rows,
  staff,
  until,
} from "./support/forms.js";

const FORM = "/formularer/start/";
const SERVICE = "/api/formularer/start";

// Somebody who has told it as it is. What is written holds all that could be taken for something else than text.
const STORY = "Vi bor hos min mor.\n<b>Hun</b> siger \"flyt\" & 'nu' … 😀";
const ANSWERS = {
  _rolle: "gravid",
  foelelser: "tungt",
  dage: "blandet",
  kraefter: "noget",
  kvalme: "noget",
  "bor-med": ["boern", "familie"],
  bekymringer: ["penge", "andet"],
  penge: "ja",
  bange: "nogle-gange",
  andet: STORY,
  kontakt: "ring",
  fornavn: "Åse",
  telefon: "20 12 34 56",
  ringetid: "formiddag",
  "besked-ok": "nej",
  kommune: "vejle",
};
// The same in the words of the form, as it is shown to be looked over. What was passed over is there, too.
const SHOWN = {
  _rolle: "Jeg er gravid",
  foelelser: "Mest bange eller ked af det",
  "bor-med": ["Mine børn", "Mine forældre eller anden familie"],
  stoette: "Ikke besvaret",
  andet: STORY,
  kontakt: "Ja, ring til mig",
  telefon: "20 12 34 56",
  kommune: "Vejle",
  "_samtykke-gem-svar": "Ja",
};

async function fillIn(page) {
  await page.goto(FORM);
  await answer(page, ANSWERS);
  await agree(page, "gem-svar");
  await onward(page);
}

async function send(page) {
  await fillIn(page);
  await lookOver(page);
  return press(page, button(page, "Send mine svar"));
}

const heading = (page) => page.locator("h1").innerText();
const hasFocus = (control) => control.evaluate((element) => element === document.activeElement);
const inSight = (control) =>
  control.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

// Several choices stand together, each in its own words.
function includes(shown, expected) {
  for (const [id, text] of Object.entries(expected)) {
    if (Array.isArray(text)) for (const one of text) assert.ok(shown[id].includes(one), id);
    else assert.equal(shown[id], text, id);
  }
}

journey("a questionnaire without a yes comes back, and says what is missing and where", async (page) => {
  await page.goto(FORM);
  await onward(page, 422);

  const list = await mistakes(page);
  assert.deepEqual(Object.keys(list), ["_samtykke-gem-svar"]);
  const summary = page.locator("[data-slot=errors]");
  assert.ok(await hasFocus(summary), "the list of mistakes is not where the reader is");

  const control = page.locator("#f-_samtykke-gem-svar");
  await summary.getByRole("link").click();
  assert.ok((await hasFocus(control)) && (await inSight(control)), "the list does not lead to the question");
  assert.equal(await control.getAttribute("aria-invalid"), "true");
  assert.match(await control.getAttribute("aria-describedby"), /\bfejl-_samtykke-gem-svar\b/);
  assert.match(await question(page, "_samtykke-gem-svar").getAttribute("class"), /\bis-wrong\b/);
  // The voluntary one is not wrong, and neither has been ticked for anybody.
  assert.equal(await page.locator("#f-_samtykke-statistik").getAttribute("aria-invalid"), null);
  assert.equal(await page.locator("input:checked").count(), 0);

  await control.check();
  await onward(page);
  assert.equal(await heading(page), "Tjek dine svar");
  const shown = await rows(page);
  assert.equal(shown["_samtykke-gem-svar"], "Ja");
  assert.equal(shown["_samtykke-statistik"], undefined);
});

journey("answers are looked over and changed, one at a time or all of them, and nothing gets lost", async (page) => {
  await fillIn(page);
  const shown = await rows(page);
  includes(shown, SHOWN);
  const sent = await fields(page);

  // From one answer back to its own question, with all the others still there.
  await change(page, button(page, "Ret svaret på »Har du kræfter nok til dagen?«"));
  assert.ok([FORM, SERVICE].includes(new URL(page.url()).pathname));
  const control = page.locator("#f-kraefter");
  assert.ok((await hasFocus(control)) && (await inSight(control)), "»Ret« does not lead to the question");
  assert.deepEqual((await fields(page)).sort(), sent.sort());
  assert.equal(await page.locator("[data-slot=errors]").isVisible(), false);

  await answer(page, { kraefter: "ja" });
  await onward(page);
  includes(await rows(page), { ...SHOWN, kraefter: "Ja, for det meste" });

  await change(page, button(page, "Ret svarene"));
  await answer(page, { fornavn: "Aase" });
  await onward(page);
  assert.deepEqual(await rows(page), { ...shown, kraefter: "Ja, for det meste", fornavn: "Aase" });
});

journey("what is sent is received once, read by the staff, and erased by its receipt", async (page) => {
  const waiting = async () => (await staff("list")).said.split("\n").filter((line) => /Sådan har du det lige nu/.test(line)).length;
  const before = await waiting();
  await fillIn(page);
  await lookOver(page);

  // Twice, as a thumb does when nothing seems to happen.
  await press(page, button(page, "Send mine svar"), "dblclick");
  assert.equal(await heading(page), "Tak. Vi har modtaget dine svar");
  const code = await receipt(page);
  assert.match(code, RECEIPT);
  const shown = await rows(page);
  includes(shown, SHOWN);

  // What fits these answers, and nothing else: where to call, something to read, and a word about how it is.
  const titles = (kind) => page.locator(`[data-${kind}] h2`).allInnerTexts();
  assert.deepEqual(await titles("help"), ["Du er ikke alene"]);
  assert.deepEqual(await titles("end"), ["Tak, fordi du svarede", "Du må gerne være bange og i tvivl", "Tak for dine svar"]);
  assert.deepEqual(await page.locator("[data-band]").count(), 1);
  assert.ok(await page.locator("[data-help] a[href='tel:1888']").isVisible());
  assert.ok(await page.locator(".leave a").isVisible());

  // And once more, as a telephone does when it has been asleep.
  const asked = page.waitForRequest((request) => request.method() === "POST");
  await page.reload();
  assert.equal(new URLSearchParams((await asked).postData()).get("_kvittering"), code);
  assert.equal(await receipt(page), code);
  assert.deepEqual(await rows(page), shown);
  assert.equal(await waiting(), before + 1);

  const { found, said } = await staff("show", code);
  assert.ok(found, said);
  for (const text of ["Jeg er gravid", "Mest bange eller ked af det", "<b>Hun</b> siger \"flyt\" & 'nu' … 😀", "Åse", "20 12 34 56"]) {
    assert.ok(said.includes(text), text);
  }
  assert.match(said, /! Er bange for en derhjemme/);
  assert.doesNotMatch(said, /Sat til side/);

  // The receipt as somebody copies it from paper; and the answer is the same when there is nothing more to erase.
  const answers = [];
  for (let time = 0; time < 2; time += 1) {
    if (time === 0) await page.getByRole("link", { name: "Slet dine svar" }).click();
    else await page.goto("/formularer/slet/");
    await page.getByLabel("Din kvittering").fill(` ${code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o")} `);
    assert.equal((await press(page, button(page, "Slet mine svar"))).status(), 200);
    answers.push(await page.locator("main").innerText());
  }
  assert.match(answers[0], /^Nu er der ikke mere at slette/);
  assert.equal(answers[1], answers[0]);

  const gone = await staff("show", code);
  assert.equal(gone.found, false);
  assert.match(gone.said, /der er intet svar med/);
  assert.equal(await waiting(), before);
});

journey("a code lets a family's answers follow each other, without a name", async (page) => {
  const shown = () => page.locator("[data-slot=code]").innerText();
  const details = page.locator("summary", { hasText: "Har du svaret før?" });

  await page.goto(FORM);
  await until(page, details);
  await details.click();
  await page.getByLabel("Giv mig en kode").check();
  // The code is not lost over something that must be mended first.
  await onward(page, 422);
  await agree(page, "gem-svar");
  await onward(page);
  const code = (await rows(page))._familiekode;
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
  await press(page, button(page, "Send mine svar"));
  assert.equal(await shown(), code);

  // Next time, as somebody types it.
  await page.goto(FORM);
  await until(page, details);
  await details.click();
  const field = page.getByLabel("Din familiekode");
  await field.fill(`${code.slice(0, -1)}`);
  await agree(page, "gem-svar");
  await onward(page, 422);
  assert.deepEqual(Object.keys(await mistakes(page)), ["_familiekode"]);
  assert.ok(await field.isVisible());
  await field.fill(code.toLowerCase().replaceAll("-", ""));
  await onward(page);
  await press(page, button(page, "Send mine svar"));
  assert.equal(await shown(), code);
  assert.match((await staff("show", await receipt(page))).said, new RegExp(`Familiekode: ${code}`));
});
