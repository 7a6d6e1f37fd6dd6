import type { Matrix } from "../numbers/matrix.js";

/**
 * A number that tells how good outputs are, over a whole set of samples. Your own metric is an
 * object like these.
 */
export interface Metric {
  /** Its name in `metrics: { name: number }`. */
  readonly name: string;
  /** Both matrices are samples × the network's outputs. */
  compute(output: Matrix, target: Matrix): number;
}
