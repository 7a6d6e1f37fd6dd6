import type { Checkpoint, Epoch } from "../core/index.js";
import { DeltaruleError, OptionError } from "../core/index.js";
import { show } from "../core/internal.js";
import { writeAtomically } from "./atomic.js";
import { wrap } from "./envelope.js";

/**
 * Saves the checkpoint of an epoch, such that the path always holds a whole checkpoint: the new one or, until that is safely on the disk,
 * the one before. Losing power, being killed and a full disk change nothing about that; what a killed process leaves beside the file is
 * removed by the next one.
 *
 * ```ts
 * import { Layer, Sequential, squaredError } from "deltarule";
 * import { loadCheckpoint, saveCheckpoint } from "deltarule/node";
 *
 * const net = new Sequential([new Layer(1, 1)], { seed: 1 });
 * net.fit([[1], [2]], [[2], [4]], {
 *   loss: squaredError,
 *   onEpoch: (epoch) => saveCheckpoint("run.checkpoint", epoch),
 * });
 * loadCheckpoint("run.checkpoint").epochs.length; // 100
 * ```
 *
 * It returns when the file is on the disk: training stands still meanwhile, as it must for its checkpoint to be taken.
 *
 * @throws OptionError for what is neither an epoch nor a checkpoint; DeltaruleError, with the system's error as its `cause`, when the
 * file cannot be written. Then what it held before is still there.
 */
export function saveCheckpoint(path: string, epoch: Epoch | Checkpoint): void {
  if (typeof path !== "string") throw new OptionError(`saveCheckpoint: the path is ${show(path)}, wanted a string`);
  const checkpoint = "checkpoint" in Object(epoch) ? (epoch as Epoch).checkpoint() : (epoch as Checkpoint);
  if (Object(checkpoint).format !== "deltarule/checkpoint")
    throw new OptionError(`saveCheckpoint: wanted an epoch or its checkpoint, not ${show(epoch)}`);
  const bytes = wrap(JSON.stringify(checkpoint));
  try {
    writeAtomically(path, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeltaruleError(`saveCheckpoint: cannot write ${path}: ${reason}`, { cause: error });
  }
}
