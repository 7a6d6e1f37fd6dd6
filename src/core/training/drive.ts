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
  if (!busy.has(network)) return;
  throw new DeltaruleError(`${call}: this network is training in a fitAsync; await it first, or abort its signal`);
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
export function trainToEnd(network: Network, plan: Plan): History {
  const training = trainInSlices(network, plan);
  try {
    for (;;) {
      checkIdle(network, plan.call);
      const { done, value } = training.next();
      if (done) return value;
      if (value !== null) plan.onEpoch?.(value);
    }
  } finally {
    close(training);
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
        const told: unknown = value === null ? null : plan.onEpoch?.(value);
        if (typeof Object(told).then === "function") await orAborted(told, plan.signal);
      }
    }
  } finally {
    close(training);
    busy.delete(network);
  }
}

/** The promise, or the signal's abort, whichever comes first. */
async function orAborted(promise: unknown, signal: Plan["signal"]): Promise<void> {
  let stop = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    if (signal.aborted) stop();
  });
  try {
    signal.addEventListener?.("abort", stop);
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener?.("abort", stop);
  }
}

/** Ends a generator that has not ended yet, which runs its `finally`. */
function close(steps: Generator<unknown, unknown, void>): void {
  steps.return(undefined);
}
