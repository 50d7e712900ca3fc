// The site that the tests of one file look at, and what every file wants to know of it.
import assert from "node:assert/strict";
import { after } from "node:test";

import { kindsOf, listedAt } from "./addresses.js";
import { ask } from "./ask.js";
import { serve } from "./server.js";

const server = await serve();
after(() => server.stop());

// `data` is where answers to forms lie. A site out in the world has none for us, and nothing is sent to it.
export const { data, origin } = server;
export const get = (address, headers) => ask(new URL(address, origin), headers);

// No test waits for a clock; this only ends one that hangs.
export const within = { timeout: 240_000 };

export const listed = await listedAt(origin);
export const pages = [...listed, "/404.html", "/503.html"];
export const kinds = kindsOf(listed);

// More than this of the same kind is read faster as a number.
const MOST = 40;

// Fails with one fault a line, so that a run tells what there is to mend.
export function none(faults) {
  const lines = [...new Set(faults)];
  const rest = lines.length > MOST ? `\nand ${lines.length - MOST} more` : "";
  if (lines.length > 0) assert.fail(`${lines.length} to mend:\n${lines.slice(0, MOST).join("\n")}${rest}`);
}
