import { closeSync, fsyncSync, openSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pid } from "node:process";
import { threadId } from "node:worker_threads";

/** Files whose leftovers this process has removed already. */
const tidied = new Set<string>();

/**
 * Writes bytes to a file. Whatever happens, the path holds either all of them or what it held
 * before: they go to a temporary file beside it, are flushed to the disk and renamed, and the
 * folder is flushed too. On an error the temporary file is removed.
 */
export function writeAtomically(path: string, bytes: Uint8Array): void {
  const target = behindLinks(path);
  if (!tidied.has(target)) removeLeftovers(target);
  tidied.add(target);
  // Each thread of each process has its own temporary file, so no thread renames a file that
  // another is still writing.
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

/** Makes the rename survive a power cut. */
function flushFolder(path: string): void {
  try {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    // Windows and some file systems cannot flush a folder; there the rename must suffice.
    if (!["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"].includes(systemCode(error))) throw error;
  }
}

/** Removes the temporary files of processes that were killed while they wrote. */
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
    return systemCode(error) !== "ESRCH";
  }
}

/** The file that a link points to: a rename to the path itself would replace the link. */
function behindLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // the file does not exist yet
  }
}

/** The code of a system error, such as `ENOSPC`; "" for any other error. */
function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
