import { DataError } from "../checks/errors.js";
import type { Batches, Block } from "../engine/engine.js";
import { checkParameters } from "../network/network.js";
import { copyRowsInto } from "../network/workspace.js";
import { allFinite, asColumn, copyNumbers, gather, type Matrix } from "../numbers/matrix.js";
import { permutation, stream } from "../numbers/random.js";
import type { Progress } from "../schedules/schedule.js";
import { applyUpdate } from "./adjustment.js";
import { loadRows, SlicedBatch } from "./batch.js";
import { badValidation, divergence, keptBefore } from "./divergence.js";
import { SlicedEvaluation } from "./evaluate.js";
import type { EpochReport, Evaluation } from "./history.js";
import type { Past } from "./memory.js";
import { computeMetrics } from "./metrics.js";
import { now } from "./platform.js";
import type { Run } from "./run.js";

/**
 * One epoch: an update per batch, then the validation. Returns the report, or `null` after an
 * abort. An epoch that does not finish leaves the parameters as they were before it. This is a
 * generator so that `fitAsync` can give way to other tasks after each slice.
 *
 * @throws DivergenceError as soon as a number is not finite.
 */
export function* trainEpoch(run: Run): Generator<null, EpochReport | null, void> {
  const { network, plan, pass, state, batches, good, steps } = run;
  const { data, batchSize, optimizer, signal } = plan;
  const { parameters } = pass.workspace;
  const progress = new EpochProgress(run.past);
  const started = now();
  let isWhole = false;
  run.shown = null;
  checkWhole(run);
  const flat = network.read();
  const isEdited = run.seen !== network.edits;
  if (isEdited) checkParameters(network, plan.call, flat);
  copyNumbers(flat, good);
  run.updates.keep();
  network.inEpoch = true;
  try {
    const learningRate = optimizer.learningRate?.(state, progress) ?? null;
    const order = orderOf(run);
    if (isEdited || run.seen !== network.edits) parameters.load();
    yield null;

    let total = 0;
    if (batches !== null) {
      batches.load();
      for (let start = 0; start < order.length; start += batches.capacity) {
        trainBatches(run, batches, order, start, progress);
        if (signal.aborted) return null;
        yield null;
      }
      total = batches.total;
    } else {
      for (let start = 0; start < order.length; start += batchSize) {
        const batch = new SlicedBatch(pass, { rows: order.subarray(start, start + batchSize), step: run.steps });
        for (let first = 0; first < batch.rows.length; first += batch.slice) {
          trainSlice(run, batch, first, total, start);
          yield null;
        }
        total += batch.sum;
        if (signal.aborted) return null;
        update(run, batch, start, progress);
        yield null;
      }
    }

    parameters.store();
    const after = network.edit();
    run.seen = network.edits;
    yield null;
    if (!allFinite(after))
      throw divergence(pass, plan.call, `at the end of epoch ${run.number}`, keptBefore(run), true);

    const [loss, durationMs] = [total / data.x.rows, now() - started];
    const report = yield* judgeEpoch(run, { epoch: run.number, loss, metrics: {}, learningRate, durationMs });
    isWhole = true;
    return report;
  } finally {
    network.inEpoch = false;
    if (!isWhole) {
      network.edit().set(good);
      run.updates.undo();
      run.steps = steps;
    }
  }
}

/**
 * The report of an epoch with its validation and metrics. This is a generator that yields after a
 * slice of work.
 *
 * @throws DivergenceError when the validation loss is not finite.
 */
export function* judgeEpoch(run: Run, report: EpochReport): Generator<null, EpochReport, void> {
  const { network, plan, outputs } = run;
  const { data, loss, metrics, validation, adjustment } = plan;
  if (validation === null && outputs === null) return report;
  const started = now();
  const evaluation = validation && new SlicedEvaluation(network, validation, loss, metrics, adjustment);
  for (let start = 0; evaluation !== null && start < evaluation.samples; start += evaluation.slice) {
    checkWhole(run);
    evaluation.add(start);
    yield null;
  }
  // Before the metrics, which refuse outputs that are not finite.
  if (evaluation !== null && !Number.isFinite(evaluation.mean)) throw badValidation(run, evaluation.mean);
  const validated = evaluation?.result();
  const { epoch, learningRate, durationMs } = report;
  return {
    epoch,
    loss: report.loss,
    metrics: outputs === null ? {} : computeMetrics(metrics, outputs, data),
    ...(validated && { validation: validated }),
    learningRate,
    durationMs: durationMs + now() - started,
  };
}

/** The progress of an epoch. A schedule that looks at the past sees a copy. */
export class EpochProgress implements Progress {
  readonly epoch: number;
  #losses: readonly number[] | null = null;
  #evaluations: readonly Evaluation[] | null = null;

  constructor(readonly of: Past) {
    this.epoch = of.length;
  }

  get losses(): readonly number[] {
    this.#losses ??= this.of.slice().map(({ loss }) => loss);
    return this.#losses;
  }

  get evaluations(): readonly Evaluation[] {
    this.#evaluations ??= this.of.slice();
    return this.#evaluations;
  }
}

/** The rows of the data in the order of this epoch. */
function orderOf({ network, plan: { data, shuffle }, inOrder, number }: Run): Uint32Array {
  return shuffle ? permutation(data.x.rows, stream(network.seed, "shuffle", number - 1)) : inOrder;
}

/** Throws when a matrix of the user has lost its numbers since the training began. */
export function checkWhole({ plan: { call, data, validation } }: Run): void {
  checkNumbers(call, "inputs", data.x);
  checkNumbers(call, "targets", data.t);
  if (validation === null) return;
  checkNumbers(call, "validation inputs", validation.x);
  checkNumbers(call, "validation targets", validation.t);
}

function checkNumbers(call: string, name: string, { rows, columns, data }: Matrix): void {
  if (data.length >= rows * columns) return;
  throw new DataError(
    `${call}: the ${name} are gone: their buffer was transferred or resized during the training; transfer a copy`,
  );
}

/** As many batches as the engine takes in one call, from row `start` of the order on. */
function trainBatches(run: Run, batches: Batches, order: Uint32Array, start: number, progress: Progress): void {
  checkWhole(run);
  const { data, batchSize, shuffle } = run.plan;
  const rows = order.subarray(start, start + batches.capacity);
  const take = (from: Matrix, into: Block): void => {
    if (shuffle) gather(from, rows, into);
    else copyRowsInto(into, from, start, rows.length);
  };
  take(data.x, batches.input);
  take(data.t, batches.target);
  take(asColumn(data.weights), batches.weights);
  const done = batches.run(rows.length, progress);
  run.steps += Math.ceil(done / batchSize);
  keepOutputs(run, batches.output, rows.subarray(0, done));
  if (done === rows.length) return;
  // The report of divergence reads the workspace: fill it with the batch that diverged.
  const batch = rows.subarray(done, done + batchSize);
  loadRows(run.pass, batch);
  throw diverged(run, start + done, batch);
}

/** One slice of the batch that starts at row `start` of the order, kernel by kernel. */
function trainSlice(run: Run, batch: SlicedBatch, first: number, total: number, start: number): void {
  checkWhole(run);
  const rows = batch.forward(first);
  if (!Number.isFinite(total + batch.sum)) throw diverged(run, start, rows);
  keepOutputs(run, run.pass.workspace.output.a, rows);
  batch.backward(first);
}

/** The update by a batch's gradient. */
function update(run: Run, batch: SlicedBatch, start: number, progress: Progress): void {
  const { gradients } = run.pass;
  // A full-batch optimizer undoes a step that is not finite: it would stop without an error.
  if (run.plan.optimizer.fullBatch) {
    gradients.parameters.store();
    if (!allFinite(gradients.parameters.flat)) throw diverged(run, start);
  }
  applyUpdate(run.pass, run.updates, run.context.for(batch, progress));
  run.steps++;
}

function diverged(run: Run, start: number, rows?: Uint32Array): Error {
  const { plan, pass } = run;
  const when = `in epoch ${run.number}, batch ${start / plan.batchSize + 1}`;
  return divergence(pass, plan.call, when, keptBefore(run), run.steps > run.firstStep, rows);
}

/** Copies a slice's outputs to the rows of its samples. */
export function keepOutputs({ outputs }: Run, { data, columns }: Block, rows: Uint32Array): void {
  if (outputs === null) return;
  for (let r = 0; r < rows.length; r++) {
    for (let k = 0; k < columns; k++) outputs.data[rows[r] * columns + k] = data[r * columns + k];
  }
}
