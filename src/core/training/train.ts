import type { Network } from "../network/network.js";
import { openBatchPass } from "./batch.js";
import type { Epoch } from "./checkpoint.js";
import { trainEpoch } from "./epoch.js";
import type { History } from "./history.js";
import { keepMemory } from "./memory.js";
import type { Plan } from "./plan.js";
import { hasWaited, note, Run, recallEpochs, withCheckpoint } from "./run.js";

/**
 * Epochs until there is a reason to stop. This is a generator because `train` and `fitAsync` pause
 * a training in different places: it yields each epoch, and `null` after each slice of work.
 */
export function* trainInSlices(network: Network, plan: Plan): Generator<Epoch | null, History, void> {
  if (plan.resume !== null) network.edit().set(plan.resume.parameters);
  const pass = openBatchPass(network, plan.data, plan.loss, plan.batchSize, plan.call === "fitAsync");
  yield null;
  const run = new Run(plan, pass);
  yield null;
  recallEpochs(run);
  // An Epoch takes about as long to make as a small epoch takes to compute.
  const isWatched = plan.call === "train" || plan.onEpoch !== null;
  try {
    for (;;) {
      const stopped = reasonToStop(run);
      if (stopped !== null) return endTraining(run, stopped);
      const report = yield* trainEpoch(run);
      if (report === null) return endTraining(run, "aborted");
      note(run, report);
      yield isWatched ? withCheckpoint(run, report) : null;
    }
  } finally {
    // After a `break` too: the last epoch's checkpoint must not change with the network.
    run.store();
    keepMemory(run.memory, plan.optimizer, run);
    run.last ??= network.read().slice();
    pass.workspace.memory.release();
  }
}

function reasonToStop(run: Run): History["stopped"] | null {
  const { epochs, plan } = run;
  const last = epochs[epochs.length - 1];
  if (last !== undefined && last.loss <= plan.targetLoss) return "targetLoss";
  if (hasWaited(run)) return "earlyStopping";
  if (epochs.length >= plan.epochs) return "epochs";
  return plan.signal.aborted ? "aborted" : null;
}

function endTraining(run: Run, stopped: History["stopped"]): History {
  const { network, epochs, best } = run;
  run.last = network.read().slice();
  const restores = stopped === "epochs" || stopped === "earlyStopping";
  if (restores && best.parameters !== null && epochs.length > 0) network.edit().set(best.parameters);
  return { epochs, seed: network.seed, stopped };
}
