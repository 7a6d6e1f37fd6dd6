import { boolean, checkNumber, number, optional, readOptions } from "../checks/options.js";
import { type ClassReading, largest, needClasses, needOneClass } from "../numbers/classes.js";
import { decide, tally } from "./decisions.js";
import { type Judged, type RowMetric, rowMetric } from "./metric.js";
import { atThreshold } from "./scores.js";

/** Options of `accuracy.with`. */
export interface AccuracyOptions {
  /** Whether only a row with every label right counts; false by default. */
  readonly subset?: boolean | undefined;
  /**
   * An output above it is a yes, also where the largest output would win. Unless given, 0.5, or 0
   * for targets −1 and 1.
   */
  readonly threshold?: number | undefined;
}

/** The metric {@link accuracy}, which can be made with options. */
export interface Accuracy<Name extends string = string> extends RowMetric<Name> {
  /**
   * The accuracy with options, a metric of its own name: `accuracy.with({ subset: true })` is
   * `subsetAccuracy`, `accuracy.with({ threshold: 0.3 })` is `accuracyAt0.3`.
   *
   * @throws OptionError for bad options.
   */
  with(options: AccuracyOptions): Accuracy;
}

/**
 * The share of right decisions. What is decided follows from the targets: with one output, class 1
 * if it is > 0.5, or > 0 for targets −1 and 1; with a column for each class, the largest output;
 * with several labels, each of which may hold, every output by itself (Keras' BinaryAccuracy;
 * scikit-learn's is `accuracy.with({ subset: true })`).
 *
 * ```ts
 * import { accuracy } from "deltarule";
 *
 * accuracy.compute([[0.9], [0.2], [0.6]], [[1], [0], [0]]); // 0.6667
 * ```
 */
export const accuracy: Accuracy<"accuracy"> = /* @__PURE__ */ accuracyWith({});

function accuracyWith(options: Readonly<Record<string, never>>): Accuracy<"accuracy">;
function accuracyWith(options: AccuracyOptions): Accuracy;
function accuracyWith(options: AccuracyOptions): Accuracy {
  const { subset, threshold } = readOptions("accuracy.with", options, {
    subset: boolean(false),
    threshold: number(optional),
  });
  return rowMetric(
    (subset ? "subsetAccuracy" : "accuracy") + atThreshold(threshold),
    subset || threshold !== undefined ? { subset, ...(threshold !== undefined && { threshold }) } : undefined,
    needClasses,
    (judged, reading) => {
      const { columns, decided, actual, areLabels } = decide(judged, reading, threshold);
      const { weights, total } = judged;
      let right = 0;
      for (let r = 0; r < weights.length; r++) {
        let hits = 0;
        for (let k = r * columns; k < (r + 1) * columns; k++) hits += Number(decided[k] === actual[k]);
        if (areLabels && !subset) right += weights[r] * hits;
        else if (hits === columns) right += weights[r];
      }
      return right / (areLabels && !subset ? total * columns : total);
    },
    { with: accuracyWith },
  );
}

/**
 * The recall averaged over the classes that occur among the targets: a rare class counts as much as
 * a frequent one. Of several labels it is the mean over the labels.
 *
 * ```ts
 * import { balancedAccuracy } from "deltarule";
 *
 * balancedAccuracy.compute([[0.9], [0.2], [0.6], [0.1]], [[1], [0], [0], [0]]); // 0.8333
 * ```
 */
export const balancedAccuracy: RowMetric<"balancedAccuracy"> = /* @__PURE__ */ rowMetric(
  "balancedAccuracy",
  undefined,
  needClasses,
  (judged, reading) => {
    const decisions = decide(judged, reading, undefined);
    const tallies = tally(decisions, judged);
    if (!decisions.areLabels) return meanRecall(tallies.map(({ right, missed }) => [right, missed]));
    const each = tallies.map(({ right, missed, rest, wrong }) =>
      meanRecall([
        [right, missed],
        [rest, wrong],
      ]),
    );
    return each.reduce((sum, value) => sum + value, 0) / each.length;
  },
  {},
);

/** The mean of right / (right + missed), where there is anything. */
function meanRecall(pairs: readonly (readonly [right: number, missed: number])[]): number {
  const shares = pairs.flatMap(([right, missed]) => (right + missed > 0 ? [right / (right + missed)] : []));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/**
 * The share of samples whose class is among the `k` largest outputs, a metric named `top3` for
 * k = 3. Of equal outputs the first counts as larger, so `topK(1)` is `accuracy`. One output stands
 * for two classes, as there.
 *
 * ```ts
 * import { topK } from "deltarule";
 *
 * topK(2).compute([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]], [[0, 1, 0], [1, 0, 0]]); // 0.5
 * ```
 *
 * @throws OptionError when k is not a whole number from 1.
 */
export function topK(k: number): RowMetric {
  checkNumber("topK", "k", k, { integer: true, min: 1 });
  return rowMetric(
    `top${k}`,
    { k },
    needOneClass,
    (judged, reading) => {
      const { weights, total } = judged;
      let right = 0;
      for (let r = 0; r < weights.length; r++) if (classesBefore(judged, reading, r) < k) right += weights[r];
      return right / total;
    },
    {},
  );
}

/** The number of classes that a row of outputs puts before the right one. */
function classesBefore({ output, target }: Judged, { kind, border }: ClassReading, r: number): number {
  const { columns, data } = output;
  if (kind === "binary") return Number(data[r] > border !== target.data[r] > border);
  const start = r * columns;
  const own = largest(target.data, start, columns);
  let before = 0;
  for (let k = 0; k < columns; k++) {
    const other = data[start + k];
    if (other > data[start + own] || (other === data[start + own] && k < own)) before++;
  }
  return before;
}
