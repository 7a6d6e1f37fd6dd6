import type { Activation } from "../../core/index.js";

/** A shift or a stretch of each column, by one number or by one a column. */
export interface Affine {
  readonly kind: "add" | "subtract" | "multiply" | "divide";
  readonly by: ArrayLike<number>;
}

/** `W·x + b`, or without b. */
export interface Linear {
  readonly kind: "linear";
  readonly inputs: number;
  readonly outputs: number;
  /** Whether the file has W in double. */
  readonly double: boolean;
  readonly weights: Float64Array;
  readonly biases: Float64Array | null;
}

/** What happens on the way from a graph's input to its output. */
export type Step =
  | Affine
  | Linear
  | { readonly kind: "activation"; readonly activation: Activation }
  /** There are so many columns here. */
  | { readonly kind: "columns"; readonly count: number }
  /** One probability p becomes 1 − p and p. */
  | { readonly kind: "pair" };
