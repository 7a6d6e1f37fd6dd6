import { constantNode, foldConstant } from "./constants.js";
import { elementRule } from "./elementwise.js";
import type { OnnxFile } from "./file.js";
import { type Length, UnknownLength } from "./form.js";
import type { OnnxGraph, OnnxNode, OnnxPort } from "./graph.js";
import { inferForm, inputForm } from "./infer.js";
import { foldLengths, shapeOf } from "./lengths.js";
import { type Argument, type Computed, constantOfTensor, isComputed, type NamedValue } from "./values.js";

/** Finds the value behind every name of a graph. */
export function namedValues(graph: OnnxGraph, file: OnnxFile): ReadonlyMap<string, NamedValue> {
  const known = new Map<string, NamedValue>();
  const define = (name: string, value: NamedValue, title: string): void => {
    if (known.has(name)) file.fail(`${title}'s output`, name, "a name that is not taken");
    known.set(name, value);
  };
  for (const [name, tensor] of graph.constants) define(name, constantOfTensor(tensor, file), "an initializer");
  if (graph.inputs.length === 0) file.refuse("the graph has no input: its outputs are constants");
  const lengths = new Map<string, UnknownLength>();
  for (const port of graph.inputs) define(port.name, valueOfInput(port, lengths), "the graph");
  for (const [index, node] of graph.nodes.entries()) {
    const inputs = node.inputs.map((name) => (name === "" ? null : (known.get(name) ?? missing(node, name, file))));
    const made = namedValueOf(node, index, inputs, graph.opset, file);
    const other: Computed = { ...computedBy(node, index, []), form: `has a second output that no perceptron uses` };
    for (const [i, name] of node.outputs.entries()) if (name !== "") define(name, i === 0 ? made : other, node.title);
  }
  return known;
}

function missing(node: OnnxNode, name: string, file: OnnxFile): never {
  return file.fail(`${node.title}'s input`, name, "the name of something before it");
}

/** An input of the graph. Without a shape it has rows of any length. */
function valueOfInput({ dims = ["", ""], type }: OnnxPort, lengths: Map<string, UnknownLength>): Computed {
  const length = (dim: number | string): Length => {
    if (typeof dim === "number") return dim;
    const shared = (dim === "" ? undefined : lengths.get(dim)) ?? new UnknownLength();
    if (dim !== "") lengths.set(dim, shared);
    return shared;
  };
  return {
    kind: "computed",
    index: -1,
    node: null,
    arguments: [],
    rule: undefined,
    form: inputForm(dims.map(length), type),
  };
}

function computedBy(node: OnnxNode, index: number, inputs: readonly Argument[]): Omit<Computed, "form"> {
  return { kind: "computed", index, node, arguments: inputs, rule: undefined };
}

function namedValueOf(
  node: OnnxNode,
  index: number,
  inputs: readonly Argument[],
  opset: number,
  file: OnnxFile,
): NamedValue {
  const isStandard = node.domain === "";
  if (isStandard && node.op === "Constant") {
    const value = constantNode(node, file);
    if (value !== undefined) return value;
  }
  const [first] = inputs;
  if (isStandard && node.op === "Shape" && isComputed(first)) {
    const lengths = shapeOf(first, node, file);
    if (lengths !== undefined) return lengths;
  }
  if (!inputs.some(isComputed)) {
    const folded = foldConstant(node, inputs, file) ?? foldLengths(node, inputs, file);
    if (folded !== undefined) return folded;
  }
  const rule = elementRule(node, typeOf(first), file.fail);
  const form = inferForm({ node, inputs, isElementwise: rule !== undefined, opset, file });
  return { ...computedBy(node, index, inputs), rule, form };
}

/** TensorProto.DataType of a value; 0 if unknown. */
function typeOf(value: Argument | undefined): number {
  if (value?.kind === "constant") return value.type;
  return value?.kind === "computed" && typeof value.form !== "string" ? value.form.type : 0;
}
