import { DeltaruleError } from "../checks/errors.js";
import type { Batches, Updates } from "../engine/engine.js";
import type { Network } from "../network/network.js";
import { outputsFor } from "../network/predict.js";
import type { Matrix, Vector } from "../numbers/matrix.js";
import { inOrder } from "../numbers/random.js";
import type { OptimizerState } from "../optimizers/optimizer.js";
import { copyState } from "../optimizers/state.js";
import type { BatchPass } from "./batch.js";
import { type Checkpoint, type Epoch, writeCheckpoint } from "./checkpoint.js";
import { BatchContext } from "./context.js";
import type { EpochReport, Evaluation } from "./history.js";
import { type OptimizerMemory, type TrainingMemory, trainingMemory } from "./memory.js";
import type { Plan } from "./plan.js";

/** A training under way. */
export class Run implements OptimizerMemory {
  readonly network: Network;
  readonly context: BatchContext;
  readonly state: OptimizerState;
  readonly updates: Updates;
  /** Many batches in one call; `null` where the engine computes them kernel by kernel. */
  readonly batches: Batches | null;
  /** The rows of the data without shuffling. */
  readonly inOrder: Uint32Array;
  /** The outputs of an epoch, for the metrics; `null` when there are none. */
  readonly outputs: Matrix | null;
  /** The parameters before the epoch under way. */
  readonly good: Vector;
  readonly memory: TrainingMemory;
  /** The network's epochs before this training: its first is number `before + 1`. */
  readonly before: number;
  readonly epochs: EpochReport[] = [];
  /**
   * Each epoch with this optimizer, for schedules: of the validation data if there are any.
   */
  readonly past: Evaluation[];
  readonly best: BestEpoch = { value: Infinity, waited: 0, parameters: null };
  /** The value of the network's `edits` after the last epoch; NaN before the first. */
  seen: number = Number.NaN;
  /** The network's updates so far. */
  steps: number;
  /** The same when this training began. */
  readonly firstStep: number;
  /** The last epoch, until the next one begins. */
  shown: EpochReport | null = null;
  /** The last epoch's parameters; `null` while the training runs, when the network has them. */
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
    this.memory = trainingMemory(network);
    const known = this.memory.optimizers.get(optimizer);
    known?.store();
    this.before = resume?.before ?? this.memory.epochs;
    this.past = [...(resume?.past ?? known?.past ?? [])];
    this.context = new BatchContext(pass);
    // A copy: the last one may belong to a training that pauses.
    this.state = resume?.state ?? (known && copyState(known.state)) ?? optimizer.initialize(network.size);
    this.updates = memory.updates(optimizer, this.state, parameters, gradient);
    const { updates } = this;
    const training = { layers, gradients: gradients.layers, loss, output, parameters, gradient, updates, batchSize };
    this.batches =
      capacity < batchSize || pass.adjustment !== null
        ? null
        : memory.batches(training, batchesPerCall(network, plan) * batchSize);
    this.inOrder = inOrder(shuffle ? 0 : data.x.rows);
    this.outputs = metrics.length === 0 ? null : outputsFor(network, data.x.rows);
    this.good = network.read().slice();
    this.steps = resume?.steps ?? this.memory.steps;
    this.firstStep = this.steps;
    updates.load();
    this.memory.steps = this.steps;
    this.memory.epochs = this.before;
    this.memory.optimizers.set(optimizer, this);
  }

  store(): void {
    this.updates.store();
  }

  /** The number of the epoch under way, or of the next one. */
  get number(): number {
    return this.before + this.epochs.length + 1;
  }
}

/** The memory of early stopping. */
interface BestEpoch {
  /** The loss or the watched metric, with the sign that makes a better one smaller. */
  value: number;
  /** Epochs in a row without improvement. */
  waited: number;
  /** The parameters after the best epoch; `null` when they are not to be restored. */
  parameters: Vector | null;
}

/** Notes the epochs of the checkpoint that the training resumes from. */
export function recallEpochs(run: Run): void {
  const { network, plan, best } = run;
  const { resume, earlyStopping } = plan;
  for (const report of resume?.epochs ?? []) note(run, report);
  if (earlyStopping?.restoreBest) best.parameters = resume?.best ?? network.read().slice();
}

/** Adds an epoch to the history and to the memory of early stopping. */
export function note(run: Run, report: EpochReport): void {
  const { epochs, past, best, plan, pass, memory } = run;
  const evaluation = report.validation ?? report;
  epochs.push(report);
  past.push(evaluation);
  memory.epochs = run.before + epochs.length;
  memory.steps = run.steps;
  run.shown = report;
  if (plan.earlyStopping === null) return;
  const { startEpoch, metric, sign, minDelta } = plan.earlyStopping;
  if (epochs.length < startEpoch) return;
  const value = sign * (metric === null ? evaluation.loss : evaluation.metrics[metric]);
  best.waited++;
  if (!(value < best.value - minDelta)) return;
  best.value = value;
  best.waited = 0;
  best.parameters?.set(pass.workspace.parameters.flat);
}

/** Whether early stopping has waited long enough for an improvement. */
export function hasWaited({ best, plan: { earlyStopping } }: Run): boolean {
  return earlyStopping !== null && best.waited >= earlyStopping.patience;
}

/** The report, with a method to take a checkpoint before the next epoch begins. */
export function withCheckpoint(run: Run, report: EpochReport): Epoch {
  const checkpoint = (): Checkpoint => {
    if (run.shown === report) return takeCheckpoint(run);
    throw new DeltaruleError(`checkpoint: epoch ${report.epoch} is over; take it in onEpoch`);
  };
  // Not enumerable: an epoch prints, copies and compares as its report.
  return Object.defineProperty({ ...report, checkpoint }, "checkpoint", fixed);
}

const fixed: PropertyDescriptor = { enumerable: false, writable: false, configurable: false };

function takeCheckpoint(run: Run): Checkpoint {
  const { network, plan, epochs, state, steps, best, last, updates, before, past } = run;
  if (last === null) updates.store();
  const { optimizer, data } = plan;
  const parameters = last ?? network.read();
  return writeCheckpoint(network, optimizer.name, data.x.rows, {
    parameters,
    epochs,
    state,
    steps,
    best: best.parameters,
    before,
    past: past.slice(0, past.length - epochs.length),
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
