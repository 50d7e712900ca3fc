// The site to look at: the one at SITE_URL, or else the generator's own server, started here.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const GENERATOR = path.resolve(process.env.GENERATOR ?? path.join(ROOT, "target/debug/generator"));

// A fixed day, so that the same content gives the same pages.
export const TODAY = "2026-11-21";
const STARTED_WITHIN = 120_000;

// Nothing that was started or made here outlives the run, also when it is broken off.
const clearing = new Set();
process.once("exit", () => clearing.forEach((clear) => clear()));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

// Answers to forms lie in `data`. A site out in the world has none that is ours: nothing is ever sent to it.
export async function serve({ data = folderOfOurs(), port = 0 } = {}) {
  if (process.env.SITE_URL) return { origin: new URL(process.env.SITE_URL).origin, stop() {} };
  const child = spawn(GENERATOR, ["serve", "--port", String(port), "--data", data, "--today", TODAY], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = () => child.kill();
  clearing.add(end);
  const ended = once(child, "exit")
    .catch(() => {})
    .finally(() => clearing.delete(end));
  const stop = () => {
    end();
    return ended;
  };
  try {
    return { origin: await said(child), data, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function folderOfOurs() {
  const folder = mkdtempSync(path.join(tmpdir(), "1000dage-data-"));
  clearing.add(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function said(child) {
  return new Promise((resolve, reject) => {
    let text = "";
    const fail = (why) => reject(new Error(`${GENERATOR} serve ${why}\n${text}`));
    const timer = setTimeout(() => fail("gave no address"), STARTED_WITHIN);
    const listen = (chunk) => {
      text += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
      if (!address) return;
      clearTimeout(timer);
      resolve(new URL(address[0]).origin);
    };
    // Both are read to the end, or the server would stand still with a full pipe.
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("error", (error) => fail(`could not start: ${error.message}`));
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}
