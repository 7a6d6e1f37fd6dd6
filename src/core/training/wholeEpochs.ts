import { checkParameters } from "../network/network.js";
import { copyRowsInto } from "../network/workspace.js";
import { asColumn, copyNumbers } from "../numbers/matrix.js";
import { checkWhole, EpochProgress, judgeEpoch, keepOutputs } from "./epoch.js";
import type { EpochReport } from "./history.js";
import { now } from "./platform.js";
import type { Run } from "./run.js";
import type { WholeEpochs } from "./space.js";

/**
 * Trains as many epochs as go into one call of the engine. Returns their reports: none where an
 * epoch leaves the finite numbers. That epoch is undone, and `trainEpoch` finds what went wrong.
 */
export function trainWholeEpochs(run: Run, { batches, epochs }: WholeEpochs, limit: number): readonly EpochReport[] {
  const { network, plan, pass, state, good, past } = run;
  const { data, targetLoss, optimizer, call } = plan;
  const { rows } = data.x;
  const { parameters } = pass.workspace;
  const started = now();
  run.shown = null;
  checkWhole(run);
  const isEdited = run.seen !== network.edits;
  if (isEdited) checkParameters(network, call, network.read());
  const progress = new EpochProgress(past);
  const learningRate = optimizer.learningRate?.(state, progress) ?? null;
  if (isEdited || run.seen !== network.edits) parameters.load();
  copyRowsInto(epochs.input, data.x, 0, rows);
  copyRowsInto(epochs.target, data.t, 0, rows);
  copyRowsInto(epochs.weights, asColumn(data.weights), 0, rows);
  // The first epoch's loss decides what the others may reach.
  const count = limit === Infinity ? 1 : Math.min(epochs.most, plan.epochs - run.epochs.length);
  const first = run.number - 1;
  const done = epochs.run({ count, first, targetLoss, limit, progress });
  if (done === 0) return [];
  if (epochs.most > 1) epochs.storeCalm(good);
  else copyNumbers(network.read(), good);
  run.steps += done * Math.ceil(rows / plan.batchSize);
  parameters.store();
  network.edit();
  run.seen = network.edits;
  if (run.outputs !== null) keepOutputs(run, batches.output, plan.shuffle ? epochs.order : run.inOrder);
  const reports: EpochReport[] = [];
  // One object for all: a history has many epochs.
  const metrics = {};
  const durationMs = (now() - started) / done;
  const { losses: means } = epochs;
  for (let k = 0; k < done; k++) {
    reports.push({ epoch: first + k + 1, loss: means[k], metrics, learningRate, durationMs });
  }
  return reports;
}

/**
 * An epoch's report with its validation and metrics. This is a generator that yields after a slice
 * of work. An error leaves the network as it was before the epoch.
 */
export function* completeEpoch(
  run: Run,
  { epochs }: WholeEpochs,
  report: EpochReport,
): Generator<null, EpochReport, void> {
  const { network, plan, good } = run;
  let isWhole = false;
  try {
    const complete = yield* judgeEpoch(run, report);
    isWhole = true;
    return complete;
  } finally {
    if (!isWhole) {
      network.edit().set(good);
      epochs.undo();
      run.steps -= Math.ceil(plan.data.x.rows / plan.batchSize);
    }
  }
}
