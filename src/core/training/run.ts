import { DeltaruleError } from "../checks/errors.js";
import type { Batches, Updates } from "../engine/engine.js";
import type { Network } from "../network/network.js";
import { outputsFor } from "../network/predict.js";
import { copyNumbers, type Matrix, type Vector } from "../numbers/matrix.js";
import { inOrder, seedsOf } from "../numbers/random.js";
import type { OptimizerState } from "../optimizers/optimizer.js";
import { copyState } from "../optimizers/state.js";
import type { BatchPass } from "./batch.js";
import { type Checkpoint, type Epoch, writeCheckpoint } from "./checkpoint.js";
import { BatchContext } from "./context.js";
import type { EpochReport, Evaluation } from "./history.js";
import { type OptimizerMemory, Past, type TrainingMemory, trainingMemory } from "./memory.js";
import { mostEpochsAtOnce, type Plan } from "./plan.js";
import { openSpace, type TrainingSpace, type WholeEpochs } from "./space.js";

/** A training under way. */
export class Run implements OptimizerMemory {
  readonly network: Network;
  readonly space: TrainingSpace;
  readonly pass: BatchPass;
  readonly context: BatchContext;
  readonly state: OptimizerState;
  readonly updates: Updates;
  /** Many batches in one call; `null` where the engine computes them kernel by kernel. */
  readonly batches: Batches | null;
  /** Whole epochs in one call; `null` where the samples are too many, or as above. */
  readonly whole: WholeEpochs | null;
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
  readonly past: Past;
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
  /** Whether epochs are shown, which take checkpoints. */
  readonly isWatched: boolean;

  constructor(
    network: Network,
    readonly plan: Plan,
  ) {
    const { data, loss, adjustment, optimizer, batchSize, metrics, shuffle, resume, call, epochs } = plan;
    this.network = network;
    this.memory = trainingMemory(network);
    const known = this.memory.optimizers.get(optimizer);
    known?.store();
    this.before = resume?.before ?? this.memory.epochs;
    this.past = resume === null ? (known?.past.next() ?? new Past()) : Past.of(resume.past);
    // A copy: the last one may belong to a training that pauses.
    this.state = resume?.state ?? (known && copyState(known.state)) ?? optimizer.initialize(network.size);
    const { state } = this;
    const most = Math.min(mostEpochsAtOnce(plan), epochs);
    const othersWait = call === "fitAsync";
    this.space = openSpace({ network, data, loss, adjustment, optimizer, state, batchSize, othersWait, most });
    const { pass, updates, batches, whole } = this.space;
    this.pass = pass;
    this.updates = updates;
    this.batches = batches;
    this.whole = whole;
    this.context = new BatchContext(pass);
    this.inOrder = shuffle ? noRows : inOrder(data.x.rows);
    this.outputs = metrics.length === 0 ? null : outputsFor(network, data.x.rows);
    this.good = this.space.vectors.good;
    copyNumbers(network.read(), this.good);
    this.steps = resume?.steps ?? this.memory.steps;
    this.firstStep = this.steps;
    updates.load();
    this.isWatched = call === "train" || plan.onEpoch !== null;
    const seeds = shuffle ? shuffleSeeds(network, this.memory) : null;
    this.batches?.load();
    this.whole?.epochs.load(seeds, this.outputs !== null);
    this.memory.steps = this.steps;
    this.memory.epochs = this.before;
    this.memory.optimizers.set(optimizer, this);
  }

  store(): void {
    this.updates.store();
  }

  /** Keeps the parameters of the last epoch for its checkpoint, before the network changes. */
  keepLast(): void {
    if (this.isWatched) this.last ??= this.network.read().slice();
  }

  /** The number of the epoch under way, or of the next one. */
  get number(): number {
    return this.before + this.epochs.length + 1;
  }
}

const noRows = /* @__PURE__ */ new Uint32Array(0);

function shuffleSeeds({ seed }: Network, memory: TrainingMemory): readonly number[] {
  memory.seeds ??= seedsOf(seed, "shuffle");
  return memory.seeds;
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
  past.add(evaluation);
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

/**
 * The class of reports with a method to take a checkpoint before the next epoch begins. One prints,
 * copies and compares as its report: the method is not its own, and its constructor is Object.
 */
function epochClass(): new (run: Run, report: EpochReport) => Epoch {
  class Shown implements Epoch {
    readonly epoch: number;
    readonly loss: number;
    readonly metrics: EpochReport["metrics"];
    declare readonly validation?: Evaluation;
    readonly learningRate: number | null;
    readonly durationMs: number;
    readonly #run: Run;
    readonly #report: EpochReport;

    constructor(run: Run, report: EpochReport) {
      this.epoch = report.epoch;
      this.loss = report.loss;
      this.metrics = report.metrics;
      if (report.validation !== undefined) this.validation = report.validation;
      this.learningRate = report.learningRate;
      this.durationMs = report.durationMs;
      this.#run = run;
      this.#report = report;
    }

    get checkpoint(): () => Checkpoint {
      return () => {
        if (this.#run.shown === this.#report) return takeCheckpoint(this.#run);
        throw new DeltaruleError(`checkpoint: epoch ${this.#report.epoch} is over; call it in onEpoch`);
      };
    }
  }
  Object.defineProperty(Shown.prototype, "constructor", { value: Object });
  return Shown;
}

/** A report as `onEpoch` and `train` show it. */
export const ShownEpoch: new (run: Run, report: EpochReport) => Epoch = /* @__PURE__ */ epochClass();

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
    past: past.slice(past.length - epochs.length),
  });
}
