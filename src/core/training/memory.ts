import type { Loss } from "../losses/loss.js";
import type { Network } from "../network/network.js";
import type { Matrix } from "../numbers/matrix.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import type { Evaluation } from "./history.js";

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
  /** What the last `partialFit` leaves for the next one; `null` before the first. */
  stream: Stream | null;
  /** The seeds of the order of samples; `null` before they are needed. */
  seeds: readonly number[] | null;
}

/** What the last `partialFit` of a network leaves behind for the next one like it. */
export interface Stream {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** What is remembered of the optimizer, as long as no other training has changed it. */
  readonly known: OptimizerMemory;
  /** The value of the network's `edits` after the last update. */
  edits: number;
  /** Calls so far: reading a sample may call again. */
  calls: number;
  /** The samples of a call, on their way into the engine's memory. */
  readonly x: Matrix<Float64Array>;
  readonly t: Matrix<Float64Array>;
}

/** What is remembered of the trainings of one network with one optimizer. */
export interface OptimizerMemory {
  readonly state: OptimizerState;
  /** The loss and metrics of each epoch, for schedules. */
  readonly past: Past;
  /** Completes the state, which a training that pauses may have in the engine's memory. */
  store(): void;
}

/**
 * The loss and metrics of epochs. Lists share their numbers with the lists that they go on from, so
 * that a training need not copy those of all trainings before it.
 */
export class Past {
  #losses: number[] = [];
  /** Most epochs have none, and their objects are not kept. */
  #metrics: Evaluation["metrics"][] = [];
  length = 0;

  /** A list of these evaluations. */
  static of(evaluations: readonly Evaluation[]): Past {
    const list = new Past();
    for (const evaluation of evaluations) list.add(evaluation);
    return list;
  }

  add({ loss, metrics }: Evaluation): void {
    if (this.#losses.length > this.length) {
      // Another list has gone on from here.
      this.#losses = this.#losses.slice(0, this.length);
      this.#metrics = this.#metrics.slice(0, this.length);
    }
    this.#losses.push(loss);
    if (!isEmpty(metrics)) this.#metrics[this.length] = metrics;
    this.length++;
  }

  /** Copies of the first `count` evaluations. */
  slice(count: number = this.length): Evaluation[] {
    return Array.from({ length: count }, (_, k) => ({ loss: this.#losses[k], metrics: { ...this.#metrics[k] } }));
  }

  /** A list that goes on from here. */
  next(): Past {
    const list = new Past();
    list.#losses = this.#losses;
    list.#metrics = this.#metrics;
    list.length = this.length;
    return list;
  }
}

/** Several times as fast as `Object.keys`, which makes a list. */
function isEmpty(metrics: Evaluation["metrics"]): boolean {
  for (const _ in metrics) return false;
  return true;
}

/** The network's memory, new where there is none. */
export function trainingMemory(network: Network): TrainingMemory {
  let memory = network.training as TrainingMemory | null;
  if (memory === null) {
    memory = { epochs: 0, steps: 0, start: Infinity, optimizers: new WeakMap(), stream: null, seeds: null };
    network.training = memory;
  }
  return memory;
}

/** Remembers a state that is complete. Returns what is remembered. */
export function keepMemory(
  { optimizers }: TrainingMemory,
  optimizer: Optimizer,
  { state, past }: Omit<OptimizerMemory, "store">,
): OptimizerMemory {
  const kept = { state, past, store: nothing };
  optimizers.set(optimizer, kept);
  return kept;
}

function nothing(): void {}
