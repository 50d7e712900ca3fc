// Every page is written as the standard says. The Nu checker starts once and reads all pages.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import vnu from "vnu-jar";

import { get, none, pages, within } from "./support/site.js";

const run = promisify(execFile);

test("the Nu checker finds no fault in any page", within, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "markup-"));
  try {
    const addresses = new Map();
    for (const [number, address] of pages.entries()) {
      const file = path.join(folder, `${number}.html`);
      await writeFile(file, (await get(address)).body);
      addresses.set(file, address);
    }
    const { stdout } = await run(
      "java",
      ["-Xss8m", "-jar", vnu, "--format", "json", "--stdout", "--exit-zero-always", ...addresses.keys()],
      { maxBuffer: 1 << 26 },
    );
    const { messages } = JSON.parse(stdout);
    const told = ({ url, type, message, extract = "" }) => `${addresses.get(new URL(url).pathname)} ${type}: ${message} ${extract.trim()}`;
    none(messages.filter(({ type, subType }) => type !== "info" || subType === "warning").map(told));
  } finally {
    await rm(folder, { recursive: true });
  }
});
