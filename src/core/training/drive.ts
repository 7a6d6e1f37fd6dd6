import { DeltaruleError } from "../checks/errors.js";
import type { Network } from "../network/network.js";
import type { Epoch } from "./checkpoint.js";
import type { History } from "./history.js";
import type { Plan } from "./plan.js";
import { now, otherTasks } from "./platform.js";
import { trainInSlices } from "./train.js";

/** The longest time that training keeps the event loop to itself, in milliseconds. */
const longestTurn = 4;

/** Networks that are in a `fitAsync`. */
const busy = /* @__PURE__ */ new WeakSet<Network>();

/** Throws while the network is in a `fitAsync`. */
export function checkIdle(network: Network, call: string): void {
  if (busy.has(network)) throw new DeltaruleError(`${call}: this network is training in a fitAsync; await that first`);
}

/**
 * A training as its user sees it: one value per epoch. This is a generator because the user decides
 * after each epoch whether to go on; `break` ends the training.
 */
export function* trainEpochs(network: Network, plan: Plan): Generator<Epoch, History, void> {
  const training = trainInSlices(network, plan);
  try {
    for (;;) {
      checkIdle(network, plan.call);
      const { done, value } = training.next();
      if (done) return value;
      if (value === null) continue;
      plan.onEpoch?.(value);
      yield value;
    }
  } finally {
    close(training);
  }
}

/** Runs a training to its end. */
export function runToEnd(epochs: Generator<Epoch, History, void>): History {
  for (;;) {
    const { done, value } = epochs.next();
    if (done) return value;
  }
}

/** Runs a training to its end, and gives way to other tasks every few milliseconds. */
export async function trainAsync(network: Network, plan: Plan): Promise<History> {
  const training = trainInSlices(network, plan);
  busy.add(network);
  try {
    for (;;) {
      await otherTasks();
      const started = now();
      while (now() - started < longestTurn) {
        const { done, value } = training.next();
        if (done) return value;
        if (value !== null) await plan.onEpoch?.(value);
      }
    }
  } finally {
    close(training);
    busy.delete(network);
  }
}

/** Ends a generator that has not ended yet, which runs its `finally`. */
function close(steps: Generator<unknown, unknown, void>): void {
  steps.return(undefined);
}
