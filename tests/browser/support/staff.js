// The staff's pages: a house of made-up cases, and the program that serves them to one browser.
import { execFile, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { STAFF } from "./forms.js";
import { data } from "./site.js";

const run = promisify(execFile);
const FORMS = "formularer.json";
const CASES = "300";

// Hands `work` the one address that lets in, and ends the program after it, if it has not ended itself.
export async function house(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "1000dage-staff-"));
  const at = ["--home", folder, "--as", "Karen"];
  let child;
  try {
    copyFileSync(path.join(data, FORMS), path.join(folder, FORMS));
    await run(STAFF, [...at, "demo", "--submissions", CASES, "--seed", "7"]);
    child = spawn(STAFF, [...at, "web"], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const address = await new Promise((resolve, reject) => {
      child.stdout.once("data", (line) => resolve(new URL(String(line).trim())));
      ended.then((code) => reject(new Error(`staff web ended with ${code}`)));
    });
    return await work(address, ended);
  } finally {
    child?.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
