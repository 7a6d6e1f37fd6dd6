/**
 * Fills what npm shows: `repository`, `homepage` and `bugs` of package.json, and absolute links in
 * README.md, from the git remote. Without a remote it says so and changes nothing. npm calls it
 * around packing:
 *
 *     npx tsx scripts/npm-page.ts fill
 *     npx tsx scripts/npm-page.ts restore
 *
 * `npm publish` reads package.json once more after `postpack`, so `restore` waits for
 * `postpublish` there.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, cwd, env } from "node:process";
import { fileURLToPath } from "node:url";
import { withAbsoluteLinks, withPlace } from "./npmPage/page.js";
import { type Place, placeOf } from "./npmPage/remote.js";

const KEPT = ".npm-page";
const FILES = ["package.json", "README.md"] as const;

/** The place of the repository in this folder, or why there is none. */
export function placeIn(folder: string): Place | string {
  const git = (...words: string[]): string | null => {
    try {
      return execFileSync("git", words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      return null;
    }
  };
  const commit = git("rev-parse", "HEAD");
  if (commit === null) return "this is no git repository with a commit";
  const remotes = (git("remote") ?? "").split("\n").filter((name) => name !== "");
  const name = remotes.includes("origin") || remotes.length !== 1 ? "origin" : remotes[0];
  const remote = git("remote", "get-url", name ?? "origin");
  if (remote === null) return remotes.length === 0 ? "git has no remote" : "none of git's remotes is called origin";
  return placeOf(remote, commit);
}

/** Writes both files as npm shall show them, and keeps the originals until `restore`. */
export function fill(folder: string): string {
  restore(folder);
  const place = placeIn(folder);
  if (typeof place === "string") return `${place}: repository, homepage and bugs are left out, and links stay relative`;
  const originals = FILES.map((name) => readFileSync(join(folder, name), "utf8"));
  const [packageJson = "", readme = ""] = originals;
  const written = [withPlace(packageJson, place), withAbsoluteLinks(readme, place)];
  mkdirSync(join(folder, KEPT));
  FILES.forEach((name, k) => {
    writeFileSync(join(folder, KEPT, name), originals[k] ?? "");
    writeFileSync(join(folder, KEPT, `${name}.written`), written[k] ?? "");
  });
  for (const [k, name] of FILES.entries()) writeFileSync(join(folder, name), written[k] ?? "");
  return `package.json and README.md name ${place.homepage}`;
}

/** Brings the originals back. A file that was edited since stays as it is, beside its original. */
export function restore(folder: string): string {
  const kept = join(folder, KEPT);
  if (!existsSync(kept)) return "";
  const edited = FILES.filter((name) => {
    const now = readFileSync(join(folder, name), "utf8");
    const [original, written] = [name, `${name}.written`].map((file) => {
      const path = join(kept, file);
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    });
    if (original === null || original === undefined || now === original) return false;
    if (now !== written) return true;
    writeFileSync(join(folder, name), original);
    return false;
  });
  if (edited.length > 0)
    throw new Error(
      `${edited.join(" and ")} changed since packing: the original is in ${KEPT}, remove that folder when done`,
    );
  rmSync(kept, { recursive: true });
  return "package.json and README.md are as they were";
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , command] = argv;
  const publishing = env.npm_command === "publish" && env.npm_lifecycle_event === "postpack";
  const said = command === "fill" ? fill(cwd()) : publishing ? "" : restore(cwd());
  if (said !== "") console.error(`npm page: ${said}`);
}
