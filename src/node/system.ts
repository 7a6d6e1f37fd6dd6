import type { Stats } from "node:fs";
import { DeltaruleError, OptionError } from "../core/index.js";
import { show } from "../core/internal.js";

/** Throws unless it is a path: a text that is not empty. */
export function checkPath(call: string, path: unknown): asserts path is string {
  if (typeof path !== "string") throw new OptionError(`${call}: the path is ${show(path)}, wanted a string`);
  if (path === "") throw new OptionError(`${call}: the path is "", wanted the name of a file`);
}

/** What stands at a path that is no file, in words. */
export function fileKind(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

/** An error that gives the system's reason in its message and the system's error as its cause. */
export function systemError(what: string, cause: unknown): DeltaruleError {
  return new DeltaruleError(`${what}: ${reasonOf(cause)}`, { cause });
}

/** The message of an error, or the text of anything else that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, such as `ENOSPC`; "" for any other error. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
