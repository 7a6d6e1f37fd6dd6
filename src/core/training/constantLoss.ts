import type { Loss } from "../losses/loss.js";
import { probabilities } from "../losses/probabilities.js";
import type { DataSet } from "./dataSet.js";

/** What the loss of a network is measured by. */
export interface Yardstick {
  /**
   * E of the best output that is the same for every sample: of the targets' weighted means, or of
   * their medians where that is lower. NaN where the loss gives no finite number, or targets may be
   * missing.
   */
  readonly constant: number;
  /** A size of E that counts as large on these targets, above 0. */
  readonly large: number;
}

export function measureTargets({ t, weights }: DataSet, loss: Loss): Yardstick {
  const { rows, columns } = t;
  const target = new Float64Array(columns);
  const lossOf = (output: ArrayLike<number>): number => {
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      if (weights[r] === 0) continue;
      // A copy: a loss of the user's may write into it.
      for (let k = 0; k < columns; k++) target[k] = t.data[r * columns + k];
      sum += weights[r] * loss.value(output, target);
    }
    return sum / rows;
  };
  const finite = (losses: readonly number[]): number => Math.min(...losses.filter(Number.isFinite));
  const meanIsBest = loss.residualScale !== undefined || loss.targets === probabilities;
  const constant = loss.missing
    ? Number.NaN
    : finite([means, ...(meanIsBest ? [] : [medians])].map((center) => lossOf(center({ t, weights }))));
  // Targets that are all the same have no loss of a constant, but a distance from 0.
  const zero = finite([lossOf(new Float64Array(columns))]);
  const sizes = [constant, zero / 1000].map(Math.abs).filter(Number.isFinite);
  return { constant: Number.isFinite(constant) ? constant : Number.NaN, large: Math.max(0, ...sizes) || 1 };
}

type Targets = Pick<DataSet, "t" | "weights">;

function means({ t: { rows, columns, data }, weights }: Targets): Float64Array {
  const sums = new Float64Array(columns);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    total += weights[r];
    for (let k = 0; k < columns; k++) sums[k] += weights[r] * data[r * columns + k];
  }
  return sums.map((sum) => (total === 0 ? 0 : sum / total));
}

/** Of each column the value in the middle of the weights, from at most 1,000 evenly spaced rows. */
function medians({ t: { columns, data }, weights }: Targets): Float64Array {
  const rows = spaced(weights.length, 1000);
  const half = rows.reduce((sum, r) => sum + weights[r], 0) / 2;
  return Float64Array.from({ length: columns }, (_, k) => {
    const order = [...rows].sort((a, b) => data[a * columns + k] - data[b * columns + k]);
    let passed = 0;
    const middle = order.find((r) => {
      passed += weights[r];
      return passed >= half;
    });
    return data[(middle ?? 0) * columns + k];
  });
}

/** At most `most` of the rows 0 … count − 1, evenly spaced. */
export function spaced(count: number, most: number): number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, k) => Math.floor((k * count) / taken));
}
