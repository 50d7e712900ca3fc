// What the server says with each file: what it is, how long it may be kept, and that a page may do nothing but what it came for.
import assert from "node:assert/strict";
import { test } from "node:test";

import { get, kinds, within } from "./support/site.js";

const FOREVER = "public, max-age=31536000, immutable";
const ASK_AGAIN = "public, max-age=0, must-revalidate";
const HTML = "text/html; charset=utf-8";

const POLICY = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "font-src": "'self'",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "form-action": "'self'",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
};

const page = (await get(kinds.topics)).body.toString();
const file = (pattern) => pattern.exec(page)[0];
const FILES = {
  [kinds.front]: [HTML, ASK_AGAIN],
  [kinds.lesson]: [HTML, ASK_AGAIN],
  [file(/\/assets\/style\.\w+\.css/)]: ["text/css; charset=utf-8", FOREVER],
  [file(/\/assets\/site\.\w+\.js/)]: ["text/javascript; charset=utf-8", FOREVER],
  [file(/\/assets\/display\.\w+\.woff2/)]: ["font/woff2", FOREVER],
  "/favicon.svg": ["image/svg+xml", ASK_AGAIN],
  "/apple-touch-icon.png": ["image/png", ASK_AGAIN],
  "/sitemap.xml": ["application/xml; charset=utf-8", ASK_AGAIN],
  "/soegeindeks.json": ["application/json", ASK_AGAIN],
  "/robots.txt": ["text/plain; charset=utf-8", ASK_AGAIN],
};
const MISSING = "/her-er-ikke-noget/";

// Already small: packing them again would only cost time.
const PACKED = /\.(woff2|png)$/;

for (const [path, [kind, keep]] of Object.entries(FILES)) {
  test(`${path.replace(/\.\w{10}\./, ".*.")} says what it is and how long it may be kept`, within, async () => {
    const { status, headers } = await get(path);
    assert.equal(status, 200);
    assert.equal(headers["content-type"], kind);
    assert.equal(headers["cache-control"], keep);
  });
}

test("every answer carries the same narrow policy", within, async () => {
  for (const path of [...Object.keys(FILES), MISSING, kinds.call.slice(0, -1)]) {
    const { headers } = await get(path);
    const policy = headers["content-security-policy"].split(";").map((part) => part.trim().split(/\s+(.*)/));
    assert.deepEqual(Object.fromEntries(policy.map(([name, value]) => [name, value])), POLICY, path);
    assert.equal(headers["x-content-type-options"], "nosniff", path);
    assert.equal(headers["referrer-policy"], "same-origin", path);
    assert.equal(headers["cross-origin-opener-policy"], "same-origin", path);
    assert.match(headers["permissions-policy"], /camera=\(\), geolocation=\(\), microphone=\(\)/, path);
    assert.equal(headers["set-cookie"], undefined, path);
    assert.equal(headers["x-robots-tag"], undefined, path);
  }
});

test("text is packed as the browser likes it, and caches are told so", within, async () => {
  for (const path of Object.keys(FILES).filter((name) => !PACKED.test(name))) {
    const plain = await get(path);
    const packed = await get(path, { "accept-encoding": "gzip, deflate, br" });
    assert.equal(plain.headers["content-encoding"], undefined, path);
    assert.match(packed.headers.vary ?? "", /accept-encoding/i, path);
    // The smallest files may be left as they are.
    if (plain.body.length < 1000) continue;
    assert.equal(packed.headers["content-encoding"], "br", path);
    assert.ok(packed.body.length < plain.body.length, path);
  }
});

test("what is packed already is not packed again", within, async () => {
  for (const path of Object.keys(FILES).filter((name) => PACKED.test(name))) {
    assert.equal((await get(path, { "accept-encoding": "br" })).headers["content-encoding"], undefined, path);
  }
});

test("a page that has not changed is not sent again", within, async () => {
  const { etag } = (await get(kinds.lesson)).headers;
  const again = await get(kinds.lesson, { "if-none-match": etag });
  assert.equal(again.status, 304);
  assert.equal(again.body.length, 0);
});

test("an address that is not there answers 404 with the page that helps on", within, async () => {
  const { status, headers, body } = await get(MISSING);
  assert.equal(status, 404);
  assert.equal(headers["content-type"], HTML);
  assert.match(body.toString(), /Siden er blevet væk/);
});

test("an address without its last stroke is led to the right one for good", within, async () => {
  const { status, headers } = await get(kinds.call.slice(0, -1));
  assert.equal(status, 301);
  assert.equal(headers.location, kinds.call);
});
