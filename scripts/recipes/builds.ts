/** What each bundler makes of the files of a recipe: a folder with index.html. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

export const home: string = fileURLToPath(new URL(".", import.meta.url));
const root = join(home, "../..");

/** The text of each file by its name. */
export type Files = Readonly<Record<string, string>>;
type Build = (name: string, files: Files) => Promise<string>;

/** A package of scripts/recipes. */
async function load<Module>(name: string): Promise<Module> {
  return import(pathToFileURL(createRequire(join(home, "package.json")).resolve(name)).href);
}

function write(name: string, files: Files): string {
  const folder = join(home, "work", name.replaceAll(/\W+/g, "-"));
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The last line that a script of these files prints in Node. */
export function lastLineInNode(files: Files, script: string): string {
  const folder = write("in Node", files);
  return (
    execFileSync(execPath, [join(folder, script)], { encoding: "utf8" })
      .trim()
      .split("\n")
      .at(-1) ?? ""
  );
}

/** No bundler: the files, with those of the package beside them and in node_modules. */
const none: Build = async (name, files) => {
  const folder = write(name, files);
  for (const file of ["deltarule.global.js", "deltarule.min.js"]) cpSync(join(root, "dist", file), join(folder, file));
  cpSync(join(root, "dist"), join(folder, "node_modules/deltarule/dist"), { recursive: true });
  return folder;
};

const vite: Build = async (name, files) => {
  const folder = write(name, files);
  const { build } = await load<{ build(options: object): Promise<unknown> }>("vite");
  const plugins = [];
  const names = Object.keys(files);
  if (names.some((file) => file.endsWith(".vue"))) {
    plugins.push((await load<{ default(): unknown }>("@vitejs/plugin-vue")).default());
  }
  if (names.some((file) => file.endsWith(".svelte"))) {
    const { svelte } = await load<{ svelte(options: object): unknown }>("@sveltejs/vite-plugin-svelte");
    plugins.push(svelte({ configFile: false }));
  }
  await build({ root: folder, configFile: false, plugins, logLevel: "error", base: "./" });
  return join(folder, "dist");
};

const webpack: Build = async (name, files) => {
  const folder = write(name, files);
  interface Stats {
    hasErrors(): boolean;
    toString(options: string): string;
  }
  type Compile = (options: object, done: (error: Error | null, stats?: Stats) => void) => void;
  const { default: compile } = await load<{ default: Compile }>("webpack");
  await new Promise<void>((resolve, reject) => {
    const output = { path: join(folder, "dist"), filename: "page.js" };
    compile({ mode: "production", context: folder, entry: "./page.js", output }, (error, stats) => {
      if (error !== null) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString("errors-only")));
      else resolve();
    });
  });
  cpSync(join(folder, "index.html"), join(folder, "dist/index.html"));
  return join(folder, "dist");
};

/** The commands that docs/worker.md names, with all scripts as entries. */
const esbuild: Build = async (name, files) => {
  const folder = write(name, files);
  const entries = Object.keys(files).filter((file) => file.endsWith(".js"));
  const flags = ["--bundle", "--format=esm", "--outdir=dist", "--log-level=error"];
  execFileSync(createRequire(import.meta.url).resolve("esbuild/bin/esbuild"), [...entries, ...flags], { cwd: folder });
  cpSync(join(folder, "index.html"), join(folder, "dist/index.html"));
  return join(folder, "dist");
};

const rollup: Build = async (name, files) => {
  const folder = write(name, files);
  interface Bundle {
    write(options: object): Promise<unknown>;
  }
  const { rollup: bundle } = await load<{ rollup(options: object): Promise<Bundle> }>("rollup");
  const { default: resolve } = await load<{ default(): unknown }>("@rollup/plugin-node-resolve");
  const input = Object.keys(files)
    .filter((file) => file.endsWith(".js"))
    .map((file) => join(folder, file));
  await (await bundle({ input, plugins: [resolve()] })).write({ dir: join(folder, "dist"), format: "es" });
  cpSync(join(folder, "index.html"), join(folder, "dist/index.html"));
  return join(folder, "dist");
};

/** A static export of Next. */
const next: Build = async (name, files) => {
  const folder = write(name, files);
  const command = createRequire(join(home, "package.json")).resolve("next/dist/bin/next");
  execFileSync(execPath, [command, "build", "--webpack"], {
    cwd: folder,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (!readdirSync(join(folder, "out")).includes("index.html")) throw new Error("next exported no page");
  return join(folder, "out");
};

export const builds: Readonly<Record<"none" | "vite" | "webpack" | "esbuild" | "rollup" | "next", Build>> = {
  none,
  vite,
  webpack,
  esbuild,
  rollup,
  next,
};
