import { copyNumbers, type Vector } from "../numbers/matrix.js";
import { measureTargets, spaced, type Yardstick } from "./constantLoss.js";
import { pickSamples } from "./dataSet.js";
import { exploded } from "./divergence.js";
import { SlicedEvaluation } from "./evaluate.js";
import type { EpochReport } from "./history.js";
import type { Run } from "./run.js";

/** A training that ends this many times above its start and the best constant has exploded. */
const explosion = 10;
/** The same during training, and in a short one. */
const beyondHope = 1e6;

/**
 * Watches the losses of a training for numbers that explode but stay finite. The loss of the best
 * constant output is the measure too: a training may begin with nearly no loss.
 */
export class Watch {
  #yardstick: Yardstick | null = null;
  /** Whether the network was set back to the parameters before the losses rose. */
  hasExploded = false;
  #lowest = Infinity;
  /** The number of the epoch with the lowest loss, and the parameters before it. */
  #calmEpoch: number;
  readonly #calm: Vector;
  /** The parameters before the first epoch; `null` in a resumed training. */
  readonly #first: Vector | null;

  constructor(readonly run: Run) {
    this.#calm = run.network.read().slice();
    this.#calmEpoch = run.number;
    this.#first = run.plan.resume === null ? this.#calm.slice() : null;
  }

  /** Measured when it is needed: most trainings never need it. */
  get yardstick(): Yardstick {
    const { data, loss } = this.run.plan;
    this.#yardstick ??= measureTargets(data, loss);
    return this.#yardstick;
  }

  /** The loss from which on training is beyond hope; ∞ before the first epoch. */
  get limit(): number {
    const { memory, epochs } = this.run;
    return epochs.length === 0 ? Infinity : beyondHope * Math.min(Math.abs(epochs[0].loss), memory.start);
  }

  /**
   * Looks at the last epochs. The run's `good` are the parameters before the best of them.
   *
   * @throws DivergenceError when the loss of the last one is beyond hope.
   */
  see(reports: readonly EpochReport[]): void {
    let isCalm = false;
    for (const { epoch, loss } of reports) {
      if (!(loss < this.#lowest)) continue;
      this.#lowest = loss;
      this.#calmEpoch = epoch;
      isCalm = true;
    }
    if (isCalm) copyNumbers(this.run.good, this.#calm);
    const { memory, epochs } = this.run;
    if (memory.start === Infinity) memory.start = Math.abs(reports[0].loss);
    if (epochs[epochs.length - 1].loss > this.limit) this.#judge(this.#start(), beyondHope);
  }

  /**
   * Looks at the end of a training that was not short.
   *
   * @throws DivergenceError when it has exploded.
   */
  judge(): void {
    const { epochs } = this.run;
    if (epochs[epochs.length - 1].loss > explosion * this.yardstick.large) this.#judge(this.#start(), explosion);
  }

  #judge(start: number, factor: number): void {
    const { network, epochs } = this.run;
    const { loss } = epochs[epochs.length - 1];
    if (!(loss > factor * Math.max(Math.abs(start), this.yardstick.large))) return;
    network.edit().set(this.#calm);
    this.hasExploded = true;
    throw exploded(this.run, `${digits(start)} to ${digits(loss)}`, this.#calmEpoch);
  }

  /**
   * The loss of the network's first epoch, or of this training's; or that of the parameters before
   * it where they were better.
   */
  #start(): number {
    const { network, plan, epochs, memory } = this.run;
    const loss = Math.min(Math.abs(epochs[0].loss), memory.start);
    if (this.#first === null) return loss;
    const own = network.read().slice();
    // Few enough for one turn of the event loop.
    const data = pickSamples(plan.data, spaced(plan.data.x.rows, 64));
    const evaluation = new SlicedEvaluation(network, data, plan.loss, [], plan.adjustment);
    network.edit().set(this.#first);
    try {
      for (let row = 0; row < evaluation.samples; row += evaluation.slice) evaluation.add(row);
      return Math.min(loss, evaluation.result().loss);
    } finally {
      network.edit().set(own);
    }
  }
}

/** A number in a message: three digits. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
