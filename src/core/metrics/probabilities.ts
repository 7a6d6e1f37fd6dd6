import { DataError } from "../checks/errors.js";
import { type ClassReading, isOn, needClasses, readClasses } from "../numbers/classes.js";
import { log } from "../numbers/elementary/index.js";
import type { Matrix } from "../numbers/matrix.js";
import { type Judged, type RowMetric, rowMetric } from "./metric.js";

/** The least distance of a probability from 0 and 1, 2⁻⁵²: a sure mistake costs much, but not ∞. */
const least = 2.220446049250313e-16;

/**
 * Mean of −ln of the probability given to the right class: `−Σ wᵢ Σₖ tₖ ln oₖ / Σ wᵢ`. With one
 * output, `−Σ wᵢ (t ln o + (1 − t) ln(1 − o)) / Σ wᵢ`, where t may be a probability; with several
 * labels, the mean of that over the labels. Outputs are clipped to [2⁻⁵², 1 − 2⁻⁵²], as in
 * scikit-learn.
 *
 * ```ts
 * import { logLoss } from "deltarule";
 *
 * logLoss.compute([[0.9], [0.2]], [[1], [0]]); // 0.1643
 * ```
 *
 * @throws DataError for outputs outside [0, 1], which are not probabilities.
 */
export const logLoss: RowMetric<"logLoss"> = /* @__PURE__ */ rowMetric(
  "logLoss",
  undefined,
  readProbabilities,
  ({ output, weights, total }, truth) => {
    const { columns, data } = output;
    const areClasses = truth.kind === "classes";
    let sum = 0;
    for (let k = 0; k < data.length; k++) {
      if (!(data[k] >= 0 && data[k] <= 1)) {
        const place = `row ${Math.floor(k / columns)}, column ${k % columns} of the outputs`;
        throw new DataError(`logLoss: ${place} is ${data[k]}, wanted a probability: end with sigmoid or softmax`);
      }
      const o = Math.min(Math.max(data[k], least), 1 - least);
      const t = truth.of(k);
      let missed = t * log(o);
      if (!areClasses) missed += (1 - t) * log(1 - o);
      sum -= weights[Math.floor(k / columns)] * missed;
    }
    return sum / (areClasses ? total : total * columns);
  },
  { mode: "min" as const },
);

/** Targets as probabilities. */
interface Probabilities {
  readonly kind: ClassReading["kind"];
  /** The probability at a place of the targets' data. */
  of(place: number): number;
}

function readProbabilities(call: string, { columns, data, rows }: Matrix): Probabilities {
  const targets = { columns, data, rows };
  // Any share of class 1 will do for one output.
  const isShare = columns === 1 && data.every((t) => t >= 0 && t <= 1);
  const { kind, border } = (isShare ? readClasses(targets) : needClasses(call, targets)) ?? {
    kind: "binary",
    border: 0.5,
  };
  return { kind, of: border === 0 ? (k) => Number(data[k] > 0) : (k) => data[k] };
}

/**
 * Area under the receiver operating characteristic: the probability that a sample of class 1 gets
 * a larger output than another sample, equal outputs counting half. Of several classes it is the
 * mean over the classes of each against the rest, of several labels the mean over the labels
 * (scikit-learn's `roc_auc_score`, "ovr" and "macro"). 0.5 is chance.
 *
 * NaN where a class, or a label, has all of the samples or none: there is nothing to compare.
 *
 * ```ts
 * import { rocAuc } from "deltarule";
 *
 * rocAuc.compute([[0.9], [0.4], [0.6]], [[1], [0], [1]]); // 1
 * ```
 */
export const rocAuc: RowMetric<"rocAuc"> = /* @__PURE__ */ rowMetric(
  "rocAuc",
  undefined,
  needClasses,
  (judged, reading) => {
    const { columns } = judged.output;
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += areaOfColumn(judged, reading, k);
    return sum / columns;
  },
  {},
);

function areaOfColumn({ output, target, weights }: Judged, reading: ClassReading, k: number): number {
  const score = (r: number): number => output.data[r * output.columns + k];
  const order = Array.from(weights, (_, r) => r).sort((a, b) => score(a) - score(b));
  let positives = 0;
  let negatives = 0;
  let area = 0;
  for (let start = 0; start < order.length; ) {
    let tiedPositives = 0;
    let tiedNegatives = 0;
    let end = start;
    for (; end < order.length && score(order[end]) === score(order[start]); end++) {
      if (isOn(target, reading, order[end], k)) tiedPositives += weights[order[end]];
      else tiedNegatives += weights[order[end]];
    }
    area += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    start = end;
  }
  return area / (positives * negatives);
}
