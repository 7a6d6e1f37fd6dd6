import { DivergenceError } from "../checks/errors.js";
import type { Vector } from "../numbers/matrix.js";
import { measureTargets, spaced, type Yardstick } from "./constantLoss.js";
import { keptBefore, tooFast } from "./divergence.js";
import { SlicedEvaluation } from "./evaluate.js";
import type { EpochReport } from "./history.js";
import { pickSamples } from "./plan.js";
import type { Run } from "./run.js";

/** A loss this many times its start, and the best constant output's, has exploded. */
const explosion = 10;
/** The same during training, from which it might recover. */
const beyondHope = 1e4;

/** Watches the losses of a training for numbers that explode but stay finite. */
export class Watch {
  /**
   * E at the start: the first epoch's loss, or that of the parameters before it where they are
   * better. NaN before the first epoch.
   */
  start: number = Number.NaN;
  #yardstick: Yardstick | null = null;
  /** Whether the network was set back to the parameters before the losses rose. */
  hasExploded = false;
  #lowest = Infinity;
  /** The number of the epoch with the lowest loss, and the parameters before it. */
  #calmEpoch: number;
  readonly #calm: Vector;

  constructor(readonly run: Run) {
    this.#calm = run.network.read().slice();
    this.#calmEpoch = run.number;
    if (run.epochs.length > 0) this.start = run.epochs[0].loss;
  }

  /** Measured when it is needed: a short training never needs it. */
  get yardstick(): Yardstick {
    const { data, loss } = this.run.plan;
    this.#yardstick ??= measureTargets(data, loss);
    return this.#yardstick;
  }

  /**
   * Looks at an epoch.
   *
   * @throws DivergenceError when its loss is beyond hope.
   */
  see({ epoch, loss }: EpochReport): void {
    const { good, plan } = this.run;
    if (loss < this.#lowest) {
      this.#lowest = loss;
      this.#calmEpoch = epoch;
      this.#calm.set(good);
    }
    if (Number.isNaN(this.start)) {
      // The loss of a single batch is that of the parameters before it.
      const hasMoved = plan.batchSize < plan.data.x.rows;
      this.start = hasMoved && loss > explosion * this.yardstick.large ? Math.min(loss, this.#lossAt(good)) : loss;
    }
    this.judge(beyondHope);
  }

  /** @throws DivergenceError when the last epoch's loss is too far above the start. */
  judge(factor: number = explosion): void {
    const { network, plan, epochs } = this.run;
    if (epochs.length === 0) return;
    const { epoch, loss } = epochs[epochs.length - 1];
    const isFar = (from: number): boolean => loss > factor * Math.abs(from);
    if (!isFar(this.start) || !isFar(this.yardstick.large)) return;
    network.edit().set(this.#calm);
    this.hasExploded = true;
    throw new DivergenceError(
      `${plan.call}: training diverged: the loss rose from ${digits(this.start)} to ${digits(loss)} in epoch ${epoch}. Likely cause: ${tooFast(plan.data)}. The network keeps the parameters ${keptBefore(this.run, this.#calmEpoch)}`,
    );
  }

  /** E of some evenly spaced samples, few enough for one turn of the event loop. */
  #lossAt(parameters: Vector): number {
    const { network, plan } = this.run;
    const own = network.read().slice();
    const data = pickSamples(plan.data, spaced(plan.data.x.rows, 64));
    const evaluation = new SlicedEvaluation(network, data, plan.loss, []);
    network.edit().set(parameters);
    try {
      for (let row = 0; row < evaluation.samples; row += evaluation.slice) evaluation.add(row);
      return evaluation.result().loss;
    } finally {
      network.edit().set(own);
    }
  }
}

/** A number in a message: three digits. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
