import type { Loss } from "../losses/loss.js";
import { insideOf } from "../network/layer.js";
import type { Network } from "../network/network.js";
import { checkReach } from "../network/reach.js";
import { allFinite, copyNumbers, Matrix } from "../numbers/matrix.js";
import { readGoodRows, type Samples } from "../numbers/samples.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import type { Progress } from "../schedules/schedule.js";
import type { OptimizerMemory, TrainingMemory } from "./memory.js";
import type { PartialFitOptions } from "./partialFit.js";
import { reopenSpace, returnSpace } from "./space.js";

/** What the last `partialFit` of a network leaves behind for the next one like it. */
export interface Stream {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** What is remembered of the optimizer, as long as no other training has changed it. */
  readonly known: OptimizerMemory;
  /** The value of the network's `edits` after the last update. */
  edits: number;
  /** Calls so far: reading a sample may call again. */
  calls: number;
  /** The samples of a call, on their way into the engine's memory. */
  readonly x: Matrix<Float64Array>;
  readonly t: Matrix<Float64Array>;
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
export function updateAgain<State extends OptimizerState>(
  network: Network,
  memory: TrainingMemory,
  x: Samples,
  t: Samples,
  options: PartialFitOptions<State>,
  progress: Progress,
): number | null {
  const { stream, optimizers } = memory;
  if (stream === null || !isAgain(stream, memory, options) || !isTrainable(network)) return null;
  const flat = network.read();
  if (!readSamplesOf(stream, network, x, t)) return null;
  const { known, optimizer } = stream;
  const isEdited = stream.edits !== network.edits;
  if (isEdited && !allFinite(flat)) return null;
  const space = reopenSpace(stream);
  if (space === null || space.batches === null) return null;
  const { updates, batches, workspace } = space;
  const { parameters } = workspace;
  const { state } = known;
  const { step } = state;
  const { rows } = stream.x;
  const isIntact = workspace.memory.hold();
  let isDone = false;
  try {
    if (isEdited || !isIntact) parameters.load();
    if (!isIntact) {
      updates.load();
      batches.load();
      batches.weights.data.fill(1);
    }
    batches.clearTotal();
    copyNumbers(stream.x.data, batches.input.data);
    copyNumbers(stream.t.data, batches.target.data);
    // Where the numbers are no longer finite, the usual way computes the same and says why.
    isDone = batches.run(rows, progress) === rows && parameters.isFinite();
    if (!isDone) return null;
    network.edit();
    parameters.store();
    updates.store();
  } finally {
    workspace.memory.release();
    if (!isDone) state.step = step;
  }
  // A schedule may have trained the network meanwhile.
  if (optimizers.get(optimizer) !== known) optimizers.set(optimizer, known);
  stream.edits = network.edits;
  memory.steps++;
  returnSpace(space);
  return batches.total / rows;
}

/** Whether the options, and what is remembered, are those of the last call. */
function isAgain<State extends OptimizerState>(
  { loss, optimizer, known }: Stream,
  { optimizers }: TrainingMemory,
  options: PartialFitOptions<State>,
): boolean {
  if (typeof options !== "object" || options === null || options.loss !== loss) return false;
  const given: Optimizer = options.optimizer;
  if (given !== optimizer || optimizers.get(given) !== known) return false;
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
function readSamplesOf(stream: Stream, network: Network, x: Samples, t: Samples): boolean {
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
