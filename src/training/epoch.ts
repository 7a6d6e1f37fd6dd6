import { permutation, stream } from "../random.js";
import { batchInSteps } from "./batch.js";
import { divergence, keptAfter } from "./divergence.js";
import type { Run } from "./run.js";

/**
 * One pass over the data: an update per batch. Returns the mean loss, each sample's taken just before its batch's update; `null` when it
 * was aborted. It may be left alone for a while at each `yield`.
 *
 * @throws DivergenceError as soon as a number is not finite.
 */
export function* epochInSteps(run: Run): Generator<null, number | null, void> {
  const { network, plan, workspace, gradients, updates, context, epochs, losses } = run;
  const { optimizer, batchSize, data } = plan;
  const progress = { epoch: epochs.length, losses };
  const epoch = epochs.length + 1;
  const kept = keptAfter(epochs.length);
  const order = orderOf(run, progress.epoch);
  let total = 0;
  workspace.parameters.load();
  updates.load();
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = { rows: order.subarray(start, start + batchSize), step: run.steps };
    const number = start / batchSize + 1;
    total += yield* batchInSteps(run, batch, true, (slice, sum) => {
      if (!Number.isFinite(total + sum))
        throw divergence(run, plan.call, `in epoch ${epoch}, batch ${number}`, kept, slice);
      keepOutputs(run, slice);
    });
    if (plan.signal.aborted) return null;
    // It would step back from what is not finite, and stand still.
    if (optimizer.fullBatch) {
      gradients.parameters.store();
      if (!gradients.parameters.flat.every(Number.isFinite))
        throw divergence(run, plan.call, `in epoch ${epoch}, batch ${number}`, kept);
    }
    updates.step(context.for(batch, progress));
    run.steps++;
    yield null;
  }
  updates.store();
  if (!network.parameters.every(Number.isFinite))
    throw divergence(run, plan.call, `at the end of epoch ${epoch}`, kept);
  return total / data.x.rows;
}

/** The rows of the data in the order of this epoch. */
function orderOf({ network, plan: { data, shuffle } }: Run, epoch: number): Uint32Array {
  if (shuffle) return permutation(data.x.rows, stream(network.seed, "shuffle", epoch));
  return Uint32Array.from(data.weights.keys());
}

function keepOutputs({ outputs, workspace }: Run, rows: Uint32Array): void {
  if (outputs === null) return;
  const { data, columns } = workspace.output.a;
  for (let r = 0; r < rows.length; r++) {
    for (let k = 0; k < columns; k++) outputs.data[rows[r] * columns + k] = data[r * columns + k];
  }
}
