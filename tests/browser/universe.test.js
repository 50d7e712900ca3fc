// The whole universe: everything is reached in a few steps, and every page of the course holds what the course promises.
import assert from "node:assert/strict";
import { test } from "node:test";

import { visit } from "./support/browser.js";
import { readAll } from "./support/outlines.js";
import { kinds, listed, none, origin, within } from "./support/site.js";

const STEPS = 3;
// More may come; none may be lost.
const PHASES = 12;
const LESSONS = 87;
const AWAITING = "Afventer faglig gennemgang";

const ofShape = (shape) => listed.filter((address) => shape.test(address));
const phases = ofShape(/^\/faser\/[^/]+\/$/);
const lessons = ofShape(/^\/faser\/[^/]+\/(?!afslutning\/|laes-let\/)[^/]+\/$/);
const easy = ofShape(/^\/faser\/[^/]+\/laes-let\/$/);
const packages = ofShape(/^\/babypakker\/[^/]+\/$/);

const read = await readAll(listed, (page) => {
  const all = (selector) => [...page.querySelectorAll(selector)];
  const text = (selector) => all(selector).map((element) => element.textContent.trim());
  // What only a script shows leads nobody anywhere yet.
  const links = all("body > header a[href], main a[href], body > footer a[href]").filter((link) => !link.closest("[hidden]"));
  return {
    links: links.map((link) => link.getAttribute("href")),
    own: all("main a[href]").map((link) => link.getAttribute("href")),
    part: page.body.className,
    key: all("main .box-key").map((box) => box.querySelectorAll("li").length),
    together: all("main .box-together:not([data-device])").length,
    checks: all("main .check > .answer").filter((answer) => answer.textContent.trim()).length,
    sources: all("main .sources li").length,
    dates: all("main .review time").map((time) => time.getAttribute("datetime")),
    review: text("main .review"),
    badges: text("main .review .badge"),
  };
});
const leadsTo = (address, target) => read.get(address).own.some((href) => new URL(href, origin + address).pathname === target);

// The shortest way from the front page to every address, as the addresses one goes through.
function ways() {
  const found = new Map([["/", ["/"]]]);
  for (const [address, way] of found) {
    const paths = read.get(address)?.links.map((href) => new URL(href, origin + address)) ?? [];
    for (const { origin: host, pathname } of paths) {
      if (host === origin && !found.has(pathname)) found.set(pathname, [...way, pathname]);
    }
  }
  return found;
}

test(`every page is reached from the front page in ${STEPS} steps, by links that are there without a script`, within, () => {
  const found = ways();
  none(
    listed.flatMap((address) => {
      const way = found.get(address);
      if (!way) return [`${address} is reached by no link`];
      return way.length - 1 > STEPS ? [`${address} takes ${way.length - 1} steps: ${way.join(" → ")}`] : [];
    }),
  );
});

test("the whole course is there, each lesson on the page of its phase", within, () => {
  assert.ok(phases.length >= PHASES, `${phases.length} phases`);
  assert.ok(lessons.length >= LESSONS, `${lessons.length} lessons`);
  none(
    lessons.flatMap((lesson) => {
      const phase = lesson.replace(/[^/]+\/$/, "");
      return leadsTo(phase, lesson) ? [] : [`${phase} does not lead to ${lesson}`];
    }),
  );
});

test("every phase leads to its easy page and to Ring nu, and the easy page back again", within, () => {
  none(
    phases.flatMap((phase) => {
      const page = `${phase}laes-let/`;
      const wanted = [
        [phase, page],
        [phase, kinds.call],
        [page, phase],
        [page, kinds.call],
        [kinds.easyList, page],
      ];
      return wanted.filter(([from, to]) => !read.has(from) || !leadsTo(from, to)).map(([from, to]) => `${from} does not lead to ${to}`);
    }),
  );
});

test("every phase after birth leads to a package, and every package is found from a phase", within, () => {
  none([
    ...phases
      .filter((phase) => read.get(phase).part !== "part-graviditet")
      .filter((phase) => !packages.some((address) => leadsTo(phase, address)))
      .map((phase) => `${phase} leads to no package`),
    ...packages.filter((address) => !phases.some((phase) => leadsTo(phase, address))).map((address) => `${address} is found from no phase`),
  ]);
});

test("every questionnaire that follows the course is found from a phase", within, async () => {
  const shown = await readAll([kinds.forms], (page) => {
    const group = [...page.querySelectorAll("main section")].find((section) => /forløb/.test(section.querySelector("h2").textContent));
    return [...group.querySelectorAll("h3 a")].map((link) => link.getAttribute("href"));
  });
  const forms = shown.get(kinds.forms);
  assert.ok(forms.length >= 8, `${forms.length} questionnaires follow the course`);
  none(forms.filter((form) => !phases.some((phase) => leadsTo(phase, form))).map((form) => `${form} is found from no phase`));
});

test(
  "every lesson has three lines that matter most, something to do together, a check, sources, a date and who reviewed it",
  within,
  () => {
    none(
      lessons.flatMap((lesson) => {
        const { key, together, checks, sources, dates, review } = read.get(lesson);
        const faults = [
          [key.length === 1 && key[0] === 3, `has ${key} lines that matter most`],
          [together > 0, "has nothing to do together"],
          [checks > 0, "has no check with an answer"],
          [sources > 0, "has no sources"],
          [dates.length === 1 && /^\d{4}-\d\d-\d\d$/.test(dates[0]), `is dated ${dates}`],
          [review.length === 1 && /^(Fagligt gennemgået af \S|Afventer faglig gennemgang)/.test(review[0]), `is reviewed by »${review}«`],
        ];
        return faults.filter(([good]) => !good).map(([, fault]) => `${lesson} ${fault}`);
      }),
    );
  },
);

// Whatever answers for somebody's health: by what it is, or since it names what it rests on.
const answering = listed.filter((address) => [phases, lessons, easy, packages].flat().includes(address) || read.get(address).sources > 0);

test("a page that answers for health says that it awaits review, until it names who has reviewed it", within, () => {
  assert.ok(answering.length > phases.length + lessons.length + easy.length + packages.length);
  const danish = /^Fagligt gennemgået af (?!afventer)\S/i;
  none(
    answering.flatMap((address) => {
      const { review, badges } = read.get(address);
      // Languages have their own word for it; that there is one is looked after in languages.test.js.
      const awaits = /^\/[a-z]{2}\/$/.test(address) ? badges.length === 1 && badges[0] : badges[0] === AWAITING;
      return awaits || danish.test(review[0] ?? "") ? [] : [`${address} says »${review}«`];
    }),
  );
});

for (const javaScriptEnabled of [true, false]) {
  test(`it is seen, ${javaScriptEnabled ? "with" : "without"} JavaScript`, within, async () => {
    const one = [phases[0], lessons[0], easy[0], packages[0], kinds.leave, kinds.language, kinds.rightToLeft].filter((address) => {
      return read.get(address).badges.length > 0;
    });
    none(
      await visit(one, { javaScriptEnabled }, (page) =>
        page.evaluate(() => {
          const badge = document.querySelector("main .review .badge");
          const { width, height } = badge.getBoundingClientRect();
          return badge.checkVisibility() && width > 40 && height > 10 ? [] : ["does not show that it awaits review"];
        }),
      ),
    );
  });
}
