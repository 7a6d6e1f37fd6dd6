import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { here, readVersion } from "./files.js";
import { type Peer, type PythonVersions, versionOf } from "./peers.js";

/**
 * Binds this process and all that it starts to the last core. Returns that core, or `null` if there
 * is no `taskset`.
 */
export function pin(): number | null {
  const core = cpus().length - 1;
  return spawnSync("taskset", ["-acp", String(core), String(process.pid)]).status === 0 ? core : null;
}

function run(command: string, options: readonly string[], folder: string): void {
  const { status } = spawnSync(command, options, { cwd: here(folder), stdio: "inherit" });
  if (status !== 0) throw new Error(`${command} ${options.join(" ")} ended with ${status}`);
}

const changed = (path: string): number => statSync(here(path)).mtimeMs;

/** Whether a file of the source is newer than this file of the build. */
function isStale(built: string): boolean {
  const time = changed(built);
  return readdirSync(here("../src"), { recursive: true, encoding: "utf8" }).some(
    (path) => changed(`../src/${path}`) > time,
  );
}

/** Builds deltarule and installs the libraries, if they are missing. */
export function install(peers: readonly Peer[]): void {
  prepare(peers.some((peer) => peer.language === "node" && versionOf(peer, {}) === null));
}

/** The same for these packages. */
export function installFor(packages: readonly string[]): void {
  prepare(packages.some((name) => readVersion(here(`node_modules/${name}/package.json`)) === null));
}

function prepare(isMissing: boolean): void {
  const built = "../dist/index.js";
  if (!existsSync(here(built))) run("npm", ["run", "build"], "..");
  else if (isStale(built))
    console.warn("dist/ is older than src/: `npm run build` first, to measure the present source.\n");
  if (isMissing) run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ".");
}

/**
 * The Python to use, which must have PyTorch, scikit-learn and numpy: the one that PYTHON names, or
 * else the first on the path, or else Debian's.
 */
export function findPython(): { command: string; versions: PythonVersions } {
  const program =
    "import json, torch, sklearn, numpy; print(json.dumps({m.__name__: m.__version__ for m in (torch, sklearn, numpy)}))";
  for (const command of process.env.PYTHON ? [process.env.PYTHON] : ["python3", "/usr/bin/python3"]) {
    const { status, stdout } = spawnSync(command, ["-c", program], { encoding: "utf8" });
    if (status === 0) return { command, versions: JSON.parse(stdout) };
  }
  return { command: "python3", versions: {} };
}
