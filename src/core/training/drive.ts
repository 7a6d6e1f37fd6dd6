import { DeltaruleError } from "../checks/errors.js";
import type { Network } from "../network/network.js";
import type { Epoch } from "./checkpoint.js";
import type { History } from "./history.js";
import { close } from "./steps.js";

// Part of the platforms that have them, but of no type library that all of them share.
declare const performance: { now(): number };
declare const setImmediate: ((callback: () => void) => void) | undefined;
declare const MessageChannel: (new () => { port1: Port; port2: Port }) | undefined;
declare function setTimeout(callback: () => void, milliseconds: number): void;
interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
  close(): void;
}

type Training = Generator<Epoch | null, History, void>;

/** How long training keeps the event loop to itself, in milliseconds. */
const atOnce = 4;

/** Networks that are in a `fitAsync`. */
const busy = /* @__PURE__ */ new WeakSet<Network>();

/** Throws while the network is in a `fitAsync`. */
export function checkIdle(network: Network, call: string): void {
  if (busy.has(network)) throw new DeltaruleError(`${call}: this network is training in a fitAsync; await that first`);
}

/** A generator of epochs alone. */
export function* epochsOf(
  network: Network,
  call: string,
  training: Training,
  onEpoch: (epoch: Epoch) => void,
): Generator<Epoch, History, void> {
  try {
    for (;;) {
      checkIdle(network, call);
      const { done, value } = training.next();
      if (done) return value;
      if (value === null) continue;
      onEpoch(value);
      yield value;
    }
  } finally {
    close(training);
  }
}

/** Runs to the end, letting others have the event loop every few milliseconds. */
export async function driveAsync(
  network: Network,
  training: Training,
  onEpoch: (epoch: Epoch) => void | PromiseLike<void>,
): Promise<History> {
  busy.add(network);
  try {
    for (;;) {
      await pause();
      const started = performance.now();
      while (performance.now() - started < atOnce) {
        const { done, value } = training.next();
        if (done) return value;
        if (value !== null) await onEpoch(value);
      }
    }
  } finally {
    close(training);
    busy.delete(network);
  }
}

/** Resolves after the tasks that are waiting. A timer would do, but browsers make it wait 4 ms each time. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
    } else if (typeof MessageChannel === "function") {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    } else {
      setTimeout(resolve, 0);
    }
  });
}
