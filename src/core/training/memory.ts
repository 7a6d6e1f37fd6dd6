import type { Network } from "../network/network.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";

/** What a network remembers of its trainings. Copies and files of the network are without it. */
export interface TrainingMemory {
  /** Epochs so far. The order of an epoch's samples is drawn from it. */
  epochs: number;
  /** Updates so far. Dropout draws from it. */
  steps: number;
  /** The loss of the first epoch; ∞ before it. Explosions are measured by it. */
  start: number;
  /** By the optimizer's object. */
  readonly optimizers: WeakMap<Optimizer, OptimizerMemory>;
}

/** What is remembered of the trainings of one network with one optimizer. */
export interface OptimizerMemory {
  readonly state: OptimizerState;
  /** The loss of each epoch, for schedules. */
  readonly losses: Losses;
  /** Completes the state, which a training that pauses may have in the engine's memory. */
  store(): void;
}

/**
 * The losses of epochs. Lists share their numbers with the lists that they go on from, so that a
 * training need not copy those of all trainings before it.
 */
export class Losses {
  #numbers: number[];
  length: number;

  constructor(numbers: number[] = []) {
    this.#numbers = numbers;
    this.length = numbers.length;
  }

  add(loss: number): void {
    // Another list has gone on from here.
    if (this.#numbers.length > this.length) this.#numbers = this.slice();
    this.#numbers.push(loss);
    this.length++;
  }

  /** A copy of the first `count` numbers. */
  slice(count: number = this.length): number[] {
    return this.#numbers.slice(0, count);
  }

  /** A list that goes on from here. */
  next(): Losses {
    const list = new Losses(this.#numbers);
    list.length = this.length;
    return list;
  }
}

const memories = /* @__PURE__ */ new WeakMap<Network, TrainingMemory>();

/** The network's memory, new where there is none. */
export function trainingMemory(network: Network): TrainingMemory {
  let memory = memories.get(network);
  if (memory === undefined) {
    memory = { epochs: 0, steps: 0, start: Infinity, optimizers: new WeakMap() };
    memories.set(network, memory);
  }
  return memory;
}

/** Remembers a state that is complete. */
export function keepMemory(
  { optimizers }: TrainingMemory,
  optimizer: Optimizer,
  { state, losses }: Omit<OptimizerMemory, "store">,
): void {
  optimizers.set(optimizer, { state, losses, store: () => {} });
}
