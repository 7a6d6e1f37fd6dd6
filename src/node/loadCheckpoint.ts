import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import type { Checkpoint } from "../core/index.js";
import { DeltaruleError, FormatError, OptionError } from "../core/index.js";
import { checkpointParts, show } from "../core/internal.js";
import { longestHead, readHead, unwrap } from "./envelope.js";

/**
 * The checkpoint that `saveCheckpoint` put into a file, to go on from: `net.fit(x, t, { …, resume: loadCheckpoint(path) })`, or to
 * predict with: `Sequential.fromJSON(loadCheckpoint(path).network)`.
 *
 * @throws FormatError that says what is wrong with a file that is no checkpoint, was cut off or was changed; DeltaruleError, with the
 * system's error as its `cause`, when it cannot be read: `error.cause.code` is `"ENOENT"` where there is none.
 */
export function loadCheckpoint(path: string): Checkpoint {
  if (typeof path !== "string") throw new OptionError(`loadCheckpoint: the path is ${show(path)}, wanted a string`);
  const fail = (sentence: string): never => {
    throw new FormatError(`loadCheckpoint: ${path} ${sentence}`);
  };
  return parseCheckpoint(bytesOf(path, fail), fail);
}

/** The checkpoint in the bytes of a file. */
export function parseCheckpoint(file: Uint8Array, fail: (sentence: string) => never): Checkpoint {
  const text = unwrap(file, fail);
  let checkpoint: unknown;
  try {
    checkpoint = JSON.parse(text);
  } catch (error) {
    fail(`is not JSON after its first line: ${(error as Error).message}`);
  }
  checkpointParts(checkpoint, (sentence) => fail(`has a checkpoint that cannot be: ${sentence}`));
  return checkpoint as Checkpoint;
}

/** What stands in a file; one that is no checkpoint is not read beyond its first line, however large it is. */
function bytesOf(path: string, fail: (sentence: string) => never): Uint8Array {
  try {
    // Opening a pipe would wait for a writer.
    if (!statSync(path).isFile()) fail("is no file");
    const file = openSync(path, "r");
    try {
      const start = new Uint8Array(longestHead);
      readHead(start.subarray(0, readSync(file, start, 0, longestHead, 0)), fstatSync(file).size, fail);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof DeltaruleError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeltaruleError(`loadCheckpoint: cannot read ${path}: ${reason}`, { cause: error });
  }
}
