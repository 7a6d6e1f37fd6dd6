import { DeltaruleError } from "../checks/errors.js";
import type { Batches, Updates } from "../engine/engine.js";
import type { Network } from "../network/network.js";
import { outputsFor } from "../network/predict.js";
import type { Matrix, Vector } from "../numbers/matrix.js";
import { inOrder } from "../numbers/random.js";
import type { OptimizerState } from "../optimizers/optimizer.js";
import type { BatchPass } from "./batch.js";
import { type Checkpoint, type Epoch, writeCheckpoint } from "./checkpoint.js";
import { BatchContext } from "./context.js";
import type { EpochReport } from "./history.js";
import type { Plan } from "./plan.js";

/** A training under way. */
export class Run {
  readonly network: Network;
  readonly context: BatchContext;
  readonly state: OptimizerState;
  readonly updates: Updates;
  /** Many batches in one call; `null` where the engine computes them kernel by kernel. */
  readonly batches: Batches | null;
  /** The rows of the data without shuffling. */
  readonly inOrder: Uint32Array;
  /** The outputs of an epoch; `null` when there is no metric to compute from them. */
  readonly outputs: Matrix | null;
  /** The parameters before the epoch under way. */
  readonly good: Vector;
  readonly epochs: EpochReport[] = [];
  /** For schedules and early stopping, one per epoch: the validation loss where there is one. */
  readonly losses: number[] = [];
  readonly best: BestEpoch = { loss: Infinity, waited: 0, parameters: null };
  /** The network's edits that are in the workspace; NaN before the first epoch. */
  seen: number = Number.NaN;
  /** Updates so far. */
  steps: number;
  /** The epoch after which the training stands still; `null` during an epoch. */
  shown: EpochReport | null = null;
  /** The last epoch's parameters, once the training is over and the network may change. */
  last: Vector | null = null;

  constructor(
    readonly plan: Plan,
    readonly pass: BatchPass,
  ) {
    const { network, workspace, gradients } = pass;
    const { data, loss, optimizer, batchSize, metrics, shuffle, resume } = plan;
    const { memory, parameters, layers, output, capacity } = workspace;
    const gradient = gradients.parameters;
    this.network = network;
    this.context = new BatchContext(pass);
    this.state = resume?.state ?? optimizer.initialize(network.size);
    this.updates = memory.updates(optimizer, this.state, parameters, gradient);
    const { updates } = this;
    const training = { layers, gradients: gradients.layers, loss, output, parameters, gradient, updates, batchSize };
    this.batches = capacity < batchSize ? null : memory.batches(training, batchesPerCall(network, plan) * batchSize);
    this.inOrder = inOrder(shuffle ? 0 : data.x.rows);
    this.outputs = metrics.length === 0 ? null : outputsFor(network, data.x.rows);
    this.good = network.read().slice();
    this.steps = resume?.steps ?? 0;
    updates.load();
  }
}

/** The memory of early stopping. */
interface BestEpoch {
  loss: number;
  /** Epochs in a row without improvement. */
  waited: number;
  /** The parameters after the best epoch; `null` when they are not to be restored. */
  parameters: Vector | null;
}

/** Takes the epochs of the checkpoint that the training resumes from into account. */
export function recallEpochs(run: Run): void {
  const { network, plan, best } = run;
  const { resume, earlyStopping } = plan;
  for (const report of resume?.epochs ?? []) note(run, report);
  if (earlyStopping?.restoreBest) best.parameters = resume?.best ?? network.read().slice();
}

/** Takes an epoch into the history, and into the memory of early stopping. */
export function note(run: Run, report: EpochReport): void {
  const { epochs, losses, best, plan, pass } = run;
  const { loss } = report.validation ?? report;
  epochs.push(report);
  losses.push(loss);
  run.shown = report;
  if (plan.earlyStopping === null) return;
  best.waited++;
  if (!(loss < best.loss - plan.earlyStopping.minDelta)) return;
  best.loss = loss;
  best.waited = 0;
  best.parameters?.set(pass.workspace.parameters.flat);
}

/** Whether early stopping has waited long enough for an improvement. */
export function hasWaited({ best, plan: { earlyStopping } }: Run): boolean {
  return earlyStopping !== null && best.waited >= earlyStopping.patience;
}

/** The report, with the checkpoint to take while the training stands still after its epoch. */
export function withCheckpoint(run: Run, report: EpochReport): Epoch {
  const checkpoint = (): Checkpoint => {
    if (run.shown === report) return takeCheckpoint(run);
    throw new DeltaruleError(`checkpoint: epoch ${report.epoch} is over; take it in onEpoch`);
  };
  // Not enumerable: an epoch prints, copies and compares as its report.
  return Object.defineProperty({ ...report, checkpoint }, "checkpoint", fixed);
}

const fixed: PropertyDescriptor = { enumerable: false, writable: false, configurable: false };

function takeCheckpoint({ network, plan, epochs, state, steps, best, last, updates }: Run): Checkpoint {
  if (last === null) updates.store();
  const { optimizer, data } = plan;
  const parameters = last ?? network.read();
  return writeCheckpoint(network, optimizer.name, data.x.rows, {
    parameters,
    epochs,
    state,
    steps,
    best: best.parameters,
  });
}

/** Batches per call: some milliseconds of work, on no more data than caches hold. */
function batchesPerCall(network: Network, { batchSize, data }: Plan): number {
  const { engine, layers, inputs, outputs, size } = network;
  // An activation takes about as long as 32 products.
  const work = layers.reduce((sum, layer) => sum + 32 * layer.outputs, size);
  const samples = Math.min(engine.slice / work, 2 ** 17 / (inputs + outputs), 2 ** 13, data.x.rows);
  return Math.max(1, Math.ceil(samples / batchSize));
}
