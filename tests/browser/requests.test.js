// A family asks for a package: what is written wrong is named kindly, one thing at a time, and nothing has to be written twice.
import assert from "node:assert/strict";

import {
  RECEIPT,
  agree,
  answer,
  button,
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
} from "./support/forms.js";

const FORM = "/formularer/babypakke/";

// A day so many days from now, in the three parts of the form. The service knows what day it is.
function day(ahead) {
  const then = new Date(Date.now() + ahead * 86_400_000);
  return { dag: String(then.getDate()), maaned: String(then.getMonth() + 1), aar: String(then.getFullYear()) };
}

const YEAR = new Date().getFullYear();
const UNBORN = {
  _rolle: "gravid",
  barn: "nej",
  termin: day(100),
  antal: "et",
  grund: ["penge"],
  mangler: ["toej", "bleer"],
  levering: "hjem",
  navn: "Åse Sørensen",
  adresse: { vej: "Møllevej 7, 2. th.", postnr: "7100", by: "Vejle" },
  kommune: "Vejle",
  besked: "sms",
  telefon: "+45 20 12 34 56",
};
const agreed = (page) => agree(page, "gem-svar", "del-adresse");

// Only the questions at hand, and the list says nothing but this of them.
async function refused(page, answers, expected) {
  await answer(page, answers);
  await onward(page, 422);
  const list = await mistakes(page);
  assert.deepEqual(Object.keys(list), Object.keys(expected));
  for (const [id, words] of Object.entries(expected)) assert.match(list[id], words);
  const shown = new Map(await fields(page));
  for (const [id, value] of Object.entries(answers)) {
    const parts =
      typeof value === "string"
        ? { [id]: value }
        : Object.fromEntries(Object.entries(value).map(([part, text]) => [`${id}_${part}`, text]));
    for (const [name, text] of Object.entries(parts)) assert.equal(shown.get(name) ?? "", text, `${name} is not as it was written`);
  }
}

// From the list to the question, where what is wrong is marked.
async function follow(page, id) {
  await page.locator(`[data-slot=error-list] a[href^="#f-${id}"]`).click();
  const here = await page.evaluate(() => {
    const { activeElement: control } = document;
    return { id: control.closest("[data-question]")?.dataset.question, wrong: control.getAttribute("aria-invalid") };
  });
  assert.deepEqual(here, { id, wrong: "true" });
}

journey("a request shows every mistake at once, and is sent when they are mended", async (page) => {
  await page.goto(FORM);
  await answer(page, UNBORN);
  await agreed(page);
  await refused(
    page,
    {
      termin: { dag: "31", maaned: "2", aar: String(YEAR + 1) },
      navn: "Åse, 010190-1234",
      adresse: { vej: "", postnr: "71", by: "Vejle" },
      kommune: "Koldning",
      telefon: "20 12",
    },
    {
      termin: /findes ikke/,
      navn: /ligner et CPR-nummer.*Det spørger vi aldrig om/,
      adresse: /./,
      kommune: /Mente du »Kolding«\?/,
      telefon: /otte tal/,
    },
  );
  for (const id of ["termin", "navn", "adresse", "kommune", "telefon"]) await follow(page, id);

  // The first mistakes are mended. Two other ways to write a date that cannot be right come to light.
  const mended = { navn: UNBORN.navn, adresse: UNBORN.adresse, kommune: "vejle", telefon: UNBORN.telefon };
  await refused(
    page,
    { termin: { dag: "5", maaned: "", aar: "" } },
    { termin: /både dag, måned og år/, navn: /./, adresse: /./, kommune: /./, telefon: /./ },
  );
  await answer(page, mended);
  await refused(page, { termin: { dag: "1", maaned: "3", aar: String(YEAR + 20) } }, { termin: /højst 40 uger/ });
  await follow(page, "termin");

  await answer(page, { termin: UNBORN.termin });
  await onward(page);
  const shown = await rows(page);
  assert.match(shown.termin, new RegExp(`^${UNBORN.termin.dag}\\. [a-z]+ ${UNBORN.termin.aar}$`));
  assert.match(shown.adresse, /Møllevej 7, 2\. th\.,?\s+7100 Vejle/);
  assert.equal(shown.kommune, "Vejle");
  assert.equal(shown.foedselsdato, undefined);

  await lookOver(page);
  await press(page, button(page, "Send mine svar"));
  assert.equal(await page.locator("h1").innerText(), "Tak. Vi har modtaget din henvendelse");
  const code = await receipt(page);
  assert.match(code, RECEIPT);
  assert.deepEqual(await page.locator("[data-end] h2").allInnerTexts(), ["Mens I venter", "Godt, at du spurgte"]);
  const { said } = await staff("show", code);
  assert.match(said, /\nKontakt\n[^]*Åse Sørensen[^]*Møllevej 7/);
  assert.doesNotMatch(said, /010190|Sat til side/);
});

journey("a child that is born has a birthday, and not in the future", async (page) => {
  const { termin: _, ...rest } = UNBORN;
  await page.goto(FORM);
  await answer(page, { ...rest, _rolle: "far", barn: "ja" });
  await agreed(page);
  await onward(page, 422);
  assert.deepEqual(await mistakes(page), { foedselsdato: "Svar på »Hvornår er barnet født?«." });
  await refused(page, { foedselsdato: day(2) }, { foedselsdato: /kan ikke ligge i fremtiden/ });
  await answer(page, { foedselsdato: day(-30) });
  await onward(page);
  const shown = await rows(page);
  assert.ok(shown.foedselsdato.endsWith(day(-30).aar));
  assert.equal(shown.termin, undefined);
});

journey("nothing required is passed over in silence", async (page) => {
  await page.goto(FORM);
  await onward(page, 422);
  assert.deepEqual(Object.keys(await mistakes(page)), [
    "barn",
    "levering",
    "navn",
    "kommune",
    "besked",
    "_samtykke-gem-svar",
    "_samtykke-del-adresse",
  ]);
  assert.match(await question(page, "barn").innerText(), /Er barnet født\? \(skal udfyldes\)/);
});
