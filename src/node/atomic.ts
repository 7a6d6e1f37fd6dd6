import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { kindOf, systemCode } from "./system.js";
import { removeLeftovers, temporaryName } from "./temporary.js";

/** Files whose leftovers this process has removed already. */
const tidied = new Set<string>();

/** Tries to find a name for the temporary file that nothing has. Names are random. */
const mostNames = 8;

/** Waits between tries to rename in milliseconds, 2.5 s together. */
const renameWaits = [10, 20, 40, 80, 160, 320, 640, 1280];

/**
 * Writes bytes to a file. Whatever happens, the path holds either all of them or what it held
 * before: they go to a temporary file beside it, are flushed to the disk and renamed, and the
 * folder is flushed too. The file keeps its mode. On an error the temporary file is removed.
 */
export function writeAtomically(path: string, bytes: Uint8Array): void {
  const target = behindLinks(path);
  const before = statSync(target, { throwIfNoEntry: false });
  // A rename would replace a pipe or a device by a file.
  if (before !== undefined && !before.isFile()) throw notAFile(before);
  if (!tidied.has(target)) removeLeftovers(target);
  tidied.add(target);
  const mode = before === undefined ? undefined : before.mode & 0o777;
  const [temporary, file] = openTemporary(target, mode);
  try {
    writeThrough(file, bytes, mode);
    renameWithPatience(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(target));
}

/**
 * Opens a new file beside the target. `wx` fails where anything stands, a link too, so that nothing
 * else is ever written to. The mode holds from the beginning: a secret is never open to others.
 */
function openTemporary(target: string, mode = 0o666): readonly [path: string, file: number] {
  for (let tries = 1; ; tries++) {
    const path = temporaryName(target);
    try {
      return [path, openSync(path, "wx", mode)];
    } catch (error) {
      if (systemCode(error) !== "EEXIST" || tries === mostNames) throw error;
    }
  }
}

function writeThrough(file: number, bytes: Uint8Array, mode: number | undefined): void {
  try {
    writeFileSync(file, bytes);
    // The process's umask may have taken bits away.
    if (mode !== undefined && (fstatSync(file).mode & 0o777) !== mode) fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Renames a file. Windows refuses that for as long as another program, such as a virus scanner,
 * has one of the two open: then it is tried again for a while.
 */
function renameWithPatience(from: string, to: string): void {
  for (let tries = 0; ; tries++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const isPassing = ["EACCES", "EBUSY", "EPERM"].includes(systemCode(error));
      if (!isPassing || tries === renameWaits.length) throw error;
      sleep(renameWaits[tries]);
    }
  }
}

/** Stops this thread for a time. */
function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
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

/**
 * The file that a link points to: a rename to the path itself would replace the link. So it would
 * where the link points to nothing, such as a disk that is not mounted: then this throws.
 */
function behindLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    if (!isLink) return path; // the file does not exist yet
    if (systemCode(error) !== "ENOENT") throw error;
    throw Object.assign(new Error(`it is a link to ${readlinkSync(path)}, which is not there`), { code: "ENOENT" });
  }
}

function notAFile(given: Stats): Error {
  const error = new Error(`it is ${kindOf(given)}, wanted a file`);
  return given.isDirectory() ? Object.assign(error, { code: "EISDIR" }) : error;
}
