// What a page becomes when a script has shown something on it: for each state its address, what the device keeps when the reader comes,
// and what the reader does there. `ready` meets the page before it has been anywhere.
import { agree, answer, button, onward, press } from "./forms.js";
import { kinds } from "./site.js";

const ENDING = `${kinds.phase}afslutning/`;
const TOLD = { _rolle: "mor", "kontakt-maade": "ring", telefon: "20123456", emne: ["humoer"], fortael: "Jeg sover ikke." };
const WORD = "blåbær";

const lessonOf = kinds.lesson.slice("/faser/".length, -1);
const child = { due: "2027-03-01" };
const readers = { Ida: [lessonOf], Bo: [] };
const draft = { form: kinds.form, version: "1", at: Date.now(), salt: "AAAA", iv: "AAAA", box: "AAAA" };
const everything = { child, ticks: readers, reader: "Ida", drafts: [draft], plain: true };

const refuse = (page) =>
  page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
const cut = (page) => page.route("**/api/**", (route) => route.abort());

async function find(page, name, date, early) {
  await page.getByLabel(name === "born" ? "Vores barn er født" : "Vi venter barn").check();
  for (const [id, text] of [[name, date], ...(early ? [["early", early]] : [])]) {
    if (id === "early") await page.locator("form.find details").evaluate((details) => (details.open = true));
    for (const [place, part] of text.split(" ").entries()) await page.locator(`#${id} input`).nth(place).fill(part);
  }
  await button(page, "Vis vores uge").click();
  await page.locator("main h2:focus, .box-error:focus").waitFor();
}

async function remember(page, ...dates) {
  await find(page, ...dates);
  await button(page, "Husk det på denne enhed").click();
  await page.locator("[data-remembered]:focus").waitFor();
}

async function fillIn(page) {
  await answer(page, TOLD);
  await agree(page, "gem-svar");
}

async function lookOver(page) {
  await fillIn(page);
  await onward(page);
}

async function openSave(page) {
  await fillIn(page);
  await button(page, "Gem, og fortsæt senere").first().click();
}

async function save(page) {
  await openSave(page);
  await page.getByLabel("Dit ord, mindst 4 tegn").fill(WORD);
  await page.locator("[data-lock=save]").getByRole("button", { name: "Gem", exact: true }).click();
  await page.getByText("Svarene er gemt på denne enhed.").waitFor();
}

async function send(page) {
  await lookOver(page);
  const shown = Number(await page.locator("[name=_vist]").getAttribute("value"));
  await new Promise((done) => setTimeout(done, Math.max(0, (shown + 1) * 1000 - Date.now())));
  await press(page, button(page, "Send mine svar"));
}

async function type(page, text) {
  await page.locator("#q").fill(text);
  await page.locator("#svar:not(:empty)").waitFor();
}

const erase = (page) => page.locator("[data-device]").getByRole("button", { name: "Slet alt", exact: true });

async function keepPages(page) {
  await button(page, "Gem til læsning uden net").click();
  await page.getByText(/sider ligger på enheden|blev hentet/).waitFor();
}

// name: [address, what the reader does, what is kept, ready]
export const states = {
  "find: asking": [kinds.find, () => {}],
  "find: one date wrong": [kinds.find, (page) => find(page, "due", "31 2 2027")],
  "find: two dates wrong": [kinds.find, (page) => find(page, "born", "3 3", "32 1 2026")],
  "find: pregnant": [kinds.find, (page) => find(page, "due", "1 3 2027")],
  "find: past the due date": [kinds.find, (page) => find(page, "due", "15 11 2026")],
  "find: born before time": [kinds.find, (page) => find(page, "born", "1 9 2026", "20 10 2026")],
  "find: three years": [kinds.find, (page) => find(page, "born", "1 3 2023")],
  "find: kept": [kinds.find, (page) => remember(page, "due", "1 3 2027")],
  "find: refused": [kinds.find, (page) => remember(page, "due", "1 3 2027"), {}, refuse],
  "find: erased": [
    kinds.find,
    async (page) => {
      await button(page, "Slet alt, vi har gemt på denne enhed").click();
      await page.locator("[data-with=erased]:focus").waitFor();
    },
    { child },
  ],
  "find: not reached": [
    kinds.find,
    (page) => find(page, "due", "1 3 2027"),
    {},
    (page) => page.route("**/assets/*.json", (route) => route.abort()),
  ],
  "find: a calendar file": [
    kinds.find,
    async (page) => {
      await find(page, "due", "1 3 2027");
      await button(page, "Hent kalenderfil").click();
      await page.getByText("Filen er hentet.").waitFor();
    },
  ],
  "front: the family's week": ["/", (page) => page.locator("[data-yours]:visible").first().waitFor(), { child }],
  "lesson: ticked": [kinds.lesson, (page) => button(page, "Jeg har læst den").click(), { ticks: readers, reader: "Bo" }],
  "lesson: a link to copy": [
    kinds.lesson,
    async (page) => {
      await button(page, "Del siden").click();
      await page.locator("#link-til-siden").waitFor();
    },
    {},
    (page) => page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined })),
  ],
  "phase: ticked": [kinds.phase, () => {}, { ticks: readers }],
  "course: two readers": [
    kinds.course,
    async (page) => {
      await page.locator("[data-readers] summary").click();
      await button(page, "Hold dem hver for sig").click();
    },
    { child, ticks: readers },
  ],
  "ending: ticked": [ENDING, () => {}, { ticks: readers }],
  "ending: the whole course": ["/tak-for-turen/", () => {}],
  "search: found": ["/alle-emner/", (page) => type(page, "amning")],
  "search: nothing found": ["/alle-emner/", (page) => type(page, "xqzw")],
  "form: mistakes": [kinds.form, (page) => onward(page, 422)],
  "form: how a draft is kept": [kinds.form, openSave],
  "form: kept": [kinds.form, save],
  "form: a draft found": [kinds.form, (page) => page.getByRole("button", { name: /^Slet svarene, der/ }).click(), { drafts: [draft] }],
  "form: about to be deleted": [
    kinds.form,
    async (page) => {
      await fillIn(page);
      await button(page, "Slet svarene").last().click();
    },
  ],
  "form: not looked over": [
    kinds.form,
    async (page) => {
      await fillIn(page);
      await button(page, "Fortsæt").click();
      await page.locator("[data-unsent]:focus").waitFor();
    },
    {},
    cut,
  ],
  "form: the next part": [
    kinds.parts,
    async (page) => {
      await button(page, "Næste").click();
      await page.locator("h2:focus").waitFor();
    },
  ],
  "check: looked over": [kinds.form, lookOver],
  "check: not sent": [
    kinds.form,
    async (page) => {
      await lookOver(page);
      await cut(page);
      await button(page, "Send mine svar").click();
      await page.locator("[data-unsent]:focus").waitFor();
    },
  ],
  receipt: [kinds.form, send],
  "erase: not sent": [
    kinds.erase,
    async (page) => {
      await page.locator("main form input[type=text]").first().fill("0000-0000-0000-0000-0000-0000-00");
      await page.locator("main form button").first().click();
      await page.locator("[data-unsent]:focus, .box-error:focus").first().waitFor();
    },
    {},
    cut,
  ],
  "device: everything kept": ["/privatliv/", (page) => erase(page).waitFor(), everything],
  "device: about to be deleted": ["/skjul-dine-spor/", (page) => erase(page).click(), everything],
  "device: deleted": [
    "/skjul-dine-spor/",
    async (page) => {
      await erase(page).click();
      await button(page, "Ja, slet alt").click();
      await page.locator("[data-slot=done]:focus").waitFor();
    },
    everything,
  ],
  "without a line: pages kept": ["/uden-net/", keepPages],
};

// Brings a page into a state.
export async function enter(page, origin, [address, act, kept = {}, ready = () => {}]) {
  await page.addInitScript((entries) => {
    if (sessionStorage.seeded) return;
    sessionStorage.seeded = "1";
    for (const [name, value] of entries) localStorage.setItem(`1000dage.${name}`, JSON.stringify(value));
  }, Object.entries(kept));
  await ready(page);
  await page.clock.setFixedTime("2026-11-21T11:00:00Z");
  await page.goto(origin + address);
  await act(page);
}
