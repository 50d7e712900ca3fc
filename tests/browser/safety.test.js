// The way out: whoever has to hide what is on the screen has one press to do it, and nothing comes back by itself.
import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, withPage } from "./support/browser.js";
import { leaving } from "./support/leaving.js";
import { get, kinds, listed, none, within } from "./support/site.js";

const TRACES = "/skjul-dine-spor/";
const READ_BEFORE = "/forloebet/";

// The other site, which is never asked. It answers when the test lets it, or not at all.
async function elsewhere(page, answers = true) {
  const asked = [];
  await page.route(/^https:/, (route) => {
    asked.push(route.request());
    return answers ? route.fulfill({ contentType: "text/html", body: "<title>Vejret</title>" }) : undefined;
  });
  return asked;
}

const keptDraft = (page) => page.evaluate(() => localStorage.getItem("1000dage.drafts"));
const keepDraft = (page) => page.evaluate(() => localStorage.setItem("1000dage.drafts", JSON.stringify({ start: {} })));

// What anyone who looks over a shoulder sees, two frames after the page went blank. The page tells it by itself, since a browser on its
// way to another page answers no questions.
async function seenWhenBlank(page, leave) {
  await page.evaluate(() => {
    const tell = () => {
      const { title, body } = document;
      const drafts = localStorage.getItem("1000dage.drafts");
      console.log(JSON.stringify({ title, text: body.innerText, parts: body.childNodes.length, drafts }));
    };
    new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(tell))).observe(document.body, { childList: true });
  });
  const [said, asked] = await Promise.all([page.waitForEvent("console"), page.waitForRequest(/^https:/), leave(page)]);
  return { seen: JSON.parse(said.text()), asked };
}

test("the way out is in view at the top of the page, in the midst and at its very foot", within, () =>
  withPage({}, async (page) => {
    for (const viewport of [PHONE, { width: 320, height: 480 }, { width: 1280, height: 800 }]) {
      await page.setViewportSize(viewport);
      await page.goto(kinds.leave);
      for (const part of [0, 0.5, 1]) {
        await page.evaluate((part) => scrollTo({ top: part * document.documentElement.scrollHeight, behavior: "instant" }), part);
        const { top, bottom } = await page.locator(".leave a").evaluate((link) => link.getBoundingClientRect().toJSON());
        assert.ok(top >= 0 && bottom <= viewport.height, `at ${part} of ${viewport.width} px it lies from ${top} to ${bottom}`);
      }
    }
  }),
);

for (const [name, leave] of Object.entries(leaving)) {
  test(`${name} blanks the page at once, though the other site never answers`, within, () =>
    withPage({}, async (page) => {
      await elsewhere(page, false);
      await page.goto(kinds.leave);
      await keepDraft(page);
      const target = await page.locator(".leave a").getAttribute("href");
      const { seen, asked } = await seenWhenBlank(page, leave);
      assert.deepEqual(seen, { title: new URL(target).hostname, text: "", parts: 0, drafts: null });
      assert.equal(new URL(page.url()).pathname, kinds.leave);
      assert.equal(asked.url(), target);
      assert.equal(asked.headers().referer, undefined);
    }),
  );

  test(`${name} puts the other site in the place of this page in the history`, within, () =>
    withPage({}, async (page) => {
      await elsewhere(page);
      await page.goto(READ_BEFORE);
      await page.goto(kinds.leave);
      const target = await page.locator(".leave a").getAttribute("href");
      const before = await page.evaluate(() => history.length);
      await leave(page);
      await page.waitForURL(target);
      assert.equal(await page.evaluate(() => history.length), before);
      await page.goBack();
      assert.equal(new URL(page.url()).pathname, READ_BEFORE);
      await page.goForward();
      assert.equal(page.url(), target);
    }),
  );
}

test("Esc twice, held down, slowly or with other keys between leaves nothing", within, () =>
  withPage({}, async (page) => {
    const asked = await elsewhere(page);
    const press = (key) => page.keyboard.press(key);
    await page.clock.install();
    await page.goto(kinds.form);
    const field = page.locator("[name=fornavn]");
    await field.fill("Åse");
    await press("Escape");
    await press("Escape");
    await press("Shift");
    await press("Escape");
    await press("Escape");
    await press("a");
    await page.keyboard.down("Escape");
    for (let held = 0; held < 5; held += 1) await page.keyboard.down("Escape");
    await page.keyboard.up("Escape");
    // The clock of the keys is the browser's own, and tells how far apart they were.
    await page.evaluate(() => {
      for (const stamp of [0, 800, 1600]) {
        const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
        Object.defineProperty(event, "timeStamp", { value: performance.now() + 10_000 + stamp });
        document.body.dispatchEvent(event);
      }
    });
    assert.equal(await field.inputValue(), "Åsea");
    assert.equal(asked.length, 0);
  }),
);

test("Esc once still closes what is open, and is not kept from others", within, () =>
  withPage({}, async (page) => {
    await elsewhere(page);
    await page.goto(kinds.leave);
    await page.evaluate(() => {
      const dialog = document.body.appendChild(document.createElement("dialog"));
      dialog.append(document.createElement("button"));
      dialog.showModal();
    });
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector("dialog").open);
  }),
);

test("Esc does not stop the other page on its way", within, () =>
  withPage({}, async (page) => {
    await elsewhere(page, false);
    await page.goto(kinds.leave);
    const stopped = await page.evaluate(() => {
      const pressed = Array.from({ length: 4 }, () => new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
      return pressed.map((event) => !document.documentElement.dispatchEvent(event));
    });
    assert.deepEqual(stopped, [false, false, true, true]);
  }),
);

test("a draft that is put away while the page goes blank is emptied all the same", within, () =>
  withPage({}, async (page) => {
    await elsewhere(page);
    await page.goto(kinds.form);
    const target = await page.locator(".leave a").getAttribute("href");
    await page.evaluate(() => {
      const late = () => localStorage.setItem("1000dage.drafts", "{}");
      new MutationObserver(late).observe(document.body, { childList: true });
    });
    await page.locator(".leave a").click();
    await page.waitForURL(target);
    await page.goto(kinds.front);
    assert.equal(await keptDraft(page), null);
  }),
);

test("a page that the browser kept whole comes back as if nobody had been there", within, () =>
  withPage({}, async (page) => {
    await elsewhere(page, false);
    await page.goto(kinds.form);
    await page.locator("[name=fornavn]").fill("Åse");
    // As the browser would do it, since none can be told to keep a page whole.
    await page.evaluate(() => {
      const comeBack = () => {
        window.stop();
        dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      };
      new MutationObserver(() => setTimeout(comeBack)).observe(document.body, { childList: true });
    });
    await Promise.all([page.waitForEvent("load"), page.locator(".leave a").click({ noWaitAfter: true })]);
    assert.equal(await page.locator("[name=fornavn]").inputValue(), "");
  }),
);

test("without a script the way out is a plain link that tells nobody where it came from", within, () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    const asked = await elsewhere(page);
    await page.goto(kinds.leave);
    const target = await page.locator(".leave a").getAttribute("href");
    assert.equal((await page.locator(".leave a").innerText()).trim(), "Forlad siden hurtigt");
    await page.locator(".leave a").click();
    await page.waitForURL(target);
    assert.equal(asked[0].headers().referer, undefined);
  }),
);

test("the key is told to those who see it and to those who listen, where there is a keyboard", within, () =>
  withPage({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await page.goto(kinds.leave);
    await page.locator(".keys.heard").waitFor();
    assert.match(await page.locator(".leave").ariaSnapshot(), /link "Forlad siden hurtigt eller tryk Esc tre gange"/);
    const { width } = await page.locator(".keys").boundingBox();
    assert.ok(width > 100, "the key is spoken of out of sight only");
    await page.setViewportSize({ width: 320, height: 256 });
    const small = await page.locator(".leave a").boundingBox();
    assert.ok(small.height < 80 && small.width < 250, "the key takes the room of the text");
  }),
);

test("the page on hiding one's traces is found from where it is needed", within, async () => {
  assert.ok(listed.includes(TRACES));
  for (const address of [kinds.leave, "/privatliv/", kinds.front]) {
    assert.ok((await get(address)).body.includes(`href="${TRACES}"`) || (await get(address)).body.includes(`href=${TRACES}`), address);
  }
  assert.ok((await get(TRACES)).body.includes("data-leave"));
});
