import type { Dtype, Vector } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { littleEndian, type ScalerNumbers, vector } from "../../core/internal.js";
import { type ModelParts, modelParts, type WritableModel } from "../model.js";
import { type Emit, type Operand, writeActivation } from "./activationNodes.js";
import { writeClasses } from "./classes.js";
import { joinBytes, writeField, writeFloatField } from "./protobuf.js";

const opset = 13;
const irVersion = 7;

/** A graph that is being written. */
interface GraphDraft {
  readonly dtype: Dtype;
  readonly nodes: Uint8Array[];
  readonly constants: Map<string, Uint8Array>;
  /** The beginning of the names that the current layer gives its nodes and constants. */
  prefix: string;
}

/**
 * Writes a network or a pipeline as the bytes of an ONNX file (opset 13, IR 7). Its input `input`
 * [batch, inputs] and its output `output` [batch, outputs] are tensors of float or double, by the
 * network's dtype. A layer is a Gemm with transB = 1, with PyTorch's names for an `nn.Sequential`
 * (`0.weight`); scalers are Sub and Div before the first layer, Mul and Add after the last. The
 * classes of labels stand in the metadata, as a list in JSON by the name `deltarule.classes`;
 * `output` is of probabilities then. A
 * surrogate is written as the function that it runs forward. Dropout, which acts in training only,
 * is left out.
 *
 * ```ts
 * import { Layer, relu, Sequential } from "deltarule";
 * import { fromOnnx, toOnnx } from "deltarule/formats";
 *
 * const net = new Sequential([new Layer(2, 3, relu), new Layer(3, 1)], { seed: 7 });
 * fromOnnx(toOnnx(net)).predict([1, 2])[0] === net.predict([1, 2])[0]; // true
 * ```
 *
 * @throws OptionError for a value that is not a model, for parameters of more than 1.5 GB, for an
 * activation or scaler of your own, and for one of the library's activations that ONNX has no nodes
 * for; ShapeError for a scaler whose number of columns is not the network's.
 */
export function toOnnx(model: WritableModel): Uint8Array {
  const parts = modelParts("toOnnx", model);
  const { network } = parts;
  checkParameterBytes(network.parameters.length, network.dtype);
  const draft: GraphDraft = { dtype: network.dtype, nodes: [], constants: new Map(), prefix: "" };
  const last = writeChain(parts, draft);
  // Each writer names its own output, so an Identity gives the last value the name "output".
  addNode(draft, "Identity", [last], "output", {});
  const graph = [
    ...draft.nodes.map((node) => writeField(1, node)),
    writeField(2, "deltarule"),
    ...[...draft.constants.values()].map((tensor) => writeField(5, tensor)),
    writeField(11, writePort("input", network.inputs, network.dtype)),
    writeField(12, writePort("output", network.outputs, network.dtype)),
  ];
  const opsetImport = [writeField(1, ""), writeField(2, opset)];
  return joinBytes([
    writeField(1, irVersion),
    writeField(2, "deltarule"),
    writeField(7, graph),
    writeField(8, opsetImport),
    ...writeClasses(parts.classes),
  ]);
}

/** The most bytes of parameters: a file of ONNX has less than 2 GiB, as every Protocol Buffer. */
const mostBytes = 1.5e9;

/** Throws for so many parameters that they do not fit into one file. */
export function checkParameterBytes(count: number, dtype: Dtype): void {
  const bytes = count * (dtype === "float32" ? 4 : 8);
  if (bytes > mostBytes)
    throw new OptionError(
      `toOnnx: the parameters take ${(bytes / 1e9).toFixed(1)} GB, an ONNX file holds at most 1.5 GB of them; toSafetensors has no such limit`,
    );
}

/** Writes scalers and layers, and gives the name of the last value. */
function writeChain({ network, inputs, outputs }: ModelParts, draft: GraphDraft): string {
  let value = "input";
  draft.prefix = "inputs.";
  if (inputs !== null) value = writeScaler(draft, value, inputs, ["Sub", "offset"], ["Div", "scale"]);
  for (const [l, layer] of network.layers.entries()) {
    draft.prefix = `${l}.`;
    const { rows, columns, data } = layer.weights;
    const operands = [value, addConstant(draft, "weight", [rows, columns], data)];
    if (layer.biases !== null) operands.push(addConstant(draft, "bias", [rows], layer.biases));
    value = addNode(draft, "Gemm", operands, `${l}.z`, { transB: 1 });
    value = writeActivation(layer.activation, draft.dtype, value, `layer ${l}`, emitter(draft));
  }
  draft.prefix = "outputs.";
  return outputs === null ? value : writeScaler(draft, value, outputs, ["Mul", "scale"], ["Add", "offset"]);
}

type AffineNode = readonly [op: string, by: "offset" | "scale"];

/**
 * Writes these nodes in this order, each with its constant, and gives the name of the last output.
 */
function writeScaler(
  draft: GraphDraft,
  value: string,
  { offsets, scales }: ScalerNumbers,
  ...nodes: readonly AffineNode[]
): string {
  return nodes.reduce((before, [op, by]) => {
    const numbers = vector(offsets.length, draft.dtype);
    numbers.set(by === "offset" ? offsets : scales);
    const constant = addConstant(draft, by, [numbers.length], numbers);
    return addNode(draft, op, [before, constant], `${draft.prefix}${op}`, {});
  }, value);
}

/**
 * The Emit of a graph. An output's name has the layer, the operator and a running number; a number
 * among the inputs becomes a constant.
 */
function emitter(draft: GraphDraft): Emit {
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
  draft: GraphDraft,
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>>,
): string {
  const fields = [
    ...inputs.map((name) => writeField(1, name)),
    writeField(2, output),
    writeField(3, output),
    writeField(4, op),
  ];
  // transB and axis are attributes of type int; all others are floats, even with a whole value.
  const written = Object.entries(attributes).map(([name, value]) =>
    name === "transB" || name === "axis"
      ? writeField(5, [writeField(1, name), writeField(3, value), writeField(20, 2)])
      : writeField(5, [writeField(1, name), writeFloatField(2, value), writeField(20, 1)]),
  );
  draft.nodes.push(joinBytes([...fields, ...written]));
  return output;
}

function addConstant(draft: GraphDraft, name: string, dims: readonly number[], data: Vector): string {
  const full = `${draft.prefix}${name}`;
  const type = writeField(2, dataType(draft.dtype));
  draft.constants.set(
    full,
    joinBytes([
      ...dims.map((length) => writeField(1, length)),
      type,
      writeField(8, full),
      writeField(9, littleEndian(data)),
    ]),
  );
  return full;
}

/** The fields of the ValueInfoProto of a tensor [batch, columns]. */
function writePort(name: string, columns: number, dtype: Dtype): readonly Uint8Array[] {
  const shape = [writeField(1, [writeField(2, "batch")]), writeField(1, [writeField(1, columns)])];
  return [writeField(1, name), writeField(2, [writeField(1, [writeField(1, dataType(dtype)), writeField(2, shape)])])];
}

/** TensorProto.DataType. */
function dataType(dtype: Dtype): number {
  return dtype === "float32" ? 1 : 11;
}
