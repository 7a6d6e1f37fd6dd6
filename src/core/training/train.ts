import type { Network } from "../network/network.js";
import type { Epoch } from "./checkpoint.js";
import { trainEpoch } from "./epoch.js";
import { Watch } from "./explosion.js";
import type { History } from "./history.js";
import { keepMemory } from "./memory.js";
import type { Plan } from "./plan.js";
import { hasWaited, note, Run, recallEpochs, ShownEpoch } from "./run.js";
import { keepSpace } from "./space.js";
import { isShort, Warnings } from "./warnings.js";
import { completeEpoch, trainWholeEpochs } from "./wholeEpochs.js";

/**
 * Epochs until there is a reason to stop. This is a generator because `train` and `fitAsync` pause
 * a training in different places: it yields each epoch, and `null` after each slice of work.
 */
export function* trainInSlices(network: Network, plan: Plan): Generator<Epoch | null, History, void> {
  const warnings = new Warnings(network, plan);
  warnings.ofData();
  if (plan.resume !== null) network.edit().set(plan.resume.parameters);
  yield null;
  const run = new Run(network, plan);
  yield null;
  recallEpochs(run);
  const watch = new Watch(run);
  const { whole } = run;
  let isWell = false;
  const isJudged = plan.validation !== null || plan.metrics.length > 0;
  const isWatched = plan.call === "train" || plan.onEpoch !== null;
  try {
    plan.onEpoch?.onStart?.(run.number, run.before + plan.epochs);
    for (;;) {
      const stopped = reasonToStop(run);
      if (stopped !== null) {
        const isEnd = !isCut(stopped) && !isShort(run);
        // The best epoch comes back from an explosion.
        if (isEnd && run.best.parameters === null) watch.judge();
        const history = endTraining(run, stopped, warnings.list);
        isWell = true;
        if (isEnd) yield* warnings.ofResult(watch);
        return history;
      }
      let reports = whole === null ? [] : trainWholeEpochs(run, whole, watch.limit);
      if (reports.length === 0) {
        const report = yield* trainEpoch(run);
        if (report === null) return endTraining(run, "aborted", warnings.list);
        reports = [report];
      } else if (whole !== null && isJudged) {
        reports = [yield* completeEpoch(run, whole, reports[0])];
      }
      for (const report of reports) note(run, report);
      watch.see(reports);
      yield isWatched ? new ShownEpoch(run, reports[0]) : null;
    }
  } finally {
    // After a `break` too: the last epoch's checkpoint must not change with the network.
    run.store();
    // The state that led to an explosion does not fit the parameters from before it.
    if (watch.hasExploded) run.memory.optimizers.delete(plan.optimizer);
    else keepMemory(run.memory, plan.optimizer, run);
    run.last ??= network.read().slice();
    run.pass.workspace.memory.release();
    if (isWell) keepSpace(run.space);
  }
}

function reasonToStop(run: Run): History["stopped"] | null {
  const { epochs, plan } = run;
  const last = epochs[epochs.length - 1];
  if (last !== undefined && last.loss <= plan.targetLoss) return "targetLoss";
  if (hasWaited(run)) return "earlyStopping";
  if (last !== undefined && plan.optimizer.isDone?.(run.state)) return "optimizer";
  if (epochs.length >= plan.epochs) return "epochs";
  return plan.signal.aborted ? "aborted" : null;
}

function endTraining(run: Run, stopped: History["stopped"], warnings: History["warnings"]): History {
  const { network, epochs, best } = run;
  run.last = network.read().slice();
  // Nothing is best where no epoch counted.
  if (!isCut(stopped) && best.parameters !== null && best.value < Infinity) network.edit().set(best.parameters);
  return { epochs, warnings, seed: network.seed, stopped };
}

/**
 * Whether the last epoch's parameters are kept, and not judged: the training is good, or cut off.
 */
function isCut(stopped: History["stopped"]): boolean {
  return stopped === "targetLoss" || stopped === "aborted";
}
