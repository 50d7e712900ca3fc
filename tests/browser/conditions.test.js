// When a question is asked: the script's half of collector/forms/src/condition.rs. The two must agree.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { ROOT } from "./support/server.js";
import { listed, none, within } from "./support/site.js";

// Conditions need nothing of what the script has from others.
const script = (await readFile(path.join(ROOT, "themes/1000dage/scripts/form.js"), "utf8")).replace(/^import .*$/gm, "");
const { holds } = await import(`data:text/javascript,${encodeURIComponent(script)}`);

const answers = new Map([
  ["_rolle", ["mor"]],
  ["humoer", ["tunge"]],
  ["mangler", ["toej", "bleer"]],
  ["timer", ["7"]],
  ["grader", ["-3"]],
  ["tekst", ["7 timer"]],
  ["tom", []],
]);

const HOLD = [
  { question: "humoer", is: ["gode", "tunge"] },
  { question: "mangler", is: ["bleer"] },
  { question: "humoer", answered: true },
  { question: "tekst", answered: true },
  { question: "timer", from: 7, to: 7 },
  { question: "timer", from: 1 },
  { question: "timer", to: 10 },
  { question: "timer" },
  { question: "grader", from: -5, to: -1 },
  { role: ["far", "mor"] },
  { all: [] },
  { all: [{ role: ["mor"] }, { question: "timer", from: 5 }] },
  { any: [{ role: ["far"] }, { question: "humoer", is: ["tunge"] }] },
  { all: [{ any: [{ role: ["far"] }, { all: [{ question: "humoer", answered: true }] }] }] },
];

const FAIL = [
  { question: "humoer", is: ["gode"] },
  { question: "humoer", is: [] },
  { question: "humoer", is: ["tung"] },
  { question: "ukendt", is: ["tunge"] },
  { question: "ukendt", answered: true },
  { question: "tom", answered: true },
  { question: "timer", from: 8 },
  { question: "timer", to: 6 },
  { question: "timer", from: 10, to: 1 },
  { question: "tekst", from: 1 },
  { question: "humoer", from: 0 },
  { question: "ukendt", to: 3 },
  { role: ["far"] },
  { any: [] },
  { any: [{ role: ["far"] }, { question: "timer", to: 6 }] },
  { all: [{ role: ["mor"] }, { question: "timer", to: 6 }] },
];

test("a condition holds or not, as the answers are", () => {
  for (const when of HOLD) assert.equal(holds(when, answers), true, JSON.stringify(when));
  for (const when of FAIL) assert.equal(holds(when, answers), false, JSON.stringify(when));
});

test("without answers nothing holds but what asks for nothing", () => {
  for (const when of [...HOLD, ...FAIL]) assert.equal(holds(when, new Map()), when.all?.length === 0, JSON.stringify(when));
});

// The proof of the pudding: in every form, whatever is chosen at random, the service asks for the same as the page has shown.
// Chosen with a sequence of numbers that is the same in every run.
function chooseAtRandom(seed) {
  let state = seed;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const form = document.querySelector("form.questions");
  for (const box of form.querySelectorAll("[data-question]")) {
    const controls = [...box.querySelectorAll("input, textarea")];
    if (box.hidden || (random() < 0.1 && !box.dataset.question.startsWith("_samtykke"))) continue;
    const marks = controls.filter(({ type }) => type === "radio" || type === "checkbox");
    if (marks.length > 0) marks[Math.floor(random() * marks.length)].click();
    else if (controls.length === 1) controls[0].value = { tel: "20123456", email: "aase@eksempel.dk" }[controls[0].type] ?? "";
    controls[0].dispatchEvent(new Event("input", { bubbles: true }));
  }
  const shown = [...form.querySelectorAll("[data-question]")].filter((box) => !box.hidden).map((box) => box.dataset.question);
  form.submit();
  return shown;
}

const SEEDS = [1, 2];
const forms = listed.filter((address) => /^\/formularer\/(?!slet)[^/]+\/$/.test(address));

test(
  "in every form the service asks for what the page has shown, and for nothing else",
  { ...within, skip: Boolean(process.env.SITE_URL) },
  async () => {
    assert.ok(forms.length >= 15);
    const found = [];
    let compared = 0;
    await withPage({}, async (page) => {
      for (const address of forms) {
        for (const seed of SEEDS) {
          await page.goto(address);
          const [shown] = await Promise.all([page.evaluate(chooseAtRandom, seed * 7919), page.waitForURL("**/api/**")]);
          const { rows, wrong } = await page.evaluate(() => ({
            rows: [...document.querySelectorAll("[data-row]")].map((row) => row.dataset.row),
            wrong: [...document.querySelectorAll(".is-wrong")].map((box) => [
              box.dataset.question,
              box.querySelector(".error").textContent,
            ]),
          }));
          const told = `${address} (${seed})`;
          for (const [id, error] of wrong) {
            if (!shown.includes(id)) found.push(`${told} complains of ${id}, which was not asked`);
            if (!/^(Svar på|Sæt kryds)/.test(error)) found.push(`${told} says of ${id}: ${error}`);
          }
          if (wrong.length > 0) continue;
          compared += 1;
          // A yes that was not given, and a code that was not written, have no row.
          const asked = shown.filter((id) => !/^_(samtykke|familiekode)/.test(id));
          const kept = rows.filter((id) => !/^_(samtykke|familiekode)/.test(id));
          if (asked.join() !== kept.join()) found.push(`${told} shows ${asked} and asks for ${kept}`);
        }
      }
    });
    // Of those that ask for something only words can answer, none gets so far.
    assert.ok(compared > forms.length, `only ${compared}`);
    none(found);
  },
);
