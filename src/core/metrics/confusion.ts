import { DataError } from "../checks/errors.js";
import { number, optional, readOptions } from "../checks/options.js";
import { classOfRows, needOneClass } from "../numbers/classes.js";
import { Matrix } from "../numbers/matrix.js";
import type { Sample, Samples } from "../numbers/samples.js";
import { readJudged } from "./metric.js";

/** Options of {@link confusionMatrix}. */
export interface ConfusionOptions {
  /** One output is class 1 above it: 0.5 by default, or 0 for targets −1 and 1. */
  readonly threshold?: number | undefined;
  /** The weight that each sample counts with, from 0; 1 by default. */
  readonly sampleWeights?: Sample | undefined;
}

/**
 * The number of samples of class r (row) that are predicted to be in class c (column): classes ×
 * classes. One output makes two classes, with class 1 if it is > 0.5, or > 0 for targets −1 and 1.
 *
 * ```ts
 * import { confusionMatrix } from "deltarule";
 *
 * const counts = confusionMatrix([[0.9], [0.2], [0.6]], [[1], [0], [0]]);
 * [...counts]; // [Float64Array [1, 1], Float64Array [0, 1]]
 * ```
 *
 * @throws DataError or ShapeError when outputs and targets do not fit each other, or the targets
 * are not one class each; OptionError for bad options.
 */
export function confusionMatrix(output: Samples, target: Samples, options: ConfusionOptions = {}): Matrix {
  const call = "confusionMatrix";
  const { threshold, sampleWeights } = readOptions(call, options, {
    threshold: number(optional),
    sampleWeights: (_call, _name, given: Sample | undefined) => given,
  });
  const judged = readJudged(call, output, target, sampleWeights);
  const reading = needOneClass(call, judged.target);
  if (threshold !== undefined && reading.kind !== "binary")
    throw new DataError(
      `${call}: threshold is given, but the largest of the ${judged.output.columns} outputs decides: leave threshold out`,
    );
  const classes = Math.max(judged.output.columns, 2);
  const counts = new Matrix(classes, classes, new Float64Array(classes * classes));
  const actual = classOfRows(judged.target, reading);
  const predicted = classOfRows(judged.output, { ...reading, border: threshold ?? reading.border });
  judged.weights.forEach((weight, r) => {
    counts.data[actual[r] * classes + predicted[r]] += weight;
  });
  return counts;
}
