// What is asked of every page, whether it lies on the site or is an answer to something sent.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import axe from "axe-core";
import vnu from "vnu-jar";

const run = promisify(execFile);

export const RULES = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};
// The only rule that sees another thing in the dark.
export const COLOURS = { runOnly: { type: "rule", values: ["color-contrast"] }, resultTypes: ["violations"], preload: false };
// Here the browser picks the colours; axe reads those of the style sheet, which nobody sees.
export const NOT_COLOURS = { ...RULES, rules: { "color-contrast": { enabled: false } } };

// The script is handed to the page from outside, since the page's own policy lets nothing in.
export async function violations(page, when, rules) {
  await page.evaluate(`window.axe || (() => { ${axe.source} })()`);
  const found = await page.evaluate((chosen) => window.axe.run(document, chosen).then((result) => result.violations), rules);
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${when}: ${id} (${help}) at ${target.join(" ")}`));
}

// What the Nu checker says of pages: a map from name to HTML. It starts once and reads them all.
export async function misspelt(pages) {
  const folder = await mkdtemp(path.join(tmpdir(), "markup-"));
  try {
    const names = new Map();
    for (const [name, html] of pages) {
      const file = path.join(folder, `${names.size}.html`);
      await writeFile(file, html);
      names.set(file, name);
    }
    const { stdout } = await run("java", ["-Xss8m", "-jar", vnu, "--format", "json", "--stdout", "--exit-zero-always", ...names.keys()], {
      maxBuffer: 1 << 26,
    });
    const { messages } = JSON.parse(stdout);
    const told = ({ url, type, message, extract = "" }) => `${names.get(new URL(url).pathname)} ${type}: ${message} ${extract.trim()}`;
    return messages.filter(({ type, subType }) => type !== "info" || subType === "warning").map(told);
  } finally {
    await rm(folder, { recursive: true });
  }
}

// Names what makes a page wider than the screen, and leaves out what lies in a box that scrolls or hides on its own.
export const sticksOut = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const held = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== "visible") return true;
      }
      return false;
    };
    const named = (element) => element.tagName.toLowerCase() + [...element.classList].map((name) => `.${name}`).join("");
    const guilty = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return (box.right > width + 1 || box.left < -1) && !held(element);
    });
    return [`is ${document.documentElement.scrollWidth} px wide on ${width}: ${guilty.slice(0, 3).map(named).join(", ")}`];
  });

// 48 px for what one must be able to hit in haste, 44 for the rest. Links in running text are as high as their line, and a mark to
// set is hit by its label.
const HEIGHTS = [
  [48, ".brand, .call, .site-nav a, .button, button:not(.as-link), .dial, .letters a, .site-footer li a, .languages a, .filters a"],
  [48, "input:not([type=radio], [type=checkbox]), textarea, .choice"],
  [44, "summary, .crumbs a, .rows a, .path a, .pager a, .toc a, .cards h2 a, .cards h3 a, .as-link, .box-error li a"],
];

// Names what a thumb would miss.
export const tooLow = (page) =>
  page.evaluate(
    (heights) =>
      heights.flatMap(([least, selector]) =>
        [...document.querySelectorAll(selector)]
          .filter((control) => control.checkVisibility())
          .map((control) => [control, control.getBoundingClientRect().height])
          .filter(([, height]) => height < least - 0.5)
          .map(([control, height]) => [control.textContent.trim() || control.name, control.className || control.tagName, height.toFixed(1)])
          .map(([text, kind, height]) => `»${text}« (${kind}) is ${height} px high`),
      ),
    HEIGHTS,
  );
