// Pages in other languages: whoever reads them finds their way, can leave in a hurry, and can call somebody who speaks Danish.
import assert from "node:assert/strict";
import { test } from "node:test";

import { visit, withPage } from "./support/browser.js";
import { sticksOut } from "./support/checks.js";
import { leaving } from "./support/leaving.js";
import { readAll } from "./support/outlines.js";
import { kinds, listed, none, within } from "./support/site.js";

const DANISH = "da";
const READ_BEFORE = "/laes-let/";
const NARROW = { width: 320, height: 640 };
// What the margins leave of an A4 sheet.
const PAPER = { width: 703, height: 1032 };

// As the front page offers them: each with its address, its language and the direction it is read in.
const offered = (
  await readAll([kinds.front], (page) =>
    [...page.querySelectorAll(".site-footer .languages a")].map((link) => ({
      address: link.getAttribute("href"),
      lang: link.getAttribute("hreflang"),
      dir: link.dir,
    })),
  )
).get(kinds.front);
const addresses = offered.map(({ address }) => address);
const rightToLeft = offered.filter(({ dir }) => dir === "rtl").map(({ address }) => address);

const read = await readAll(listed, (page) => ({
  lang: page.documentElement.lang,
  dir: page.documentElement.dir,
  canonical: page.querySelector("link[rel=canonical]")?.getAttribute("href"),
  alternates: [...page.querySelectorAll("link[rel=alternate][hreflang]")]
    .map((link) => `${link.hreflang} ${link.getAttribute("href")}`)
    .sort(),
  skip: page.querySelector(".skip")?.textContent.trim(),
}));

test("every other language is offered at the foot of the Danish pages, with its own page", within, () => {
  assert.ok(addresses.length >= 3);
  assert.ok(rightToLeft.includes(kinds.rightToLeft));
  none(addresses.filter((address) => !listed.includes(address)).map((address) => `${address} is not listed`));
});

test("a page says which language it is in and which way it is read, and nobody else says the same", within, () => {
  none(
    listed.flatMap((address) => {
      const { lang, dir } = read.get(address);
      const told = offered.find((language) => language.address === address);
      if (!told) return lang === DANISH && dir !== "rtl" ? [] : [`${address} is in ${lang}, ${dir}`];
      return lang === told.lang && dir === told.dir
        ? []
        : [`${address} is in ${lang}, ${dir}, and is offered as ${told.lang}, ${told.dir}`];
    }),
  );
});

test("translations name each other, and the Danish page names them all", within, () => {
  const named = listed.filter((address) => read.get(address).alternates.length > 0);
  none(
    named.flatMap((address) => {
      const { alternates, canonical, lang } = read.get(address);
      const own = alternates.includes(`${lang} ${canonical}`) ? [] : [`${address} does not name itself`];
      const paths = alternates.map((alternate) => new URL(alternate.split(" ")[1]).pathname);
      const others = paths.filter((path) => read.get(path)?.alternates.join() !== alternates.join());
      return [...own, ...others.map((path) => `${address} names ${path}, which does not name the same`)];
    }),
  );
  for (const { address, lang } of offered) assert.ok(named.includes(address), `${lang} is named by nobody`);
  assert.ok(named.some((address) => read.get(address).lang === DANISH));
});

test("the link past the menu is in the language of the page, and works", within, async () => {
  const danish = read.get(kinds.front).skip;
  none(
    await visit(addresses, {}, async (page, address) => {
      const { skip } = read.get(address);
      if (!skip || skip === danish) return [`has »${skip}«`];
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement.textContent.trim())) !== skip) return ["does not begin with it"];
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement === document.querySelector("main"));
      return [];
    }),
  );
});

// Words that a voice would read as if they were of the page's own language.
test("what is Danish on a page in another language is marked as Danish", within, async () => {
  none(
    await visit(addresses, {}, (page) =>
      page.evaluate(() => {
        const found = [];
        const danish = (node) => node.parentElement.closest("[lang]").lang === "da";
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const text = texts.currentNode.textContent.trim();
          if (/[æøå]|1000 Dage|Ring nu|Lev Uden Vold|Livslinien/i.test(text) && !danish(texts.currentNode))
            found.push(`has »${text}« unmarked`);
        }
        for (const name of document.querySelectorAll(".line, main em")) {
          if (!name.closest("[lang=da]")) found.push(`has »${name.textContent}« unmarked`);
        }
        return found;
      }),
    ),
  );
});

test("no page in another language scrolls sideways on a small phone, nor when unfolded", within, async () => {
  none(
    await visit(addresses, { viewport: NARROW }, async (page) => {
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      return sticksOut(page);
    }),
  );
});

// What stands at one edge of a box in Danish stands at the other where reading goes the other way.
test("right to left, titles, arrows and the way to Ring nu stand where such a page has them", within, async () => {
  none(
    await visit(rightToLeft, {}, (page) =>
      page.evaluate(() => {
        const box = (selector, from = document) => from.querySelector(selector).getBoundingClientRect();
        const rings = [...document.querySelectorAll(".box-ring")].map((ring) => {
          const { clientLeft, clientWidth } = ring;
          const inner = ring.getBoundingClientRect().left + clientLeft + clientWidth;
          return Math.abs(box(".box-title", ring).right - inner);
        });
        const summary = document.querySelector("summary");
        const arrow = getComputedStyle(summary, "::after");
        const cells = [...document.querySelectorAll("main tr > :last-child")];
        const faults = [
          [rings.every((gap) => gap < 1), "has titles that do not meet the edge of their box"],
          [parseFloat(arrow.marginRight) > parseFloat(arrow.marginLeft), "has its arrows beside the words"],
          [box(".brand").left > box(".call").right, "has Ring nu before the name of the site"],
          [cells.every((cell) => parseFloat(getComputedStyle(cell).paddingRight) === 0), "has columns that do not meet the edge"],
        ];
        return faults.filter(([good]) => !good).map(([, fault]) => fault);
      }),
    ),
  );
});

test("right to left, Tab goes through everything in reading order", within, async () => {
  none(
    await visit(rightToLeft, {}, async (page) => {
      const places = [];
      const count = await page.evaluate(() => {
        window.controls = [...document.querySelectorAll("a[href], summary, button, [tabindex='0']")].filter((control) =>
          control.checkVisibility(),
        );
        return window.controls.length;
      });
      for (let expected = 0; expected < count; expected += 1) {
        await page.keyboard.press("Tab");
        const place = await page.evaluate(() => {
          const [{ left, right, top, bottom }] = document.activeElement.getClientRects();
          const at = window.controls.indexOf(document.activeElement);
          const fixed = document.activeElement.closest(".skip, .leave") !== null;
          return { at, fixed, left, right, top: top + scrollY, bottom: bottom + scrollY, name: document.activeElement.textContent.trim() };
        });
        if (place.at !== expected) return [`comes to »${place.name}« out of turn`];
        places.push(place);
      }
      // On one line, the next lies further to the left; otherwise it lies further down.
      const still = places.filter(({ fixed }) => !fixed);
      return still.slice(1).flatMap((place, before) => {
        const last = still[before];
        const sameLine = place.top < last.bottom - 4 && last.top < place.bottom - 4;
        return (sameLine ? place.left < last.left : place.top > last.top) ? [] : [`goes back from »${last.name}« to »${place.name}«`];
      });
    }),
  );
});

async function elsewhere(page) {
  const asked = [];
  await page.route(/^https:/, (route) => {
    asked.push(route.request());
    return route.fulfill({ contentType: "text/html", body: "<title>Vejret</title>" });
  });
  return asked;
}

for (const [name, leave] of Object.entries(leaving)) {
  test(`${name} leaves a page in another language as it leaves a Danish one`, within, async () => {
    for (const address of addresses) {
      await withPage({}, async (page) => {
        const asked = await elsewhere(page);
        await page.goto(READ_BEFORE);
        await page.goto(address);
        const target = await page.locator(".leave a").getAttribute("href");
        const before = await page.evaluate(() => history.length);
        await leave(page);
        await page.waitForURL(target);
        assert.equal(asked[0].headers().referer, undefined, address);
        assert.equal(await page.evaluate(() => history.length), before, address);
        await page.goBack();
        assert.equal(new URL(page.url()).pathname, READ_BEFORE, address);
      });
    }
  });
}

test("the way out is in view at once, in the words of the page, and a plain link without a script", within, async () => {
  const danish = "Forlad siden hurtigt";
  for (const address of addresses) {
    await withPage({ javaScriptEnabled: false, viewport: NARROW }, async (page) => {
      const asked = await elsewhere(page);
      await page.goto(address);
      const way = page.locator(".leave a");
      const { x, y, width, height } = await way.boundingBox();
      assert.ok(x >= 0 && y >= 0 && x + width <= NARROW.width && y + height <= NARROW.height, address);
      const words = (await way.innerText()).trim();
      assert.ok(words && !words.includes(danish), address);
      await way.click();
      await page.waitForURL(/^https:/);
      assert.equal(asked[0].headers().referer, undefined, address);
    });
  }
});

test("on paper there is nothing to press, everything is unfolded, nothing is cut off, and the numbers are there", within, async () => {
  none(
    await visit(addresses, { viewport: PAPER }, async (page) => {
      await page.emulateMedia({ media: "print" });
      const faults = await page.evaluate(() => {
        const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
        const pressed = [".skip", ".call", ".leave", ".languages a"].flatMap((selector) => shown(selector).map(() => `prints ${selector}`));
        const folded = [...document.querySelectorAll("details")].filter(
          (details) => details.lastElementChild.getBoundingClientRect().height === 0,
        );
        const emergency = shown(".box-ring .number").some((number) => number.textContent.trim() === "112");
        return [...pressed, ...folded.map(() => "prints something folded"), ...(emergency ? [] : ["does not print 112"])];
      });
      return [...faults, ...(await sticksOut(page))];
    }),
  );
});
