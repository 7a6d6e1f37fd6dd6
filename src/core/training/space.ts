import type { Batches, Epochs, Shape, Updates } from "../engine/engine.js";
import type { Loss } from "../losses/loss.js";
import type { Layer } from "../network/layer.js";
import { type Network, shapesOf } from "../network/network.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import type { Adjustment } from "./adjustment.js";
import { type BatchPass, openBatchPass } from "./batch.js";
import type { DataSet } from "./dataSet.js";

/** What a training computes, as far as its memory depends on it. */
export interface SpaceRequest {
  readonly network: Network;
  readonly data: DataSet;
  readonly loss: Loss;
  /** With one, no kernel for batches computes the gradient. */
  readonly adjustment: Adjustment | null;
  readonly optimizer: Optimizer;
  readonly state: OptimizerState;
  readonly batchSize: number;
  /** Whether slices are short. */
  readonly othersWait: boolean;
  /** The most epochs in one call; 0 for none. */
  readonly most: number;
}

/** The memory that a training is computed in. */
export interface TrainingSpace {
  readonly pass: BatchPass;
  readonly updates: Updates;
  /** Many batches in one call; `null` where the engine computes them kernel by kernel. */
  readonly batches: Batches | null;
  /** Whole epochs in one call; `null` where the samples are too many, or as above. */
  readonly whole: WholeEpochs | null;
  readonly kind: SpaceKind;
}

/** What runs whole epochs in one call. */
export interface WholeEpochs {
  readonly batches: Batches;
  readonly epochs: Epochs;
}

/** What spaces must have in common to serve the same trainings. */
interface SpaceKind {
  /** Numbers and objects, to compare one by one. */
  readonly numbers: readonly unknown[];
  readonly layers: readonly (Shape & Pick<Layer, "activation" | "dropout">)[];
}

/** A space without the network and the data of its last training. */
type KeptSpace = Omit<TrainingSpace, "pass"> & Pick<BatchPass, "workspace" | "gradients">;

/** Spaces of the last trainings, newest first. Networks of the same layers share them. */
const spaces: KeptSpace[] = [];
/** How many are kept, and of networks of at most how many parameters. */
const mostKept = 4;
const largestKept = 4096;

/** The space of an earlier training like this one, or a new one. */
export function openSpace(request: SpaceRequest): TrainingSpace {
  const { network, data, loss, adjustment } = request;
  const kind = kindOf(request);
  for (let k = 0; k < spaces.length; k++) {
    const space = spaces[k];
    if (!isSame(space.kind, kind) || !bind(space, request)) continue;
    spaces.splice(k, 1);
    const { workspace, gradients, updates, batches, whole } = space;
    workspace.memory.hold();
    return { pass: { network, data, loss, adjustment, workspace, gradients }, updates, batches, whole, kind };
  }
  return makeSpace(request, kind);
}

/** Keeps the space of a training that has ended well, for the next one like it. */
export function keepSpace({ pass, updates, batches, whole, kind }: TrainingSpace): void {
  if (batches === null || pass.network.size > largestKept) return;
  const { workspace, gradients } = pass;
  spaces.unshift({ workspace, gradients, updates, batches, whole, kind });
  if (spaces.length > mostKept) spaces.pop();
}

/** Lets a space compute with another network of the same layers. */
function bind({ workspace, updates }: KeptSpace, { network, optimizer, state }: SpaceRequest): boolean {
  return updates.bind(optimizer, state) && workspace.parameters.bind(network.read());
}

function kindOf({ network, data, loss, adjustment, batchSize, othersWait, most }: SpaceRequest): SpaceKind {
  const { engine, dtype } = network;
  const layers = shapesOf(network).map((shape, l) => {
    const { activation, dropout } = network.layers[l];
    return { inputs: shape.inputs, outputs: shape.outputs, bias: shape.bias, activation, dropout };
  });
  return { numbers: [engine, dtype, loss, adjustment === null, data.x.rows, batchSize, othersWait, most], layers };
}

function isSame(a: SpaceKind, b: SpaceKind): boolean {
  if (a.layers.length !== b.layers.length) return false;
  for (let k = 0; k < a.numbers.length; k++) if (a.numbers[k] !== b.numbers[k]) return false;
  for (let l = 0; l < a.layers.length; l++) {
    const [one, other] = [a.layers[l], b.layers[l]];
    if (one.inputs !== other.inputs || one.outputs !== other.outputs || one.bias !== other.bias) return false;
    if (one.activation !== other.activation || one.dropout !== other.dropout) return false;
  }
  return true;
}

function makeSpace(request: SpaceRequest, kind: SpaceKind): TrainingSpace {
  const { network, data, loss, adjustment, optimizer, state, batchSize, othersWait, most } = request;
  const pass = openBatchPass(network, data, loss, adjustment, batchSize, othersWait);
  const { workspace, gradients } = pass;
  const { memory, parameters, layers, output } = workspace;
  const gradient = gradients.parameters;
  const updates = memory.updates(optimizer, state, parameters, gradient);
  const training = { layers, gradients: gradients.layers, loss, output, parameters, gradient, updates, batchSize };
  const atOnce = samplesPerCall(network, batchSize);
  const { rows } = data.x;
  const capacity = Math.ceil(Math.min(atOnce, rows) / batchSize) * batchSize;
  const batches = adjustment !== null || workspace.capacity < batchSize ? null : memory.batches(training, capacity);
  return {
    pass,
    updates,
    batches,
    whole: openEpochs(batches, rows, Math.min(most, Math.floor(atOnce / rows))),
    kind,
  };
}

/**
 * The kernel for whole epochs, at most `most` in a call; `null` where the samples do not fit, or
 * the engine computes kernel by kernel.
 */
function openEpochs(batches: Batches | null, samples: number, most: number): WholeEpochs | null {
  if (batches === null || most === 0 || batches.capacity < samples) return null;
  return { batches, epochs: batches.epochs(samples, most) };
}

/** Samples per call: some milliseconds of work, on no more data than caches hold. */
function samplesPerCall({ engine, layers, inputs, outputs, size }: Network, batchSize: number): number {
  // An activation takes about as long as 32 products.
  const work = layers.reduce((sum, layer) => sum + 32 * layer.outputs, size);
  return Math.max(batchSize, Math.min(engine.slice / work, 2 ** 17 / (inputs + outputs), 2 ** 13));
}
