import type { Activation } from "../../core/index.js";
import type { OnnxFile } from "./file.js";
import type { Atom } from "./form.js";
import type { Trials } from "./recognize.js";
import type { Computed } from "./values.js";

/** A shift or a scaling of the columns: by one number for all, or by one number for each. */
export interface AffineStep {
  readonly kind: "add" | "subtract" | "multiply" | "divide";
  readonly by: ArrayLike<number>;
}

/** `W·x`. */
export interface LinearStep {
  readonly kind: "linear";
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array;
}

/** One operation on the way from a graph's input to its output. */
export type ChainStep =
  | AffineStep
  | LinearStep
  | { readonly kind: "activation"; readonly activation: Activation }
  /** One probability p becomes 1 − p and p. */
  | { readonly kind: "pair" };

/** Any step with the title of its node, for errors. */
export type Titled<Step extends ChainStep> = Step & { readonly title: string };

/** The way back from the output, as far as it was gone. */
export interface Walk {
  readonly file: OnnxFile;
  readonly trials: Trials;
  /** The columns of the value that is reached. */
  columns: readonly Atom[];
  /** TensorProto.DataType of the weights of the layer after the value that is reached. */
  nextType: number;
}

/** The last steps of a value, the last one first, and the value before them. */
export interface Peeled {
  readonly from: Computed;
  readonly steps: readonly ChainStep[];
}
