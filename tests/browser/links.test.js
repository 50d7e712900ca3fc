// Whatever a page points to within the site is there, as an address and as a place on the page.
import assert from "node:assert/strict";
import { test } from "node:test";

import { withPage } from "./support/browser.js";
import { get, listed, none, origin, pages, within } from "./support/site.js";

// Reads a page without showing it: where it points, and the places one can point to.
function outline(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const values = (selector, name) => [...page.querySelectorAll(selector)].map((element) => element.getAttribute(name));
  return {
    links: values("a[href]", "href"),
    files: [...values("link:not([rel=canonical])", "href"), ...values("[src]", "src")],
    forms: values("form[action]", "action"),
    places: values("[id]", "id"),
    canonical: values("link[rel=canonical]", "href"),
    picture: values("meta[property='og:image']", "content"),
    aliens: [...page.querySelectorAll("a[href^=http]")].filter((link) => !link.relList.contains("noreferrer")).map((link) => link.href),
  };
}

const outlines = await withPage({}, async (page) => {
  const read = async (address) => [address, await page.evaluate(outline, (await get(address)).body.toString())];
  return new Map(await Promise.all(pages.map(read)));
});

const inside = (href) => new URL(href, origin).origin === origin;
const gather = (look) => [...outlines].flatMap(([address, page]) => look(page, address).map((fault) => `${address} ${fault}`));

test("every address that a page points to answers at once, without a detour", within, async () => {
  const targets = ({ links, files }, address) => [...links, ...files].map((href) => new URL(href, origin + address)).filter(inside);
  const wanted = [...outlines].flatMap(([address, page]) => targets(page, address).map(({ pathname }) => pathname));
  const answers = new Map(await Promise.all([...new Set(wanted)].map(async (path) => [path, (await get(path)).status])));
  none(
    gather((page, address) =>
      targets(page, address)
        .filter(({ pathname }) => answers.get(pathname) !== 200)
        .map(({ pathname }) => `points to ${pathname}, which answers ${answers.get(pathname)}`),
    ),
  );
});

test("every form is sent to an address that takes it", within, async () => {
  const wanted = [...new Set([...outlines.values()].flatMap(({ forms }) => forms))];
  assert.ok(wanted.length > 10);
  for (const address of wanted) {
    const { status, headers } = await get(address);
    assert.deepEqual([status, headers.allow], [405, "POST"], address);
  }
});

test("every spot that a link names is on the page it leads to", within, () => {
  none(
    gather(({ links }, address) =>
      links
        .map((href) => new URL(href, origin + address))
        .filter((url) => inside(url) && url.hash)
        .filter(({ pathname, hash }) => !outlines.get(pathname)?.places.includes(decodeURIComponent(hash.slice(1))))
        .map(({ pathname, hash }) => `points to ${pathname}${hash}, which is not there`),
    ),
  );
});

test("a link out of the site is encrypted, and does not tell where the reader came from", within, () => {
  none(
    gather(({ links, aliens }) => [
      ...links.filter((href) => href.startsWith("http:")).map((href) => `points to ${href} without encryption`),
      ...aliens.map((href) => `points to ${href} without rel=noreferrer`),
    ]),
  );
});

test("a telephone link can be dialled", within, () => {
  const numbers = (links) => links.filter((href) => href.startsWith("tel:"));
  none(gather(({ links }) => numbers(links).filter((href) => !/^tel:\+?\d{3,}$/.test(href)).map((href) => `has ${href}`)));
});

test("every page names its own address as the right one, and a picture that is there", within, async () => {
  const known = new Map([...outlines].filter(([address]) => listed.includes(address)));
  const path = (address) => new URL(address).pathname;
  const pictures = [...new Set([...known.values()].flatMap(({ picture }) => picture.map(path)))];
  const found = new Map(await Promise.all(pictures.map(async (picture) => [picture, (await get(picture)).headers["content-type"]])));
  none(
    [...known].flatMap(([address, { canonical, picture }]) => [
      ...(canonical.length === 1 && path(canonical[0]) === address ? [] : [`${address} calls itself ${canonical}`]),
      ...(picture.length === 1 && found.get(path(picture[0])) === "image/png" ? [] : [`${address} is shown with ${picture}`]),
    ]),
  );
});
