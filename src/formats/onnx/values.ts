import type { Vector } from "../../core/index.js";
import type { ElementRule } from "./elementwise.js";
import type { OnnxFile } from "./file.js";
import type { Form, Length } from "./form.js";
import type { OnnxNode } from "./graph.js";
import { numbersOf, type OnnxTensor } from "./tensor.js";

/** A value that the file itself gives, or that follows from such values alone. */
export interface Constant {
  readonly kind: "constant";
  readonly dims: readonly number[];
  /** TensorProto.DataType. */
  readonly type: number;
  /** The number of nodes between this value and the numbers in the file. */
  readonly depth: number;
  /** The numbers, row by row. They are decoded at the first call. */
  readonly read: () => Vector;
}

/** Lengths of axes, which a graph computes to reshape by: known or not. */
export interface Lengths {
  readonly kind: "lengths";
  readonly values: readonly Length[];
  /** Whether this is one length and not a list of one. */
  readonly isScalar: boolean;
}

/** A value that depends on the input: the input itself, or the output of a node. */
export interface Computed {
  readonly kind: "computed";
  /**
   * The position of the node; inputs have lower numbers than outputs, and the graph's input has −1.
   */
  readonly index: number;
  readonly node: OnnxNode | null;
  readonly arguments: readonly Argument[];
  /** The function of an elementwise node. */
  readonly rule: ElementRule | undefined;
  /** The shape; or what about the node does not fit a perceptron, `""` when that came before. */
  readonly form: Form | string;
}

/** An input of a node; `null` where an optional input is left out. */
export type Argument = Computed | Constant | Lengths | null;

/** Any value of a graph that has a name. */
export type NamedValue = Exclude<Argument, null>;

export function isComputed(argument: Argument | undefined): argument is Computed {
  return argument?.kind === "computed";
}

export function isConstant(argument: Argument | undefined): argument is Constant {
  return argument?.kind === "constant";
}

/** A constant whose numbers are made at the first call of `read`. */
export function lazyConstant(dims: readonly number[], type: number, depth: number, make: () => Vector): Constant {
  let made: Vector | undefined;
  return {
    kind: "constant",
    dims,
    type,
    depth,
    read: () => {
      made ??= make();
      return made;
    },
  };
}

export function constantOfTensor(tensor: OnnxTensor, file: OnnxFile): Constant {
  return lazyConstant(tensor.dims, tensor.type, 0, () => numbersOf(tensor, file));
}

/** The number of numbers that the lengths of a constant claim. */
export function constantSize({ dims }: Constant): number {
  return dims.reduce((product, length) => product * length, 1);
}

/** The number of a constant of one number; `undefined` for any other constant. */
export function constantScalar(given: Constant): number | undefined {
  return constantSize(given) === 1 ? given.read()[0] : undefined;
}
