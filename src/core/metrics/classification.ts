import { builtIn } from "../checks/builtIn.js";
import { checkNumber } from "../checks/options.js";
import { argmax, classOf } from "../numbers/classes.js";
import { log } from "../numbers/elementary/index.js";
import { type Matrix, row } from "../numbers/matrix.js";
import { checkCounts, readSamples, type Samples } from "../numbers/samples.js";
import type { Metric } from "./metric.js";

/**
 * The share of samples whose predicted class is right: with one output, class 1 if it is > 0.5;
 * with several, the largest output.
 */
export const accuracy: Metric = /* @__PURE__ */ builtIn<Metric>({
  name: "accuracy",
  compute: (output, target) => {
    let right = 0;
    for (let r = 0; r < output.rows; r++) right += Number(classOf(output, r) === classOf(target, r));
    return right / output.rows;
  },
});

/**
 * The share of samples whose class is among the `k` largest outputs, a metric named `top3` for
 * k = 3. Of equal outputs the first counts as larger, so `topK(1)` is `accuracy`. One output stands
 * for two classes, as there.
 *
 * @throws OptionError when k is not a whole number from 1.
 */
export function topK(k: number): Metric {
  checkNumber("topK", "k", k, { integer: true, min: 1 });
  const metric: Metric = {
    name: `top${k}`,
    compute: (output, target) => {
      let right = 0;
      for (let r = 0; r < output.rows; r++) right += Number(rankOfTarget(output, target, r) < k);
      return right / output.rows;
    },
  };
  return builtIn(metric, () => ({ k }));
}

/** The number of classes that a row of outputs puts before the right one. */
function rankOfTarget(output: Matrix, target: Matrix, r: number): number {
  if (output.columns === 1) return Number(classOf(output, r) !== classOf(target, r));
  const outputs = row(output, r);
  const own = argmax(row(target, r));
  return outputs.filter((other, k) => other > outputs[own] || (other === outputs[own] && k < own)).length;
}

/**
 * Of the samples predicted to be in a class, the share that belongs to it: of class 1 with one
 * output, else the mean over the classes. 0 where nothing is predicted.
 */
export const precision: Metric = /* @__PURE__ */ builtIn<Metric>({
  name: "precision",
  compute: (output, target) => meanOverClasses(output, target, ({ right, wrong }) => ratio(right, right + wrong)),
});

/**
 * Of the samples that belong to a class, the share predicted to be in it: of class 1 with one
 * output, else the mean over the classes. 0 where nothing belongs to it.
 */
export const recall: Metric = /* @__PURE__ */ builtIn<Metric>({
  name: "recall",
  compute: (output, target) => meanOverClasses(output, target, ({ right, missed }) => ratio(right, right + missed)),
});

/**
 * Harmonic mean of precision and recall, `2r / (2r + wrong + missed)`: of class 1 with one output,
 * else the mean over the classes.
 */
export const f1: Metric = /* @__PURE__ */ builtIn<Metric>({
  name: "f1",
  compute: (output, target) =>
    meanOverClasses(output, target, ({ right, wrong, missed }) => ratio(2 * right, 2 * right + wrong + missed)),
});

/** The least distance of a probability from 0 and 1: a sure mistake costs much, but not ∞. */
const least = 2 ** -52;

/**
 * Mean over the n samples of −ln of the probability given to the right class:
 * `−(1/n) Σ Σₖ tₖ ln oₖ`, with one output `−(1/n) Σ (t ln o + (1 − t) ln(1 − o))`. Outputs are
 * clipped to [2⁻⁵², 1 − 2⁻⁵²], as in scikit-learn.
 */
export const logLoss: Metric = /* @__PURE__ */ builtIn<Metric>({
  name: "logLoss",
  compute: (output, target) => {
    const size = output.rows * output.columns;
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const o = Math.min(Math.max(output.data[k], least), 1 - least);
      sum -= target.data[k] * log(o);
      if (output.columns === 1) sum -= (1 - target.data[k]) * log(1 - o);
    }
    return sum / output.rows;
  },
});

/**
 * The number of samples of class r (row) that are predicted to be in class c (column): classes ×
 * classes. One output makes two classes, with class 1 if it is > 0.5.
 *
 * @throws DataError or ShapeError when outputs and targets do not fit each other.
 */
export function confusionMatrix(output: Samples, target: Samples): Matrix {
  const call = "confusionMatrix";
  const outputs = readSamples(output, { call, name: "outputs" });
  const targets = readSamples(target, { call, name: "targets", columns: outputs.columns, because: "the outputs have" });
  checkCounts(call, outputs.rows, targets.rows, "targets", "outputs");
  return countPairs(outputs, targets);
}

function countPairs(output: Matrix, target: Matrix): Matrix {
  const classes = Math.max(output.columns, 2);
  const counts: Matrix = { rows: classes, columns: classes, data: new Float64Array(classes * classes) };
  for (let r = 0; r < output.rows; r++) counts.data[classOf(target, r) * classes + classOf(output, r)]++;
  return counts;
}

/** Samples of one class: predicted rightly, predicted wrongly, and missed. */
interface ClassTally {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

/**
 * A score averaged over the classes. With one output it is the score of class 1 alone; with
 * several, the plain mean over the classes that occur among the targets or the predictions (macro
 * average, as in scikit-learn).
 */
function meanOverClasses(output: Matrix, target: Matrix, score: (tally: ClassTally) => number): number {
  const { columns, data } = countPairs(output, target);
  const tallies = Array.from({ length: columns }, (_, k): ClassTally => {
    let predicted = 0;
    let actual = 0;
    for (let other = 0; other < columns; other++) {
      predicted += data[other * columns + k];
      actual += data[k * columns + other];
    }
    const right = data[k * columns + k];
    return { right, wrong: predicted - right, missed: actual - right };
  });
  if (output.columns === 1) return score(tallies[1]);
  const present = tallies.filter(({ right, wrong, missed }) => right + wrong + missed > 0);
  return present.reduce((sum, tally) => sum + score(tally), 0) / present.length;
}

/** part / whole, and 0 for 0 / 0. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
