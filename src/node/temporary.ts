import { createHash, randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { systemCode } from "./system.js";

/** The age in milliseconds from which a temporary file is a leftover, whatever its name says. */
const longestWrite = 24 * 60 * 60 * 1000;

/**
 * A name for a temporary file beside the target that no other write has: this process, where its
 * number counts, and 12 random characters, as in `run.checkpoint.4711-1f9a03b2-6c0e15d4a9b7.tmp`.
 */
export function temporaryName(target: string): string {
  return `${target}.${process.pid}-${processSpace()}-${randomBytes(6).toString("hex")}.tmp`;
}

/**
 * Removes the temporary files of processes that were killed while they wrote. Two containers, or
 * two machines, may have processes of one number: such a file is left alone until it is a day old,
 * unless its process counts here and has ended.
 */
export function removeLeftovers(target: string): void {
  const folder = dirname(target);
  for (const entry of namesIn(folder)) {
    if (!entry.startsWith(`${basename(target)}.`)) continue;
    const ending = entry.slice(basename(target).length + 1);
    const [, pid, space] = /^(\d+)-([0-9a-f]{8})-[0-9a-f]{12}\.tmp$/.exec(ending) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, entry);
    if ((space === processSpace() && !isRunning(Number(pid))) || isOld(path)) remove(path);
  }
}

let space: string | null = null;

/**
 * Stands for everything in which the number of a process is unique: the machine since its start
 * and, on Linux, the namespace of process numbers, which each container has for itself.
 */
function processSpace(): string {
  const parts = [
    hostname,
    () => readFileSync("/proc/sys/kernel/random/boot_id", "latin1"),
    () => readlinkSync("/proc/self/ns/pid"),
  ];
  space ??= createHash("sha256").update(parts.map(readOrEmpty).join("\n")).digest("hex").slice(0, 8);
  return space;
}

function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return ""; // there is no such file outside Linux
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}

function isOld(path: string): boolean {
  const written = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return written !== undefined && Date.now() - written > longestWrite;
}

// A save does not fail because leftovers stay.

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It belongs to another user, or is a folder.
  }
}
