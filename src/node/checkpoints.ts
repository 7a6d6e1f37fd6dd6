import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import type { Checkpoint, Epoch } from "../core/index.js";
import { DeltaruleError, FormatError, OptionError } from "../core/index.js";
import { checkpointParts, show } from "../core/internal.js";
import { writeAtomically } from "./atomic.js";
import { longestHead, readHead, unwrap, wrap } from "./envelope.js";
import { checkPath, reasonOf, systemError } from "./system.js";

/**
 * Saves the checkpoint of an epoch to a file. The path always holds a whole checkpoint: the new
 * one or, until that is safely on the disk, the one before. This holds through a power cut, a
 * killed process and a full disk. The file keeps its mode. What a killed process left beside the
 * file is removed by the first save of another process on this machine, elsewhere after a day.
 *
 * ```ts
 * import { Layer, Sequential, squaredError } from "deltarule";
 * import { loadCheckpoint, saveCheckpoint } from "deltarule/node";
 *
 * const net = new Sequential([new Layer(1, 1)], { seed: 1 });
 * net.fit([[1], [2]], [[2], [4]], {
 *   loss: squaredError,
 *   epochs: 100,
 *   onWarning: () => {},
 *   onEpoch: (epoch) => saveCheckpoint("run.checkpoint", epoch),
 * });
 * loadCheckpoint("run.checkpoint").epochs.length; // 100
 * ```
 *
 * The call returns when the file is on the disk. Training waits for it: a checkpoint must be taken
 * before the next epoch begins.
 *
 * @throws OptionError if the path is not a text or empty, or the argument is neither an epoch nor a
 * checkpoint.
 * @throws DeltaruleError if the file cannot be written, or a folder, a pipe, a device or a link to
 * nothing stands at the path, with the system's error as its `cause`. The old content is then still
 * there.
 */
export function saveCheckpoint(path: string, epoch: Epoch | Checkpoint): void {
  checkPath("saveCheckpoint", path);
  const checkpoint = isEpoch(epoch) ? epoch.checkpoint() : epoch;
  if (Object(checkpoint).format !== "deltarule/checkpoint")
    throw new OptionError(`saveCheckpoint: the epoch is ${show(epoch)}, wanted an epoch or its checkpoint`);
  const bytes = wrap(JSON.stringify(checkpoint));
  try {
    writeAtomically(path, bytes);
  } catch (error) {
    throw systemError(`saveCheckpoint: cannot write ${path}`, error);
  }
}

/**
 * Loads the checkpoint that `saveCheckpoint` wrote. Resume training from it with
 * `net.fit(x, t, { …, resume: loadCheckpoint(path) })`, or predict with
 * `Sequential.fromJSON(loadCheckpoint(path).network)`.
 *
 * ```ts
 * import { type Epoch, Layer, mse, Sequential } from "deltarule";
 * import { loadCheckpoint, saveCheckpoint } from "deltarule/node";
 *
 * const make = () => new Sequential([new Layer(1, 1)], { seed: 1 });
 * const [x, t] = [[[0], [1], [2]], [[1], [3], [5]]];
 * const onEpoch = (epoch: Epoch) => saveCheckpoint("run.checkpoint", epoch);
 * make().fit(x, t, { loss: mse, epochs: 3, onEpoch });
 * const resume = loadCheckpoint("run.checkpoint");
 * make().fit(x, t, { loss: mse, epochs: 5, resume }).epochs.length; // 5
 * ```
 *
 * @throws FormatError if the file is not a checkpoint, was cut off or was changed; it says which.
 * @throws DeltaruleError if the file cannot be read, with the system's error as its `cause`:
 * `error.cause.code` is `"ENOENT"` if there is no such file.
 */
export function loadCheckpoint(path: string): Checkpoint {
  checkPath("loadCheckpoint", path);
  const fail = (sentence: string): never => {
    throw new FormatError(`loadCheckpoint: ${path} ${sentence}`);
  };
  return parseCheckpoint(readWhole(path, fail), fail);
}

/** The checkpoint in the bytes of a file. */
export function parseCheckpoint(file: Uint8Array, fail: (sentence: string) => never): Checkpoint {
  const text = unwrap(file, fail);
  let checkpoint: unknown;
  try {
    checkpoint = JSON.parse(text);
  } catch (error) {
    fail(`is not JSON after its first line: ${reasonOf(error)}`);
  }
  checkpointParts(checkpoint, (sentence) => fail(`has a checkpoint that is not valid: ${sentence}`));
  return checkpoint as Checkpoint;
}

/** The bytes of a file. Checks the first line before it reads the rest, which may be very large. */
function readWhole(path: string, fail: (sentence: string) => never): Uint8Array {
  try {
    // Opening a pipe would wait for a writer.
    if (!statSync(path).isFile()) fail("is not a file");
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
    throw systemError(`loadCheckpoint: cannot read ${path}`, error);
  }
}

function isEpoch(value: Epoch | Checkpoint): value is Epoch {
  return "checkpoint" in Object(value);
}
