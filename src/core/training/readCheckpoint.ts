import { FormatError, OptionError, show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";
import type { Network } from "../network/network.js";
import type { Vector } from "../numbers/matrix.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import { decode } from "../saving/base64.js";
import { canonical, checksum } from "../saving/json.js";
import { networkToJson } from "../saving/networks.js";
import { flawOf } from "../saving/optimizerState.js";
import { plainFromJson } from "../saving/plain.js";
import type { Checkpoint } from "./checkpoint.js";
import type { EpochReport } from "./history.js";
import { reportFromJson } from "./reportJson.js";

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
  const { saved, epochs, name, state: savedState, training } = checkpointParts(given, fail);
  const own = networkToJson(network);
  for (const name of ["seed", "dtype", "layers"] as const) {
    const [theirs, ours] = [saved, own].map((network) => canonical(network[name] as Json));
    if (theirs !== ours) refuse(`${name} ${theirs}`, ours);
  }
  if (name !== optimizer.name) refuse(`the optimizer ${show(name)}`, show(optimizer.name));
  if (training.samples !== samples) refuse(`${show(training.samples)} samples`, show(samples));
  if (wantsBest && training.best === null) {
    throw new OptionError(`${call}: resume: the checkpoint was taken without restoreBest`);
  }
  const read = (from: unknown, what: string): Vector => {
    return decode(from, network.size, network.dtype) ?? fail(`the ${what} do not fit the layers`);
  };
  const parameters = read(saved.parameters, "parameters");
  const best = wantsBest ? read(training.best, "best parameters") : null;
  const like = optimizer.initialize(network.size);
  const state = plainFromJson(savedState, like) as OptimizerState;
  // Both ways, since it is to have nothing more either.
  const flaw = flawOf(state, like, `the state of ${optimizer.name}`) ?? flawOf(like, state, "a new state");
  if (flaw !== null) throw new OptionError(`${call}: resume: ${flaw}`);
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
export function checkpointParts(given: unknown, fail: (sentence: string) => never): Parts {
  const need = (fits: boolean, name: string, value: unknown, wanted: string): void => {
    if (!fits) fail(`${name} is ${show(value)}, wanted ${wanted}`);
  };
  need(isRecord(given), "the checkpoint", given, "what epoch.checkpoint() gave");
  const { format, version: written, network, epochs, optimizer, training: signed } = given as unknown as Checkpoint;
  need(format === "deltarule/checkpoint", "format", format, '"deltarule/checkpoint"');
  need(written === version, "version", written, `${version}, the version this library reads`);
  need(Array.isArray(epochs), "epochs", epochs, "an array");
  for (const [name, part] of Object.entries({ network, optimizer, training: signed }))
    need(isRecord(part), name, part, "an object");
  const { checksum: sum, ...training } = signed as Readonly<Record<string, unknown>>;
  if (typeof sum !== "string" || sum !== sumOf({ format, version, network, epochs, optimizer }, training))
    fail("the checkpoint was changed after it was written");
  const { steps } = training;
  need(Number.isSafeInteger(steps) && (steps as number) >= 0, "training.steps", steps, "a whole number from 0");
  const reports = Array.from(epochs, (epoch: unknown, i) => {
    const report = reportFromJson(epoch, i + 1);
    return report ?? fail(`epochs[${i}] is no report of epoch ${i + 1}`);
  });
  return { saved: { ...network }, epochs: reports, ...optimizer, training };
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
