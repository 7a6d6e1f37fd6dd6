import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { allBlocks } from "../helpers/docs.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "deltarule-docs-programs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const programs = allBlocks().filter(({ page, language }) => page === "docs/scale.md" && language === "js");
const nameOf = (code: string): string => /^\/\/ (\S+\.js)\n/.exec(code)?.[1] ?? "";

/** The program bundled with the library; esbuild tells of names that a module does not export. */
async function bundled(code: string): Promise<string> {
  const entry = (name: string): string => `${root}src/${name}/index.ts`;
  const { outputFiles, warnings } = await build({
    stdin: { contents: code, resolveDir: root },
    alias: { deltarule: entry("core"), "deltarule/parallel": entry("parallel"), "deltarule/bullmq": entry("bullmq") },
    external: ["bullmq"],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]?.text ?? "";
}

test("the programs of docs/scale.md name what there is", async () => {
  expect(programs.map(({ code }) => nameOf(code))).toEqual(["trial.js", "search.js", "machine.js", "search.js"]);
  for (const { code } of programs) expect(await bundled(code)).not.toBe("");
});

test("its search runs on all cores", async () => {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const { code } of programs.slice(0, 2)) writeFileSync(join(folder, nameOf(code)), await bundled(code));
  const { status, stdout, stderr } = spawnSync(execPath, [join(folder, "search.js")], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const lines = stdout.trim().split("\n");
  expect(lines.length).toBe(41);
  expect(lines[39]).toMatch(/^40\/40 \{ hidden: \d+, learningRate: 0\.\d+ \} \d/);
});
