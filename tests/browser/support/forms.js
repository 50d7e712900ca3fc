// Forms as families meet them: filled in, looked over, sent, mended. And what the staff read of them afterwards.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { test } from "node:test";

import { withPage } from "./browser.js";
import { GENERATOR } from "./server.js";
import { data, none, within } from "./site.js";
import { left, listen } from "./traces.js";

export const STAFF = path.resolve(process.env.STAFF ?? path.join(path.dirname(GENERATOR), "staff"));

export const RECEIPT = /^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}$/;

// A test in the hands of a reader. Whatever happens on the way, nothing is asked of others, nothing complains, and nothing is left
// behind. Answers of ours are never sent to a site out in the world.
const way = (javaScriptEnabled) => (name, look) =>
  test(`${name}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, { ...within, skip: !data }, () =>
    withPage({ javaScriptEnabled }, async (page) => {
      const found = [];
      listen(page, found);
      await look(page);
      none([...found, ...(await left(page))]);
    }),
  );

export const withScript = way(true);
export const withoutScript = way(false);

export function journey(name, look) {
  withScript(name, look);
  withoutScript(name, look);
}

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const question = (page, id) => page.locator(`[data-question="${id}"]`);

// Presses what is answered with another page, and returns that answer. With a script the page takes the place of the one before;
// without it the browser goes there.
export async function press(page, control, how = "click") {
  const before = await page.locator("main").elementHandle();
  const scripted = await page.evaluate(() => document.documentElement.classList.contains("js"));
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "POST"),
    scripted ? before.waitForElementState("hidden") : page.waitForEvent("load"),
    control[how](),
  ]);
  assert.equal(response.request().isNavigationRequest(), !scripted);
  return response;
}

// Presses »Ret …«. With a script the form is still there, as it was left; without it the service draws it again.
export async function change(page, control) {
  const scripted = await page.evaluate(() => document.documentElement.classList.contains("js"));
  await (scripted ? control.click() : press(page, control));
  await page.locator("form.questions").waitFor();
}

// With a script, a form may show one part at a time: goes on, and then back, until this is in view.
export async function until(page, wanted) {
  for (const way of ["Næste", "Tilbage"]) {
    while (!(await wanted.isVisible()) && (await button(page, way).isVisible())) await button(page, way).click();
  }
  assert.ok(await wanted.isVisible(), `${wanted} is in no part of the form`);
}

// Answers questions by their names, in the order of the form. A text is written or chosen, several are chosen together, and the
// parts of a date or an address are written by their names.
export async function answer(page, answers) {
  for (const [id, value] of Object.entries(answers)) {
    const box = question(page, id);
    await until(page, box);
    const choose = (one) => box.locator(`[value="${one}"]`).check();
    const parts = typeof value === "object" && !Array.isArray(value);
    if (parts) {
      for (const [part, text] of Object.entries(value)) await box.locator(`[name="${id}_${part}"]`).fill(text);
    } else if (Array.isArray(value)) {
      for (const one of value) await choose(one);
    } else if ((await box.locator("[type=radio]").count()) > 0) {
      await choose(value);
    } else {
      await box.locator(`[name="${id}"]`).fill(value);
    }
  }
}

export const agree = async (page, ...consents) => {
  for (const id of consents) await answer(page, { [`_samtykke-${id}`]: [`${id}:1`] });
};

// »Fortsæt«, from wherever one is in the form.
export async function onward(page, status = 200) {
  const submit = button(page, "Fortsæt");
  await until(page, submit);
  const response = await press(page, submit);
  assert.equal(response.status(), status, (await page.locator("[data-slot=error-list] li").allInnerTexts()).join("\n"));
}

// Every field as it would be sent now.
export const fields = (page) =>
  page.evaluate(() => {
    const own = ["_version", "_kvittering", "_vist", "_hjemmeside"];
    return [...new FormData(document.querySelector("form.questions, form.check"))].filter(([name, value]) => value && !own.includes(name));
  });

// The questions and answers on the page to look over, and on the receipt.
export const rows = async (page) =>
  Object.fromEntries(
    await page.evaluate(() =>
      [...document.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row.querySelector("[data-value]").innerText]),
    ),
  );

// The list of what is wrong: where each line leads, and what it says. What stands there stands beside the question, too.
export async function mistakes(page) {
  const { title, list, beside } = await page.evaluate(() => {
    const shown = (elements) => [...elements].filter((element) => !element.hidden);
    return {
      title: document.title,
      list: [...document.querySelectorAll("[data-slot=errors]:not([hidden]) li")].map((line) => [
        line.querySelector("a")?.getAttribute("href") ?? "",
        line.textContent,
      ]),
      beside: shown(document.querySelectorAll("[data-error]")).map((error) => [error.dataset.error, error.textContent]),
    };
  });
  assert.ok(title.startsWith("Fejl: "), title);
  const here = list.filter(([href]) => href);
  assert.deepEqual(
    here.map(([, text]) => text),
    beside.map(([, text]) => text),
  );
  for (const [place, [href]] of here.entries()) assert.match(href, new RegExp(`^#f-${beside[place][0]}(-\\d)?$`));
  return Object.fromEntries(list.map(([href, text], place) => [href ? beside[here.findIndex((one) => one === list[place])][0] : "", text]));
}

// Nobody reads answers through in no time: what is sent at once is kept apart, as from a machine.
export async function lookOver(page) {
  const shown = Number(await page.locator("[name=_vist]").getAttribute("value"));
  await new Promise((done) => setTimeout(done, Math.max(0, (shown + 1) * 1000 - Date.now())));
}

export const receipt = async (page) => (await page.locator("[data-slot=receipt]").textContent()).trim();

// What the staff's program prints, and whether it found what it was asked for.
export function staff(command, which = [], folder = data) {
  return new Promise((resolve) => {
    execFile(STAFF, [command, "--home", folder, "--as", "Karen"].concat(which), (error, stdout, stderr) =>
      resolve({ found: !error, said: stdout + stderr }),
    );
  });
}
