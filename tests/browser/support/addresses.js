// Which pages there are, and one of each kind.
import assert from "node:assert/strict";

import { ask } from "./ask.js";

// Every address a reader can be sent to, without the host: »/«, »/ring-nu/«, …
export async function listedAt(origin) {
  const { status, body } = await ask(new URL("/sitemap.xml", origin));
  assert.equal(status, 200, "the site cannot be shown: does »generator check« pass?");
  return [...body.toString().matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => new URL(address).pathname).sort();
}

// One page of each kind, for what need not be asked of all. What an editor may rename is found by its shape.
export function kindsOf(listed) {
  const first = (shape) => {
    const found = listed.find((address) => shape.test(address));
    assert.ok(found, `no page is called ${shape}`);
    return found;
  };
  return {
    front: "/",
    phase: first(/^\/faser\/[^/]+\/$/),
    lesson: first(/^\/faser\/[^/]+\/(?!afslutning\/|laes-let\/)[^/]+\/$/),
    pictured: first(/^\/faser\/[^/]+\/[^/]*sover[^/]*\/$/),
    easy: first(/^\/faser\/[^/]+\/laes-let\/$/),
    easyList: "/laes-let/",
    course: "/forloebet/",
    call: "/ring-nu/",
    find: "/find-din-fase/",
    topics: "/alle-emner/",
    package: first(/^\/babypakker\/[^/]+\/$/),
    activities: "/aktiviteter/",
    knowledge: "/viden/",
    report: first(/^\/viden\/(?!tal\/)[^/]+\/$/),
    shelf: first(/^\/viden\/aar\/[^/]+\/$/),
    publisher: first(/^\/viden\/fra\/[^/]+\/$/),
    figures: first(/^\/viden\/tal\/[^/]+\/$/),
    leave: "/vold-i-hjemmet/",
    forms: "/formularer/",
    form: "/formularer/tal-med-os/",
    parts: "/formularer/start/",
    erase: "/formularer/slet/",
    language: "/en/",
    rightToLeft: "/ar/",
    missing: "/404.html",
    failing: "/503.html",
  };
}
