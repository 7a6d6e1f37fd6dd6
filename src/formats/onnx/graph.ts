import { show } from "../../core/internal.js";
import type { Fail } from "../fail.js";
import { type Node, readNode } from "./node.js";
import { fieldsOf, type Message } from "./protobuf.js";
import { readTensor, type Tensor } from "./tensor.js";
import { readText } from "./text.js";

/** An input or output of a graph: ValueInfoProto. */
export interface Port {
  readonly name: string;
  /** TensorProto.DataType; 0 when it is no tensor, or does not say. */
  readonly type: number;
}

/** What there is in a file. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** Of nodes, of constants, of inputs, of outputs: no perceptron has more. */
const most = 4096;

/** The graph of a ModelProto. */
export function readGraph(bytes: Uint8Array, fail: Fail): Graph {
  const model: Message = { bytes, at: 0, name: "the model" };
  let graph: Message | undefined;
  let opset: number | undefined;
  for (const field of fieldsOf(model, fail)) {
    if (field.id === 7 && graph !== undefined) fail("the number of graphs", 2, "1");
    if (field.id === 7) graph = { ...field, name: "the graph" };
    if (field.id === 8) opset = opsetOf({ ...field, name: "the opset_import" }, fail) ?? opset;
  }
  if (graph === undefined) return fail("the model's graph", graph, "a graph: this is not an ONNX file");
  if (opset === undefined || opset < 6) fail("the opset_import of ONNX' own operators", opset, "a version from 6");
  return readParts(graph, fail);
}

function opsetOf(message: Message, fail: Fail): number | undefined {
  let domain = "";
  let version: number | undefined;
  for (const field of fieldsOf(message, fail)) {
    if (field.id === 1) domain = readText(field, fail);
    if (field.id === 2) version = field.int;
  }
  return domain === "" || domain === "ai.onnx" ? version : undefined;
}

function readParts(graph: Message, fail: Fail): Graph {
  const nodes: Node[] = [];
  const constants = new Map<string, Tensor>();
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  for (const field of fieldsOf(graph, fail)) {
    if (field.id === 1) nodes.push(readNode({ ...field, name: `node ${nodes.length}` }, nodes.length, fail));
    else if (field.id === 5) {
      const tensor = readTensor({ ...field, name: `initializer ${constants.size}` }, fail);
      if (constants.has(tensor.name)) fail("the initializers' name", tensor.name, "each name once");
      constants.set(tensor.name, tensor);
    } else if (field.id === 11) inputs.push(readPort({ ...field, name: `input ${inputs.length}` }, fail));
    else if (field.id === 12) outputs.push(readPort({ ...field, name: `output ${outputs.length}` }, fail));
    for (const list of [nodes.length, constants.size, inputs.length, outputs.length])
      if (list > most) fail("the number of nodes, initializers, inputs or outputs", list, `at most ${most}`);
  }
  // Before IR 4 every initializer was listed as an input too.
  return { nodes, constants, inputs: inputs.filter(({ name }) => !constants.has(name)), outputs };
}

function readPort(message: Message, fail: Fail): Port {
  let name = "";
  let type = 0;
  for (const field of fieldsOf(message, fail)) {
    if (field.id === 1) name = readText(field, fail);
    if (field.id !== 2) continue;
    for (const kind of fieldsOf({ ...field, name: `${message.name}'s type` }, fail)) {
      if (kind.id !== 1) continue;
      for (const part of fieldsOf(kind, fail)) if (part.id === 1) type = part.int;
    }
  }
  return { name, type };
}

/** `"input", "mask"`, for messages. */
export function list(ports: readonly Port[]): string {
  return ports
    .slice(0, 5)
    .map(({ name }) => show(name))
    .join(", ");
}
