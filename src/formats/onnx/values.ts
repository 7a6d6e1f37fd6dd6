import type { Vector } from "../../core/index.js";
import type { Fail } from "../fail.js";
import { type Rule, ruleOf } from "./elementwise.js";
import type { Graph } from "./graph.js";
import { floatListOf, floatOf, type Node, tensorOf } from "./node.js";
import { floatsOf, type Tensor } from "./tensor.js";

/** What is known when the file is read. */
export interface Constant {
  readonly tensor: Tensor | null;
  /** Numbers that an attribute gave. */
  readonly list: readonly number[];
  /** A matrix whose rows are to be its columns. */
  readonly transposed: boolean;
}

/** What depends on the input: the input itself, or what a node makes of other values. */
export interface Value {
  /** Values have higher numbers than those they are made of; the input has −1. */
  readonly index: number;
  readonly node: Node | null;
  readonly arguments: readonly (Value | Constant | null)[];
  /** Set where the node works on numbers by themselves. */
  readonly rule: Rule | undefined;
}

export type Known = ReadonlyMap<string, Value | Constant>;

export const isValue = (argument: Value | Constant | null | undefined): argument is Value =>
  argument !== null && argument !== undefined && "rule" in argument;

/** Gives every name of a graph what stands behind it. */
export function valuesOf(graph: Graph, fail: Fail): Known {
  const known = new Map<string, Value | Constant>();
  const define = (name: string, value: Value | Constant, title: string): void => {
    if (known.has(name)) fail(`${title}'s output`, name, "a name that is not taken");
    known.set(name, value);
  };
  for (const [name, tensor] of graph.constants) define(name, { tensor, list: [], transposed: false }, "an initializer");
  if (graph.inputs.length !== 1) fail("the number of inputs that are no initializers", graph.inputs.length, "1");
  define(graph.inputs[0].name, { index: -1, node: null, arguments: [], rule: undefined }, "the graph");
  for (const [index, node] of graph.nodes.entries()) {
    const inputs = node.inputs.map((name) => (name === "" ? null : (known.get(name) ?? missing(node, name, fail))));
    const made = constantOf(node, inputs, fail) ?? { index, node, arguments: inputs, rule: ruleOf(node, fail) };
    for (const [i, name] of node.outputs.entries())
      if (name !== "") define(name, i === 0 ? made : { index, node, arguments: [], rule: undefined }, node.title);
  }
  return known;
}

function missing(node: Node, name: string, fail: Fail): never {
  return fail(`${node.title}'s input`, name, "the name of something before it");
}

/** What a node gives that does not depend on the input, where that can be said without computing. */
function constantOf(node: Node, inputs: readonly (Value | Constant | null)[], fail: Fail): Constant | undefined {
  if (node.domain !== "") return undefined;
  if (node.op === "Constant") {
    const tensor = tensorOf(node, "value", fail);
    if (tensor !== undefined) return { tensor, list: [], transposed: false };
    const list = node.attributes.has("value_float")
      ? [floatOf(node, "value_float", 0, fail)]
      : floatListOf(node, "value_floats", fail);
    return { tensor: null, list, transposed: false };
  }
  const [first] = inputs;
  if (first === null || first === undefined || isValue(first)) return undefined;
  if (node.op === "Identity") return first;
  if (node.op === "Transpose" && first.tensor?.dims.length === 2) return { ...first, transposed: !first.transposed };
  return undefined;
}

/** The one number of a constant, if it is one. */
export function scalarOf(constant: Constant, fail: Fail): number | undefined {
  const numbers = sizeOf(constant) === 1 ? numbersOf(constant, fail) : undefined;
  return numbers?.[0];
}

/** A constant's lengths. */
export function dimsOf({ tensor, list, transposed }: Constant): readonly number[] {
  if (tensor === null) return [list.length];
  return transposed ? [...tensor.dims].reverse() : tensor.dims;
}

/** How many numbers a constant says that it has. */
export function sizeOf(constant: Constant): number {
  return dimsOf(constant).reduce((product, length) => product * length, 1);
}

/** A constant's numbers, row by row. */
export function numbersOf({ tensor, list, transposed }: Constant, fail: Fail): Vector {
  if (tensor === null) return Float32Array.from(list);
  const numbers = floatsOf(tensor, fail);
  return transposed ? transpose(numbers, tensor.dims[0], tensor.dims[1]) : numbers;
}

/** The same matrix with its rows as columns. */
export function transpose(numbers: Vector, rows: number, columns: number): Vector {
  const turned = numbers.slice();
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = numbers[r * columns + c];
  return turned;
}
