import { FormatError, OptionError, show } from "../checks/errors.js";
import { parseHint } from "../checks/hints.js";
import { isRecord, type Json } from "../checks/json.js";
import { checkParameters, type Network } from "../network/network.js";
import { isVector, type Vector } from "../numbers/matrix.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import { decode, encode } from "../saving/base64.js";
import { canonical, checksum } from "../saving/json.js";
import { isWhole } from "../saving/layers.js";
import { type NetworkJson, networkToJson } from "../saving/networks.js";
import { flawOf, plainFromJson, plainToJson } from "../saving/optimizerState.js";
import type { EpochReport, Evaluation } from "./history.js";

/**
 * Everything that a training needs to go on to the same bits as if it had never stopped. Plain
 * JSON: `JSON.parse(JSON.stringify(c))` is the same checkpoint. It holds no random state, since
 * every random stream follows from the seed and counters.
 */
export interface Checkpoint {
  readonly format: "deltarule/checkpoint";
  readonly version: number;
  readonly network: NetworkJson;
  /**
   * The epochs so far. The numbers that JSON cannot write are the texts `"NaN"`, `"Infinity"`,
   * `"-Infinity"` and `"-0"`.
   */
  readonly epochs: readonly EpochReport[];
  readonly optimizer: { readonly name: string; readonly state: Json };
  /**
   * Updates made, the size of the data, the best parameters where early stopping keeps them, and
   * the epochs of trainings before.
   */
  readonly training: Json;
}

/** An epoch, as a training shows it before it goes on. */
export interface Epoch<Name extends string = string> extends EpochReport<Name> {
  /**
   * A checkpoint to resume the training from.
   *
   * @throws DeltaruleError once the next epoch has begun.
   */
  checkpoint(): Checkpoint;
}

/** The state of a training between two epochs. */
export interface TrainingState {
  readonly parameters: Vector;
  readonly epochs: readonly EpochReport[];
  readonly state: OptimizerState;
  /** Updates of the network, also those before this training. */
  readonly steps: number;
  /** The best epoch's parameters, where early stopping kept them. */
  readonly best: Vector | null;
  /** Epochs of the network before this training. */
  readonly before: number;
  /** Each epoch before this training with the same optimizer. */
  readonly past: readonly Evaluation[];
}

const checkpointVersion = 1;

/** The checkpoint of a training with this network, optimizer and number of samples. */
export function writeCheckpoint(
  network: Network,
  optimizer: string,
  samples: number,
  taken: TrainingState,
): Checkpoint {
  const { parameters, epochs, state, steps, best, before, past } = taken;
  const fields = {
    format: "deltarule/checkpoint",
    version: checkpointVersion,
    network: networkToJson(network, parameters),
    epochs: epochs.map((report) => plainToJson(report)),
    optimizer: { name: optimizer, state: plainToJson(state) },
  } as const;
  // Only the checkpoint of a network that was trained before says so.
  const earlier = before === 0 ? {} : { before: { epochs: before, ...pastToJson(past) } };
  const training = { samples, steps, best: best === null ? null : encode(best), ...earlier };
  // Typed as reports: a text stands only in place of a number that JSON cannot write.
  const reports = fields.epochs as unknown as readonly EpochReport[];
  return { ...fields, epochs: reports, training: { ...training, checksum: checkpointSum(fields, training) } };
}

/**
 * The training in a checkpoint, to go on with this network, optimizer and number of samples.
 *
 * @throws FormatError for a value that is not a checkpoint or was changed; OptionError for a
 * checkpoint of another network, optimizer or data.
 */
export function readCheckpoint(
  call: string,
  given: unknown,
  network: Network,
  optimizer: Optimizer,
  samples: number,
  wantsBest: boolean,
): TrainingState {
  const fail = (sentence: string): never => {
    throw new FormatError(`${call}: resume: ${sentence}`);
  };
  const refuse = (theirs: string, ours: string): never => {
    throw new OptionError(`${call}: resume: the checkpoint is of ${theirs}, this training of ${ours}`);
  };
  const { saved, epochs, name, state: savedState, steps, training, before, past } = checkpointParts(given, fail);
  const own = networkToJson(network, network.read());
  for (const field of ["seed", "dtype", "layers"] as const) {
    const [theirs, ours] = [canonical(saved[field]), canonical(own[field])];
    if (theirs !== ours) refuse(`${field} ${theirs}`, ours);
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
  checkParameters(network, `${call}: resume`, parameters);
  const best = wantsBest ? read(training.best, "best parameters") : null;
  const like = optimizer.initialize(network.size);
  const state = plainFromJson(savedState, like) as OptimizerState;
  // Both ways: the state must have every part of a new one, and no more.
  const flaw = flawOf(state, like, `the state of ${optimizer.name}`) ?? flawOf(like, state, "a new state");
  if (flaw !== null) throw new OptionError(`${call}: resume: ${flaw}`);
  return { parameters, epochs, state, steps, best, before, past };
}

/** The parts of a checkpoint. Fields of type unknown are not checked yet. */
interface CheckpointParts {
  readonly saved: Readonly<Record<string, unknown>>;
  readonly epochs: readonly EpochReport[];
  /** The optimizer's name. */
  readonly name: unknown;
  /** The optimizer's state. */
  readonly state: unknown;
  readonly steps: number;
  readonly before: number;
  readonly past: readonly Evaluation[];
  readonly training: Readonly<Record<string, unknown>>;
}

/**
 * The parts of a checkpoint. Calls `fail` unless `given` is one, unchanged since it was written.
 */
export function checkpointParts(given: unknown, fail: (sentence: string) => never): CheckpointParts {
  const wrong = (name: string, value: unknown, wanted: string): never =>
    fail(`${name} is ${show(value)}, wanted ${wanted}`);
  const recordOf = (name: string, value: unknown): Readonly<Record<string, unknown>> =>
    isRecord(value) ? value : wrong(name, value, "an object");
  if (!isRecord(given)) return wrong("the checkpoint", given, `what epoch.checkpoint() gave${parseHint(given)}`);
  const { format, version, epochs } = given;
  if (format !== "deltarule/checkpoint") wrong("format", format, '"deltarule/checkpoint"');
  if (version !== checkpointVersion) wrong("version", version, `${checkpointVersion}, the version this library reads`);
  if (!Array.isArray(epochs)) return wrong("epochs", epochs, "an array");
  const network = recordOf("network", given.network);
  const optimizer = recordOf("optimizer", given.optimizer);
  const { checksum: sum, ...training } = recordOf("training", given.training);
  if (typeof sum !== "string" || sum !== checkpointSum({ format, version, network, epochs, optimizer }, training))
    fail("the checkpoint was changed after it was written");
  const { steps } = training;
  if (!isWhole(steps, 0)) return wrong("training.steps", steps, "a whole number from 0");
  const earlier = training.before === undefined ? { epochs: 0 } : recordOf("training.before", training.before);
  const { epochs: before } = earlier;
  if (!isWhole(before, 0)) return wrong("training.before.epochs", before, "a whole number from 0");
  const past = pastFromJson(earlier) ?? wrong("training.before", earlier, "numbers of float64, one an epoch");
  const reports = Array.from(epochs, (epoch: unknown, i) => {
    const number = before + i + 1;
    return reportFromJson(epoch, number) ?? fail(`epochs[${i}] is not the report of epoch ${number}`);
  });
  const { name, state } = optimizer;
  return { saved: network, epochs: reports, name, state, steps, before, past, training };
}

/** The checksum of a checkpoint's fields; `null` when they are not JSON. */
export function checkpointSum(
  fields: Readonly<Record<keyof Omit<Checkpoint, "training">, unknown>>,
  training: Readonly<Record<string, unknown>>,
): string | null {
  try {
    return checksum(canonical([fields, training]));
  } catch {
    return null; // a cycle, a bigint, or a nesting deeper than the stack
  }
}

/** Losses and metrics as a vector each; NaN for a metric that an epoch does not have. */
function pastToJson(past: readonly Evaluation[]): Readonly<Record<"losses" | "metrics", Json>> | { losses: Json } {
  const write = (of: (evaluation: Evaluation) => number): Json => plainToJson(Float64Array.from(past, of));
  const losses = write(({ loss }) => loss);
  const names = [...new Set(past.flatMap(({ metrics }) => Object.keys(metrics)))];
  const metrics = names.map((name) => [name, write(({ metrics }) => metrics[name])] as const);
  return names.length === 0 ? { losses } : { losses, metrics: Object.fromEntries(metrics) };
}

/** What `pastToJson` wrote; `null` for something else. */
function pastFromJson({ losses, metrics = {} }: Readonly<Record<string, unknown>>): Evaluation[] | null {
  const read = (json: unknown): unknown => plainFromJson(json, new Float64Array(0));
  const numbers = losses === undefined ? new Float64Array(0) : read(losses);
  if (!isVector(numbers) || !isRecord(metrics)) return null;
  const named = Object.entries(metrics).map(([name, json]) => [name, read(json)] as const);
  if (!named.every(([, values]) => isVector(values) && values.length === numbers.length)) return null;
  return Array.from(numbers, (loss, i) => ({
    loss,
    metrics: Object.fromEntries(named.map(([name, values]) => [name, (values as Vector)[i]])),
  }));
}

/** The report that `json` describes; `null` unless it is one of this epoch. */
function reportFromJson(json: unknown, epoch: number): EpochReport | null {
  if (!isRecord(json) || json.epoch !== epoch) return null;
  const like = {
    ...evaluationLike(json),
    durationMs: 0,
    ...(json.validation === undefined ? {} : { validation: evaluationLike(json.validation) }),
    ...(json.learningRate === null ? {} : { learningRate: 0 }),
  };
  const report = plainFromJson(json, like);
  return flawOf(report, like, "") === null ? (report as EpochReport) : null;
}

function evaluationLike(json: unknown): { loss: number; metrics: Evaluation["metrics"] } {
  const names = Object.keys(Object(Object(json).metrics));
  return { loss: 0, metrics: Object.fromEntries(names.map((name) => [name, 0])) };
}
