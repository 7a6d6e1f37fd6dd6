import type { Batches, Epochs, Updates } from "../engine/engine.js";
import type { Loss } from "../losses/loss.js";
import { insideOf } from "../network/layer.js";
import type { Network } from "../network/network.js";
import { type Vector, vector } from "../numbers/matrix.js";
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
  /** Room for copies of the parameters. */
  readonly vectors: ParameterCopies;
  /** The same for all trainings that it serves. */
  readonly kind: readonly unknown[];
}

/** Room for the parameters at some moments of a training. */
interface ParameterCopies {
  /** Before the epoch under way. */
  readonly good: Vector;
  /** Before the epoch with the lowest loss. */
  readonly calm: Vector;
  /** Before the first epoch. */
  readonly first: Vector;
}

/** What runs whole epochs in one call. */
export interface WholeEpochs {
  readonly batches: Batches;
  readonly epochs: Epochs;
}

/** A space without the network and the data of its last training. */
export interface KeptSpace extends Omit<TrainingSpace, "pass">, Pick<BatchPass, "workspace" | "gradients"> {
  /** The object that the numbers in it belong to; `null` when it must be filled anew. */
  readonly owner: object | null;
}

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
    const isOfKind = space.kind.length === kind.length && kind.every((part, i) => part === space.kind[i]);
    if (!isOfKind || !bind(space, request)) continue;
    spaces.splice(k, 1);
    const { workspace, gradients, updates, batches, whole, vectors } = space;
    workspace.memory.hold();
    return { pass: { network, data, loss, adjustment, workspace, gradients }, updates, batches, whole, vectors, kind };
  }
  return makeSpace(request, kind);
}

/**
 * Keeps the space of a training that has ended well, for the next one like it. With an owner, the
 * numbers in it are kept too, as long as no other training needs the room.
 */
export function keepSpace(space: TrainingSpace, owner: object | null = null): void {
  const { pass, updates, batches, whole, vectors, kind } = space;
  if (batches === null || pass.network.size > largestKept) return;
  const { workspace, gradients } = pass;
  returnSpace({ workspace, gradients, updates, batches, whole, vectors, kind, owner });
}

/** The space that was kept for this owner; `null` when it is gone. Return it after use. */
export function reopenSpace(owner: object): KeptSpace | null {
  for (let k = 0; k < spaces.length; k++) {
    const space = spaces[k];
    if (space.owner !== owner) continue;
    if (k === 0) spaces.shift();
    else spaces.splice(k, 1);
    return space;
  }
  return null;
}

/** Puts a space back. */
export function returnSpace(space: KeptSpace): void {
  spaces.unshift(space);
  if (spaces.length > mostKept) spaces.pop();
}

/** Lets a space compute with another network of the same layers. */
function bind({ workspace, updates }: KeptSpace, { network, optimizer, state }: SpaceRequest): boolean {
  return updates.bind(optimizer, state) && workspace.parameters.bind(network.read());
}

/** What spaces must have in common to serve the same trainings, part by part. */
function kindOf({ network, data, adjustment, loss, batchSize, othersWait, most }: SpaceRequest): readonly unknown[] {
  const { engine, dtype, layers } = network;
  const kind: unknown[] = [engine, dtype, loss, adjustment !== null, data.x.rows, batchSize, othersWait, most];
  for (const layer of layers) {
    const { inputs, outputs, activation, dropout } = layer;
    kind.push(inputs, outputs, activation, dropout, insideOf(layer)?.bias);
  }
  return kind;
}

function makeSpace(request: SpaceRequest, kind: TrainingSpace["kind"]): TrainingSpace {
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
  const room = (): Vector => vector(network.size, network.dtype);
  const batches = adjustment !== null || workspace.capacity < batchSize ? null : memory.batches(training, capacity);
  return {
    pass,
    updates,
    batches,
    whole: openEpochs(batches, rows, Math.min(most, Math.floor(atOnce / rows))),
    vectors: { good: room(), calm: room(), first: room() },
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
