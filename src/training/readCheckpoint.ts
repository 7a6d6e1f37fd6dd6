import { decode } from "../base64.js";
import { FormatError, OptionError, show } from "../errors.js";
import { canonical, checksum, type Json } from "../json.js";
import type { Vector } from "../matrix.js";
import { networkToJson } from "../network/json.js";
import type { Network } from "../network/network.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import type { Checkpoint } from "./checkpoint.js";
import type { EpochReport } from "./history.js";
import { isRecord, reportFromJson } from "./reportJson.js";
import { stateFromJson } from "./stateJson.js";

/** Of the checkpoints that this library writes. */
export const version = 1;

/** What a checkpoint holds, read and checked. */
export interface Resumed {
  readonly parameters: Vector;
  readonly epochs: readonly EpochReport[];
  readonly state: OptimizerState;
  readonly steps: number;
  /** The best epoch's, where early stopping kept them. */
  readonly best: Vector | null;
}

/**
 * What is in a checkpoint, for going on with this network, optimizer and data.
 *
 * @throws FormatError for what is no checkpoint, or was changed; OptionError for one of another network, optimizer or data.
 */
export function readCheckpoint(
  call: string,
  given: unknown,
  network: Network,
  optimizer: Optimizer,
  samples: number,
  wantsBest: boolean,
): Resumed {
  const fail = (sentence: string): never => {
    throw new FormatError(`${call}: resume: ${sentence}`);
  };
  const refuse = (theirs: string, ours: string): never => {
    throw new OptionError(`${call}: resume: the checkpoint is of ${theirs}, this training of ${ours}`);
  };
  const { saved, epochs, name, state: savedState, training } = partsOf(given, fail);
  const own = networkToJson(network);
  if (saved.seed !== own.seed) refuse(`seed ${show(saved.seed)}`, show(own.seed));
  if (saved.dtype !== own.dtype) refuse(`dtype ${show(saved.dtype)}`, show(own.dtype));
  const [theirs, ours] = [saved, own].map(({ layers }) => canonical(layers as Json));
  if (theirs !== ours) refuse(`layers ${theirs}`, ours);
  if (name !== optimizer.name) refuse(`the optimizer ${show(name)}`, show(optimizer.name));
  if (training.samples !== samples) refuse(`${show(training.samples)} samples`, show(samples));
  if (wantsBest && training.best === null) {
    throw new OptionError(
      `${call}: resume: the checkpoint was taken without restoreBest, so the best parameters are not in it`,
    );
  }
  const read = (from: unknown, what: string): Vector => {
    const numbers = typeof from === "string" ? decode(from, network.parameters.length, network.dtype) : null;
    return numbers ?? fail(`the ${what} do not fit the layers`);
  };
  const parameters = read(saved.parameters, "parameters");
  const best = wantsBest ? read(training.best, "best parameters") : null;
  const like = optimizer.initialize(network.parameters.length);
  const state = stateFromJson(savedState, like, `the state of ${optimizer.name}`);
  if (typeof state === "string") throw new OptionError(`${call}: resume: ${state}`);
  return { parameters, epochs, state, steps: training.steps as number, best };
}

interface Parts {
  readonly saved: Readonly<Record<string, unknown>>;
  readonly epochs: readonly EpochReport[];
  /** The optimizer's. */
  readonly name: unknown;
  readonly state: unknown;
  readonly training: Readonly<Record<string, unknown>>;
}

/** The parts of what looks like a checkpoint, and has not changed since it was taken. */
export function partsOf(given: unknown, fail: (sentence: string) => never): Parts {
  if (!isRecord(given)) return fail(`the checkpoint is ${show(given)}, wanted what epoch.checkpoint() gave`);
  const { format, version: written, network: saved, epochs, optimizer, training: signed } = given;
  if (format !== "deltarule/checkpoint") fail(`format is ${show(format)}, wanted "deltarule/checkpoint"`);
  if (written !== version) fail(`version is ${show(written)}, wanted ${version}, the version this library reads`);
  if (!isRecord(saved)) return fail(`network is ${show(saved)}, wanted an object`);
  if (!Array.isArray(epochs)) return fail(`epochs is ${show(epochs)}, wanted an array`);
  if (!isRecord(optimizer)) return fail(`optimizer is ${show(optimizer)}, wanted an object`);
  if (!isRecord(signed)) return fail(`training is ${show(signed)}, wanted an object`);
  const { checksum: sum, ...training } = signed;
  if (typeof sum !== "string" || sum !== sumOf({ format, version, network: saved, epochs, optimizer }, training))
    fail("the checksum does not fit: the checkpoint was changed after it was taken");
  const { name, state } = optimizer;
  const { steps } = training;
  if (!(Number.isSafeInteger(steps) && (steps as number) >= 0))
    fail(`training.steps is ${show(steps)}, wanted a whole number from 0`);
  const reports = Array.from(epochs, (epoch: unknown, i) => {
    const report = reportFromJson(epoch, i + 1);
    return report ?? fail(`epochs[${i}] is no report of epoch ${i + 1}`);
  });
  return { saved, epochs: reports, name, state, training };
}

/** The checksum of a checkpoint's fields; `null` when they are not even JSON. */
export function sumOf(
  fields: Readonly<Record<keyof Omit<Checkpoint, "training">, unknown>>,
  training: Readonly<Record<string, unknown>>,
): string | null {
  try {
    return checksum(canonical([fields, training] as unknown as Json));
  } catch {
    return null; // a cycle, a bigint, or a nesting deeper than the stack
  }
}
