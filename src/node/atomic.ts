import { closeSync, fsyncSync, openSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pid } from "node:process";
import { threadId } from "node:worker_threads";

/** Files whose leftovers this process has looked for. */
const tidied = new Set<string>();

/**
 * Puts bytes into a file such that, whatever happens, the path holds either all of them or what it held before: they are written
 * beside it and brought to the disk, then renamed, and the folder is brought to the disk. On an error nothing is left beside it.
 */
export function writeAtomically(path: string, bytes: Uint8Array): void {
  const target = behindLinks(path);
  if (!tidied.has(target)) removeLeftovers(target);
  tidied.add(target);
  // Each thread of each process writes a file of its own, so none of them renames what another is still writing.
  const temporary = `${target}.${pid}-${threadId}.tmp`;
  try {
    writeThrough(temporary, bytes);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(target));
}

function writeThrough(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "w");
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the rename last through a loss of power. */
function flushFolder(path: string): void {
  try {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    // Windows and some file systems have no such thing; there the rename is all there is.
    if (!["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"].includes(codeOf(error))) throw error;
  }
}

/** Removes what processes that were killed while they wrote have left. */
function removeLeftovers(target: string): void {
  const name = basename(target);
  for (const entry of readdirSync(dirname(target))) {
    if (!entry.startsWith(`${name}.`)) continue;
    const [, process] = /^(\d+)-\d+\.tmp$/.exec(entry.slice(name.length + 1)) ?? [];
    if (process !== undefined && !isRunning(Number(process))) rmSync(join(dirname(target), entry), { force: true });
  }
}

function isRunning(process: number): boolean {
  try {
    globalThis.process.kill(process, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** The file itself where the path is a link: renaming would replace the link. */
function behindLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // there is none yet
  }
}

/** `ENOSPC`, or nothing where an error is not the system's. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
