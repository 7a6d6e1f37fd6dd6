import type { Matrix } from "../numbers/matrix.js";

/** A number that says how good outputs are, over a whole set of samples. Your own is an object like these. */
export interface Metric {
  /** Its name in `metrics: { name: number }`. */
  readonly name: string;
  /** Both have one row per sample, and the network's outputs as columns. */
  compute(output: Matrix, target: Matrix): number;
}
