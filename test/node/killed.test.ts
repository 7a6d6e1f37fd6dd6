import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { loadCheckpoint, saveCheckpoint } from "deltarule/node";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomFrom } from "../helpers/numeric.js";
import { runs } from "../helpers/runs.js";
import { train } from "../helpers/savedTraining.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "deltarule-killed-"));
const path = join(folder, "run.checkpoint");
const program = join(folder, "save.mjs");
const epochs = 150;
const kills = runs(12, 200);

beforeAll(() => {
  const entry = (name: string): string => `${root}src/${name}/index.ts`;
  const names = ["formats", "node"].map((name) => [`deltarule/${name}`, entry(name)]);
  const alias = { deltarule: entry("core"), ...Object.fromEntries(names) };
  const entryPoints = [`${root}test/helpers/children/save.ts`];
  buildSync({ entryPoints, alias, outfile: program, bundle: true, format: "esm", platform: "node", logLevel: "error" });
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the program and kills it `delay` ms after it has begun this number of saves. */
async function killedAt(saves: number, delay: number): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [program, path, String(epochs)], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  const begun = new Promise<void>((resolve) => {
    let lines = 0;
    child.stdout.on("data", (chunk) => {
      lines += String(chunk).split("\n").length - 1;
      if (lines >= saves) resolve();
    });
  });
  await Promise.race([begun, closed]);
  await setTimeout(delay);
  child.kill("SIGKILL");
  const [, signal] = await closed;
  return signal as NodeJS.Signals | null;
}

test(`${kills} processes killed while saving leave a whole checkpoint that resumes to the same bits`, async () => {
  const whole = train(epochs, {});
  const random = randomFrom(9);
  const reached = new Set<number>();
  let killed = 0;
  for (let k = 0; k < kills; k++) {
    if ((await killedAt(1 + Math.floor(12 * random()), 4 * random())) === "SIGKILL") killed++;
    const left = readdirSync(folder).filter((name) => name.endsWith(".tmp"));
    expect(left.length).toBeLessThan(2);
    if (!readdirSync(folder).includes("run.checkpoint")) continue;
    // From the first checkpoint on it is private, and so is what a later process leaves.
    if (reached.size === 0) chmodSync(path, 0o600);
    else for (const name of ["run.checkpoint", ...left]) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const checkpoint = loadCheckpoint(path);
    reached.add(checkpoint.epochs.length);
    expect(train(epochs, { resume: checkpoint })).toEqual(whole);
    if (k === kills - 1) saveCheckpoint(path, checkpoint);
  }
  expect(killed).toBeGreaterThan(kills / 2);
  expect(reached.size).toBeGreaterThan(2);
  expect(readdirSync(folder).sort()).toEqual(["run.checkpoint", "save.mjs"]);
}, 600_000);

test("two processes that save to one path at once both do, and leave one whole checkpoint", async () => {
  const shared = join(folder, "shared");
  mkdirSync(shared);
  const target = join(shared, "run.checkpoint");
  const outputs = await Promise.all(
    [0, 1].map(async () => {
      const child = spawn(process.execPath, [program, target, "40"], { stdio: ["ignore", "pipe", "inherit"] });
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += String(chunk);
      });
      await once(child, "close");
      return output;
    }),
  );
  const lines = Array.from({ length: 40 }, (_, i) => `saving ${i + 1}\n`).join("");
  expect(outputs).toEqual([lines, lines]);
  expect(loadCheckpoint(target).epochs).toHaveLength(40);
  expect(readdirSync(shared)).toEqual(["run.checkpoint"]);
});

test("a write that fails after a kilobyte is an error with path and cause, and keeps the old file", () => {
  const small = join(folder, "small");
  mkdirSync(small);
  const target = join(small, "run.checkpoint");
  const run = (limit: string) =>
    spawnSync("sh", ["-c", `trap "" XFSZ; ${limit} exec "$0" "$@"`, process.execPath, program, target, "1"], {
      encoding: "utf8",
    }).stdout;
  expect(run("")).toBe("saving 1\n");
  const before = loadCheckpoint(target);
  expect(run("ulimit -f 2;")).toMatch(
    new RegExp(`^saving 1\nDeltaruleError: saveCheckpoint: cannot write ${target}: EFBIG: file too large, write\n$`),
  );
  expect(loadCheckpoint(target)).toEqual(before);
  expect(readdirSync(small)).toEqual(["run.checkpoint"]);
});

test("a folder without write permission is an error with path and cause, and keeps the old file", () => {
  const closed = join(folder, "closed");
  mkdirSync(closed);
  const target = join(closed, "run.checkpoint");
  const checkpoint = loadCheckpoint(path);
  saveCheckpoint(target, checkpoint);
  chmodSync(closed, 0o555);
  const nobody = getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}; // root may write anywhere
  const { stdout } = spawnSync(process.execPath, [program, target, "1"], { encoding: "utf8", ...nobody });
  expect(stdout).toContain(`DeltaruleError: saveCheckpoint: cannot write ${target}: EACCES: permission denied`);
  expect(loadCheckpoint(target)).toEqual(checkpoint);
  chmodSync(closed, 0o755);
  writeFileSync(join(closed, "probe"), "");
  expect(readdirSync(closed).sort()).toEqual(["probe", "run.checkpoint"]);
});
