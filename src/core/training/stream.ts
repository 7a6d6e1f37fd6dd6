import type { Batches } from "../engine/engine.js";
import type { Loss } from "../losses/loss.js";
import { insideOf } from "../network/layer.js";
import type { Network } from "../network/network.js";
import { checkReach } from "../network/reach.js";
import { allFinite, copyNumbers, Matrix } from "../numbers/matrix.js";
import { readGoodRows, type Samples } from "../numbers/samples.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import type { Progress } from "../schedules/schedule.js";
import type { Stream, TrainingMemory } from "./memory.js";
import { type KeptSpace, reopenSpace, returnSpace } from "./space.js";

/** Options of `partialFit`, as far as this file reads them. */
interface StreamOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly state?: unknown;
  readonly sampleWeights?: unknown;
  readonly regularization?: unknown;
}

/** A stream of updates by `rows` samples. */
export function openStream(
  { inputs, outputs, edits }: Network,
  rows: number,
  { loss, optimizer, known }: Pick<Stream, "loss" | "optimizer" | "known">,
): Stream {
  const room = (columns: number): Matrix<Float64Array> => new Matrix(rows, columns, new Float64Array(rows * columns));
  return { loss, optimizer, known, edits, calls: 0, x: room(inputs), t: room(outputs) };
}

/**
 * One more update like the last one, where nothing but the numbers of the samples may have changed.
 * A shortcut with the same bits: `null`, with nothing changed, wherever it does not lead, and where
 * there is something to complain about.
 */
export function updateAgain(
  network: Network,
  memory: TrainingMemory,
  x: Samples,
  t: Samples,
  options: StreamOptions,
  progress: Progress,
): number | null {
  const { stream, optimizers } = memory;
  if (stream === null || !isAgain(stream, memory, options) || !isTrainable(network)) return null;
  const flat = network.read();
  if (!readAgain(stream, network, x, t)) return null;
  const { known, optimizer } = stream;
  const isEdited = stream.edits !== network.edits;
  if (isEdited && !allFinite(flat)) return null;
  const space = reopenSpace(stream);
  if (space === null || space.batches === null) return null;
  const { updates, batches, workspace } = space;
  const isIntact = workspace.memory.hold();
  let mean: number | null = null;
  try {
    if (isEdited || !isIntact) workspace.parameters.load();
    if (!isIntact) {
      updates.load();
      batches.load();
      batches.weights.data.fill(1);
    }
    copyNumbers(stream.x.data, batches.input.data);
    copyNumbers(stream.t.data, batches.target.data);
    mean = updateAtOnce(space, batches, network, known.state, stream.x.rows, progress);
  } finally {
    workspace.memory.release();
  }
  // The usual way computes the same and says why.
  if (mean === null) return null;
  // A schedule may have trained the network meanwhile.
  if (optimizers.get(optimizer) !== known) optimizers.set(optimizer, known);
  stream.edits = network.edits;
  memory.steps++;
  returnSpace(space);
  return mean;
}

/**
 * An update by the samples that are in, in one call of the engine. Returns E before it; `null`,
 * with nothing changed, where a number is not finite.
 */
export function updateAtOnce(
  { workspace: { parameters }, updates }: Pick<KeptSpace, "workspace" | "updates">,
  batches: Batches,
  network: Network,
  state: OptimizerState,
  rows: number,
  progress: Progress,
): number | null {
  const { step } = state;
  let isDone = false;
  batches.clearTotal();
  try {
    isDone = batches.run(rows, progress) === rows && parameters.isFinite();
    if (!isDone) return null;
    network.edit();
    parameters.store();
    updates.store();
    return batches.total / rows;
  } finally {
    if (!isDone) {
      state.step = step;
      parameters.load();
    }
  }
}

/** Whether the options, and what is remembered, are those of the last call. */
function isAgain({ loss, optimizer, known }: Stream, { optimizers }: TrainingMemory, options: StreamOptions): boolean {
  if (typeof options !== "object" || options === null || options.loss !== loss) return false;
  if (options.optimizer !== optimizer || optimizers.get(optimizer) !== known) return false;
  const { state, sampleWeights, regularization } = options;
  if (state !== undefined || sampleWeights !== undefined || regularization !== undefined) return false;
  for (const name in options) if (name !== "loss" && name !== "optimizer") return false;
  return true;
}

function isTrainable({ layers }: Network): boolean {
  for (let l = 0; l < layers.length; l++) if (insideOf(layers[l])?.trainable !== true) return false;
  return true;
}

/** Reads the samples. False where they are not as many as the last ones, or not good. */
function readAgain(stream: Stream, network: Network, x: Samples, t: Samples): boolean {
  const calls = ++stream.calls;
  const { loss, x: inputs, t: targets } = stream;
  if (!readGoodRows(x, inputs, network.dtype) || !readGoodRows(t, targets, network.dtype)) return false;
  const { targets: rule } = loss;
  const { data } = targets;
  if (rule !== undefined) for (let k = 0; k < data.length; k++) if (!rule.accepts(data[k])) return false;
  // One sample says nothing about most of a column.
  if (targets.rows > 1) checkReach(network, "partialFit", targets, loss);
  return stream.calls === calls;
}
