import type { Batches, Block } from "../engine/engine.js";
import { fill } from "../network/workspace.js";
import { allFinite, asColumn, gather, type Matrix } from "../numbers/matrix.js";
import { permutation, stream } from "../numbers/random.js";
import { batchInSteps, load } from "./batch.js";
import { divergence, keptAfter } from "./divergence.js";
import type { Run } from "./run.js";

/**
 * One pass over the data: an update per batch. Returns the mean loss, each sample's taken just before its batch's update; `null` when it
 * was aborted. It may be left alone for a while at each `yield`.
 *
 * @throws DivergenceError as soon as a number is not finite.
 */
export function* epochInSteps(run: Run): Generator<null, number | null, void> {
  const { network, plan, workspace, batches, epochs } = run;
  const order = orderOf(run, epochs.length);
  if (run.seen !== network.changes) workspace.parameters.load();
  yield null;
  const total = yield* batches === null ? oneByOne(run, order) : atOnce(run, batches, order);
  if (total === null) return null;
  workspace.parameters.store();
  const { parameters } = network;
  run.seen = network.changes;
  yield null;
  if (!allFinite(parameters))
    throw divergence(run, plan.call, `at the end of epoch ${epochs.length + 1}`, keptAfter(epochs.length));
  return total / plan.data.x.rows;
}

/** Σ wᵢ Lᵢ of the epoch, kernel by kernel. */
function* oneByOne(run: Run, order: Uint32Array): Generator<null, number | null, void> {
  const { plan, workspace, gradients, updates, context, epochs, losses } = run;
  const { batchSize, optimizer } = plan;
  const progress = { epoch: epochs.length, losses };
  let total = 0;
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = { rows: order.subarray(start, start + batchSize), step: run.steps };
    total += yield* batchInSteps(run, batch, true, (slice, sum) => {
      if (!Number.isFinite(total + sum)) throw diverged(run, start, slice);
      keepOutputs(run, workspace.output.a, slice);
    });
    if (plan.signal.aborted) return null;
    // It would step back from what is not finite, and stand still.
    if (optimizer.fullBatch) {
      gradients.parameters.store();
      if (!allFinite(gradients.parameters.flat)) throw diverged(run, start);
    }
    updates.step(context.for(batch, progress));
    run.steps++;
    yield null;
  }
  return total;
}

/** The same in calls of many batches each. */
function* atOnce(run: Run, batches: Batches, order: Uint32Array): Generator<null, number | null, void> {
  const { plan, epochs, losses } = run;
  const { batchSize, data } = plan;
  const progress = { epoch: epochs.length, losses };
  batches.load();
  for (let start = 0; start < order.length; start += batches.capacity) {
    const rows = order.subarray(start, start + batches.capacity);
    const take = (from: Matrix, into: Block): void => {
      if (plan.shuffle) gather(from, rows, into);
      else fill(into, from, start, rows.length);
    };
    take(data.x, batches.input);
    take(data.t, batches.target);
    take(asColumn(data.weights), batches.weights);
    const done = batches.run(rows.length, progress);
    run.steps += Math.ceil(done / batchSize);
    keepOutputs(run, batches.output, rows.subarray(0, done));
    if (done < rows.length) {
      const batch = rows.subarray(done, done + batchSize);
      load(run, batch);
      throw diverged(run, start + done, batch);
    }
    if (plan.signal.aborted) return null;
    yield null;
  }
  return batches.total;
}

function diverged(run: Run, start: number, rows?: Uint32Array): Error {
  const { plan, epochs } = run;
  const when = `in epoch ${epochs.length + 1}, batch ${start / plan.batchSize + 1}`;
  return divergence(run, plan.call, when, keptAfter(epochs.length), rows);
}

/** The rows of the data in the order of this epoch. */
function orderOf({ network, plan: { data, shuffle }, inOrder }: Run, epoch: number): Uint32Array {
  return shuffle ? permutation(data.x.rows, stream(network.seed, "shuffle", epoch)) : inOrder;
}

function keepOutputs({ outputs }: Run, { data, columns }: Block, rows: Uint32Array): void {
  if (outputs === null) return;
  for (let r = 0; r < rows.length; r++) {
    for (let k = 0; k < columns; k++) outputs.data[rows[r] * columns + k] = data[r * columns + k];
  }
}
