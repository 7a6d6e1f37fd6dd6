import { decode } from "../base64.js";
import { FormatError, OptionError, show } from "../errors.js";
import { canonical, checksum, type Json } from "../json.js";
import type { Vector } from "../matrix.js";
import { networkToJson } from "../network/json.js";
import type { Network } from "../network/network.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import type { Checkpoint } from "./checkpoint.js";
import type { EpochReport } from "./history.js";
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
  given: Checkpoint,
  network: Network,
  optimizer: Optimizer,
  samples: number,
  wantsBest: boolean,
): Resumed {
  const fail = (sentence: string): never => {
    throw new FormatError(`${call}: resume: ${sentence}`);
  };
  const refuse = (what: string, theirs: unknown, ours: unknown): never => {
    throw new OptionError(
      `${call}: resume: the checkpoint is of ${what} ${show(theirs)}, this training of ${show(ours)}`,
    );
  };
  if (typeof given !== "object" || given === null)
    fail(`the checkpoint is ${show(given)}, wanted what epoch.checkpoint() gave`);
  const { format, network: saved, epochs, optimizer: savedOptimizer, training: rest } = given;
  if (format !== "deltarule/checkpoint") fail(`format is ${show(format)}, wanted "deltarule/checkpoint"`);
  if (given.version !== version) fail(`version is ${show(given.version)}, wanted ${version}`);
  const { checksum: sum, ...training } = (rest ?? {}) as { [name: string]: Json };
  const fields = { format, version, network: saved, epochs, optimizer: savedOptimizer };
  if (sum !== sumOf(fields, training)) fail("the checksum does not fit: the checkpoint was changed after it was taken");
  const own = networkToJson(network);
  if (saved.seed !== own.seed) refuse("seed", saved.seed, own.seed);
  if (saved.dtype !== own.dtype) refuse("dtype", saved.dtype, own.dtype);
  if (canonical(saved.layers) !== canonical(own.layers))
    refuse("layers", canonical(saved.layers), canonical(own.layers));
  if (savedOptimizer.name !== optimizer.name) refuse("the optimizer", savedOptimizer.name, optimizer.name);
  if (training.samples !== samples) refuse("a number of samples of", training.samples, samples);
  if (wantsBest && training.best === null) {
    throw new OptionError(
      `${call}: resume: the checkpoint was taken without restoreBest, so the best parameters are not in it`,
    );
  }
  const size = network.parameters.length;
  const parameters = decode(saved.parameters, size, network.dtype) ?? fail("the parameters do not fit the layers");
  const best = wantsBest
    ? (decode(String(training.best), size, network.dtype) ?? fail("the best parameters do not fit the layers"))
    : null;
  const state = stateFromJson(savedOptimizer.state, optimizer.initialize(size), `the state of ${optimizer.name}`);
  if (typeof state === "string") throw new OptionError(`${call}: resume: ${state}`);
  return { parameters, epochs: epochs.map((report) => ({ ...report })), state, steps: Number(training.steps), best };
}

/** The checksum of a checkpoint's fields. */
export function sumOf(fields: Omit<Checkpoint, "training">, training: { readonly [name: string]: Json }): string {
  return checksum(canonical([fields as unknown as Json, training]));
}
