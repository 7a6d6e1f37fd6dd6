import type { Vector } from "../../core/index.js";
import type { Fail } from "../fileBytes.js";
import { type ElementRule, elementRule } from "./elementwise.js";
import { floatAttribute, floatsAttribute, type OnnxGraph, type OnnxNode, tensorAttribute } from "./graph.js";
import { floatsOf, type OnnxTensor } from "./tensor.js";

/** A value that the file itself gives. */
export interface Constant {
  readonly tensor: OnnxTensor | null;
  /** The numbers of an attribute; empty when there is a tensor. */
  readonly list: readonly number[];
  /** Whether the tensor is a matrix to be read transposed. */
  readonly transposed: boolean;
}

/** A value that depends on the input: the input itself, or the output of a node. */
export interface Computed {
  /**
   * The position of the node; inputs have lower numbers than outputs, and the graph's input has −1.
   */
  readonly index: number;
  readonly node: OnnxNode | null;
  readonly arguments: readonly Argument[];
  /** The function of an elementwise node. */
  readonly rule: ElementRule | undefined;
}

/** An input of a node; `null` where an optional input is left out. */
export type Argument = Computed | Constant | null;

/** The values of a graph by name. */
export type NamedValues = ReadonlyMap<string, Computed | Constant>;

export function isComputed(argument: Argument | undefined): argument is Computed {
  return argument !== null && argument !== undefined && "rule" in argument;
}

export function isConstant(argument: Argument | undefined): argument is Constant {
  return argument !== null && argument !== undefined && !("rule" in argument);
}

/** Finds the value behind every name of a graph. */
export function namedValues(graph: OnnxGraph, fail: Fail): NamedValues {
  const known = new Map<string, Computed | Constant>();
  const define = (name: string, value: Computed | Constant, title: string): void => {
    if (known.has(name)) fail(`${title}'s output`, name, "a name that is not taken");
    known.set(name, value);
  };
  for (const [name, tensor] of graph.constants) define(name, { tensor, list: [], transposed: false }, "an initializer");
  if (graph.inputs.length !== 1) fail("the number of inputs that are no initializers", graph.inputs.length, "1");
  define(graph.inputs[0].name, { index: -1, node: null, arguments: [], rule: undefined }, "the graph");
  for (const [index, node] of graph.nodes.entries()) {
    const inputs = node.inputs.map((name) => (name === "" ? null : (known.get(name) ?? missing(node, name, fail))));
    const made = constantOf(node, inputs, fail) ?? { index, node, arguments: inputs, rule: elementRule(node, fail) };
    for (const [i, name] of node.outputs.entries())
      if (name !== "") define(name, i === 0 ? made : { index, node, arguments: [], rule: undefined }, node.title);
  }
  return known;
}

function missing(node: OnnxNode, name: string, fail: Fail): never {
  return fail(`${node.title}'s input`, name, "the name of something before it");
}

/**
 * The output of a node that needs no computing: of a Constant, or of a constant renamed or
 * transposed.
 */
function constantOf(node: OnnxNode, inputs: readonly Argument[], fail: Fail): Constant | undefined {
  if (node.domain !== "") return undefined;
  if (node.op === "Constant") {
    const tensor = tensorAttribute(node, "value", fail);
    if (tensor !== undefined) return { tensor, list: [], transposed: false };
    const list = node.attributes.has("value_float")
      ? [floatAttribute(node, "value_float", 0, fail)]
      : floatsAttribute(node, "value_floats", fail);
    return { tensor: null, list, transposed: false };
  }
  const [first] = inputs;
  if (!isConstant(first)) return undefined;
  if (node.op === "Identity") return first;
  if (node.op === "Transpose" && first.tensor?.dims.length === 2) return { ...first, transposed: !first.transposed };
  return undefined;
}

/** The number of a constant of one number; `undefined` for any other constant. */
export function constantScalar(constant: Constant, fail: Fail): number | undefined {
  const numbers = constantSize(constant) === 1 ? constantNumbers(constant, fail) : undefined;
  return numbers?.[0];
}

/** The lengths of a constant. */
export function constantDims({ tensor, list, transposed }: Constant): readonly number[] {
  if (tensor === null) return [list.length];
  return transposed ? [...tensor.dims].reverse() : tensor.dims;
}

/** The number of numbers that the lengths of a constant claim. */
export function constantSize(constant: Constant): number {
  return constantDims(constant).reduce((product, length) => product * length, 1);
}

/** The numbers of a constant, row by row. */
export function constantNumbers({ tensor, list, transposed }: Constant, fail: Fail): Vector {
  if (tensor === null) return Float32Array.from(list);
  const numbers = floatsOf(tensor, fail);
  return transposed ? transpose(numbers, tensor.dims[0], tensor.dims[1]) : numbers;
}

/** The transpose of a matrix of so many rows and columns. */
export function transpose(numbers: Vector, rows: number, columns: number): Vector {
  const turned = numbers.slice();
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = numbers[r * columns + c];
  return turned;
}
