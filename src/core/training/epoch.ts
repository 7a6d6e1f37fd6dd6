import type { Batches, Block } from "../engine/engine.js";
import { copyRowsInto } from "../network/workspace.js";
import { allFinite, asColumn, gather, type Matrix } from "../numbers/matrix.js";
import { permutation, stream } from "../numbers/random.js";
import type { Progress } from "../schedules/schedule.js";
import { loadRows, SlicedBatch } from "./batch.js";
import { badValidation, divergence, keptAfter } from "./divergence.js";
import { SlicedEvaluation } from "./evaluate.js";
import type { EpochReport } from "./history.js";
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
  const { network, plan, pass, state, batches, good, epochs, losses } = run;
  const { data, batchSize, optimizer, metrics, signal } = plan;
  const { parameters } = pass.workspace;
  const progress = { epoch: epochs.length, losses };
  const started = now();
  let isWhole = false;
  run.shown = null;
  good.set(parameters.flat);
  try {
    const learningRate = optimizer.learningRate?.(state, progress) ?? null;
    const order = orderOf(run);
    if (run.seen !== network.edits) parameters.load();
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
      throw divergence(pass, plan.call, `at the end of epoch ${epochs.length + 1}`, keptAfter(epochs.length));

    const validation =
      plan.validation === null ? null : new SlicedEvaluation(network, plan.validation, plan.loss, metrics);
    for (let start = 0; validation !== null && start < validation.samples; start += validation.slice) {
      validation.add(start);
      yield null;
    }
    // Before the metrics, which refuse outputs that are not finite.
    if (validation !== null && !Number.isFinite(validation.mean)) throw badValidation(run, validation.mean);
    const validated = validation?.result();

    const report = {
      epoch: epochs.length + 1,
      loss: total / data.x.rows,
      metrics: run.outputs === null ? {} : computeMetrics(metrics, run.outputs, data),
      ...(validated && { validation: validated }),
      learningRate,
      durationMs: now() - started,
    };
    isWhole = true;
    return report;
  } finally {
    if (!isWhole) network.edit().set(good);
  }
}

/** The rows of the data in the order of this epoch. */
function orderOf({ network, plan: { data, shuffle }, inOrder, epochs }: Run): Uint32Array {
  return shuffle ? permutation(data.x.rows, stream(network.seed, "shuffle", epochs.length)) : inOrder;
}

/** As many batches as the engine takes in one call, from row `start` of the order on. */
function trainBatches(run: Run, batches: Batches, order: Uint32Array, start: number, progress: Progress): void {
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
  run.updates.step(run.context.for(batch, progress));
  run.steps++;
}

function diverged(run: Run, start: number, rows?: Uint32Array): Error {
  const { plan, epochs, pass } = run;
  const when = `in epoch ${epochs.length + 1}, batch ${start / plan.batchSize + 1}`;
  return divergence(pass, plan.call, when, keptAfter(epochs.length), rows);
}

/** Copies a slice's outputs to the rows of its samples. */
function keepOutputs({ outputs }: Run, { data, columns }: Block, rows: Uint32Array): void {
  if (outputs === null) return;
  for (let r = 0; r < rows.length; r++) {
    for (let k = 0; k < columns; k++) outputs.data[rows[r] * columns + k] = data[r * columns + k];
  }
}
