import { builtIn } from "../checks/builtIn.js";
import type { Json } from "../checks/json.js";
import type { Matrix, Vector } from "../numbers/matrix.js";
import { checkCounts, readSamples, readSampleWeights, type Sample, type Samples } from "../numbers/samples.js";

/**
 * A number that tells how good outputs are, over a whole set of samples. Your own metric is an
 * object like these: a name and `compute`.
 */
export interface Metric<Name extends string = string> {
  /** Its name in `metrics: { name: number }`. */
  readonly name: Name;
  /** Whether a good number is small or large: early stopping asks for it. */
  readonly mode?: "min" | "max";
  /** The numbers and words that it was made with, `{ average: "micro" }`. */
  readonly options?: Readonly<Record<string, Json>>;
  /**
   * Both matrices are samples × the network's outputs; the weights are those of the samples, from
   * 0. NaN where the number is not defined.
   */
  compute(output: Matrix, target: Matrix, weights?: Vector): number;
  /** Called once before a training: throws for targets that the metric does not take. */
  checkTargets?(target: Matrix): void;
}

/** A metric of the library: it takes rows as well as matrices, and checks what it is given. */
export interface RowMetric<Name extends string = string> extends Metric<Name> {
  /**
   * The metric of these outputs. Every sample weighs the same unless `weights` are given.
   *
   * @throws ShapeError, DataError for what does not fit together, is no number, or has no rows, and
   * for targets that are not what the metric takes.
   */
  compute(output: Samples, target: Samples, weights?: Sample): number;
}

/** Outputs and the targets to judge them by, checked. */
export interface Judged {
  readonly output: Matrix;
  readonly target: Matrix;
  readonly weights: Vector;
  /** The sum of the weights. */
  readonly total: number;
}

/** The outputs and targets of a call, checked. */
export function readJudged(call: string, output: Samples, target: Samples, given?: Sample): Judged {
  const outputs = readSamples(output, { call, name: "outputs" });
  const targets = readSamples(target, { call, name: "targets", columns: outputs.columns, because: "the outputs have" });
  checkCounts(call, outputs.rows, targets.rows, "targets", "outputs");
  const weights = readSampleWeights(call, given, outputs.rows);
  let total = 0;
  for (let r = 0; r < weights.length; r++) total += weights[r];
  return { output: outputs, target: targets, weights, total };
}

/**
 * A metric of the library. `read` reads the targets: it throws for those that the metric does not
 * take. `compute` gets what it read.
 */
export function rowMetric<Name extends string, Reading, More extends object>(
  name: Name,
  options: Readonly<Record<string, Json>> | undefined,
  read: (call: string, target: Matrix) => Reading,
  compute: (judged: Judged, reading: Reading) => number,
  more: More,
): RowMetric<Name> & More {
  return builtIn({
    name,
    mode: "max" as const,
    ...(options && { options: Object.freeze({ ...options }) }),
    compute: (output: Samples, target: Samples, weights?: Sample) => {
      const judged = readJudged(name, output, target, weights);
      return compute(judged, read(name, judged.target));
    },
    checkTargets: (target: Matrix) => {
      read(name, target);
    },
    ...more,
  });
}
