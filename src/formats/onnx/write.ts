import type { Dtype, Vector } from "../../core/index.js";
import type { ScalerNumbers } from "../../core/internal.js";
import { vector } from "../../core/internal.js";
import { type Model, type ModelParts, partsOf } from "../model.js";
import { writeNumbers } from "../numbers.js";
import { writeActivation } from "./activationNodes.js";
import type { Emit, Operand } from "./emit.js";
import { field, floatField, join } from "./protobufWriter.js";

const opset = 13;
const irVersion = 7;

/** The parts of a graph as they are written. */
interface Draft {
  readonly dtype: Dtype;
  readonly nodes: Uint8Array[];
  readonly constants: Map<string, Uint8Array>;
  /** What the nodes of the layer that is being written are called after. */
  prefix: string;
}

/**
 * A network, or a pipeline, as the bytes of an ONNX file: opset 13, IR 7, a float or double tensor `input` [batch, inputs] in and
 * `output` [batch, outputs] out. A layer is a Gemm with transB = 1, called as in PyTorch's `nn.Sequential` (`0.weight`); scalers are
 * Sub and Div before the first layer, Mul and Add after the last. A surrogate is written as what it runs forward; dropout, which
 * acts in training only, is left out.
 *
 * ```ts
 * import { Layer, relu, Sequential } from "deltarule";
 * import { fromOnnx, toOnnx } from "deltarule/formats";
 *
 * const net = new Sequential([new Layer(2, 3, relu), new Layer(3, 1)], { seed: 7 });
 * fromOnnx(toOnnx(net)).predict([1, 2])[0] === net.predict([1, 2])[0]; // true
 * ```
 *
 * @throws OptionError for what is no model, or an activation or scaler of your own; ShapeError for a scaler of other columns.
 */
export function toOnnx(model: Model): Uint8Array {
  const parts = partsOf("toOnnx", model);
  const { network } = parts;
  const draft: Draft = { dtype: network.dtype, nodes: [], constants: new Map(), prefix: "" };
  const last = writeChain(parts, draft);
  // The last node's output has a name of its own; a node that renames it is the same for every chain.
  addNode(draft, "Identity", [last], "output", {});
  const graph = [
    ...draft.nodes.map((node) => field(1, node)),
    field(2, "deltarule"),
    ...[...draft.constants.values()].map((tensor) => field(5, tensor)),
    field(11, port("input", network.inputs, network.dtype)),
    field(12, port("output", network.outputs, network.dtype)),
  ];
  const opsetImport = [field(1, ""), field(2, opset)];
  return join([field(1, irVersion), field(2, "deltarule"), field(7, graph), field(8, opsetImport)]);
}

/** Writes scalers and layers; gives the name of the output. */
function writeChain({ network, inputs, outputs }: ModelParts, draft: Draft): string {
  let value = "input";
  draft.prefix = "inputs.";
  if (inputs !== null) value = scale(draft, value, inputs, ["Sub", "offset"], ["Div", "scale"]);
  for (const [l, layer] of network.layers.entries()) {
    draft.prefix = `${l}.`;
    const { rows, columns, data } = layer.weights;
    const operands = [value, addConstant(draft, "weight", [rows, columns], data)];
    if (layer.biases !== null) operands.push(addConstant(draft, "bias", [rows], layer.biases));
    value = addNode(draft, "Gemm", operands, `${l}.z`, { transB: 1 });
    value = writeActivation(layer.activation, draft.dtype, value, `layer ${l}`, emitter(draft));
  }
  draft.prefix = "outputs.";
  return outputs === null ? value : scale(draft, value, outputs, ["Mul", "scale"], ["Add", "offset"]);
}

type Half = readonly [op: string, by: "offset" | "scale"];

/** Two nodes, in this order. */
function scale(draft: Draft, value: string, { offsets, scales }: ScalerNumbers, ...halves: readonly Half[]): string {
  return halves.reduce((before, [op, by]) => {
    const numbers = vector(offsets.length, draft.dtype);
    numbers.set(by === "offset" ? offsets : scales);
    const constant = addConstant(draft, by, [numbers.length], numbers);
    return addNode(draft, op, [before, constant], `${draft.prefix}${op}`, {});
  }, value);
}

/** Adds nodes whose outputs are called after the layer, the operator and a running number; a number becomes a constant. */
function emitter(draft: Draft): Emit {
  return (op, operands, attributes = {}) => {
    const names = operands.map((operand: Operand) => {
      if (typeof operand === "string") return operand;
      const number = vector(1, draft.dtype);
      number[0] = operand;
      return addConstant(draft, `constant${draft.constants.size}`, [], number);
    });
    return addNode(draft, op, names, `${draft.prefix}${op}${draft.nodes.length}`, attributes);
  };
}

function addNode(
  draft: Draft,
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>>,
): string {
  const fields = [...inputs.map((name) => field(1, name)), field(2, output), field(3, output), field(4, op)];
  // Attributes that are no whole numbers by their meaning: everything but transB and axis.
  const written = Object.entries(attributes).map(([name, value]) =>
    name === "transB" || name === "axis"
      ? field(5, [field(1, name), field(3, value), field(20, 2)])
      : field(5, [field(1, name), floatField(2, value), field(20, 1)]),
  );
  draft.nodes.push(join([...fields, ...written]));
  return output;
}

function addConstant(draft: Draft, name: string, dims: readonly number[], data: Vector): string {
  const full = `${draft.prefix}${name}`;
  const type = field(2, dataType(draft.dtype));
  draft.constants.set(
    full,
    join([...dims.map((length) => field(1, length)), type, field(8, full), field(9, writeNumbers(data))]),
  );
  return full;
}

/** ValueInfoProto of a tensor [batch, columns]. */
function port(name: string, columns: number, dtype: Dtype): readonly Uint8Array[] {
  const shape = [field(1, [field(2, "batch")]), field(1, [field(1, columns)])];
  return [field(1, name), field(2, [field(1, [field(1, dataType(dtype)), field(2, shape)])])];
}

/** TensorProto.DataType. */
function dataType(dtype: Dtype): number {
  return dtype === "float32" ? 1 : 11;
}
