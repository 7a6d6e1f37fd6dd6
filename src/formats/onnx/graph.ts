import { show } from "../../core/internal.js";
import type { Fail } from "../fileBytes.js";
import { fieldsOf, type Message, type MessageField, textOf, varintsOf } from "./protobuf.js";
import { type OnnxTensor, readTensor } from "./tensor.js";

/** A NodeProto: one operation of a graph. */
export interface OnnxNode {
  readonly op: string;
  /** `""` for the standard operators of ONNX. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Message>;
  /** The name in errors: `node 3 (Conv, "conv1")`. */
  readonly title: string;
}

/** A ValueInfoProto: an input or output of a graph. */
export interface OnnxPort {
  readonly name: string;
  /** TensorProto.DataType; 0 for a value that is no tensor or has no type. */
  readonly type: number;
  /**
   * The lengths of its axes: a number, a name that equal lengths share, or `""` for any length.
   * `undefined` when the file does not even say how many axes there are.
   */
  readonly dims: readonly (number | string)[] | undefined;
}

/** A GraphProto. */
export interface OnnxGraph {
  /** The version of the standard operators. */
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/** The limit for nodes, constants, inputs and outputs each: a chain of 60,000 layers has fewer. */
const mostInGraph = 2 ** 18;
/** The limit for the inputs, outputs and attributes of one node. */
const mostInNode = 64;

/** Reads the graph of a ModelProto. */
export function readGraph(bytes: Uint8Array, fail: Fail): OnnxGraph {
  const model: Message = { bytes, at: 0, name: "the model" };
  let graph: Message | undefined;
  let opset: number | undefined;
  for (const field of fieldsOf(model, fail)) {
    if (field.id === 7 && graph !== undefined) fail("the number of graphs", 2, "1");
    if (field.id === 7) graph = { ...field, name: "the graph" };
    if (field.id === 8) opset = opsetOf({ ...field, name: "the opset_import" }, fail) ?? opset;
  }
  if (graph === undefined) return fail("the model's graph", graph, "a graph: this is not an ONNX file");
  if (opset === undefined || opset < 6)
    return fail("the opset_import of ONNX' own operators", opset, "a version from 6");
  return { opset, ...readParts(graph, fail) };
}

/** The version of the standard operators; `undefined` for another domain. */
function opsetOf(message: Message, fail: Fail): number | undefined {
  let domain = "";
  let version: number | undefined;
  for (const field of fieldsOf(message, fail)) {
    if (field.id === 1) domain = textOf(field, fail);
    if (field.id === 2) version = field.int;
  }
  return domain === "" || domain === "ai.onnx" ? version : undefined;
}

function readParts(graph: Message, fail: Fail): Omit<OnnxGraph, "opset"> {
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, OnnxTensor>();
  const inputs: OnnxPort[] = [];
  const outputs: OnnxPort[] = [];
  for (const field of fieldsOf(graph, fail)) {
    if (field.id === 1) nodes.push(readNode({ ...field, name: `node ${nodes.length}` }, nodes.length, fail));
    else if (field.id === 5) {
      const tensor = readTensor({ ...field, name: `initializer ${constants.size}` }, fail);
      if (constants.has(tensor.name)) fail("the initializers' name", tensor.name, "each name once");
      constants.set(tensor.name, tensor);
    } else if (field.id === 11) inputs.push(readPort({ ...field, name: `input ${inputs.length}` }, fail));
    else if (field.id === 12) outputs.push(readPort({ ...field, name: `output ${outputs.length}` }, fail));
    const count = Math.max(nodes.length, constants.size, inputs.length, outputs.length);
    if (count > mostInGraph)
      fail("the number of nodes, initializers, inputs or outputs", count, `at most ${mostInGraph}`);
  }
  // Before IR 4, a file listed every initializer among the inputs too.
  return { nodes, constants, inputs: inputs.filter(({ name }) => !constants.has(name)), outputs };
}

function readPort(message: Message, fail: Fail): OnnxPort {
  let name = "";
  let type = 0;
  let dims: OnnxPort["dims"];
  for (const field of fieldsOf(message, fail)) {
    if (field.id === 1) name = textOf(field, fail);
    if (field.id !== 2) continue;
    for (const kind of fieldsOf({ ...field, name: `${message.name}'s type` }, fail)) {
      if (kind.id !== 1) continue;
      for (const part of fieldsOf(kind, fail)) {
        if (part.id === 1) type = part.int;
        if (part.id === 2) dims = readDims({ ...part, name: `${message.name}'s shape` }, fail);
      }
    }
  }
  return { name, type, dims };
}

/** A TensorShapeProto. Some exporters write a length that they do not know as 0 or −1. */
function readDims(shape: Message, fail: Fail): (number | string)[] {
  const dims: (number | string)[] = [];
  for (const field of fieldsOf(shape, fail)) {
    if (field.id !== 1) continue;
    let dim: number | string = "";
    for (const part of fieldsOf(field, fail)) {
      if (part.id === 1) dim = Number.isSafeInteger(part.int) && part.int > 0 ? part.int : "";
      if (part.id === 2) dim = textOf(part, fail);
    }
    if (dims.push(dim) > mostInNode) fail(`the number of ${shape.name}'s axes`, dims.length, `at most ${mostInNode}`);
  }
  return dims;
}

/** The names of ports for messages: `"input", "mask"`. */
export function portNames(ports: readonly OnnxPort[]): string {
  return ports
    .slice(0, 5)
    .map(({ name }) => show(name))
    .join(", ");
}

function readNode(message: Message, index: number, fail: Fail): OnnxNode {
  const texts: Record<number, string[]> = { 1: [], 2: [], 3: [], 4: [], 7: [] };
  const attributes = new Map<string, Message>();
  for (const field of fieldsOf(message, fail)) {
    if (field.id === 5) attributes.set(attributeName(field, fail), { ...field, name: message.name });
    else if (Object.hasOwn(texts, field.id)) texts[field.id].push(textOf(field, fail));
    if (attributes.size > mostInNode || texts[1].length > mostInNode || texts[2].length > mostInNode)
      fail(`the number of ${message.name}'s inputs, outputs or attributes`, mostInNode + 1, `at most ${mostInNode}`);
  }
  const [name = "", op = "", domain = ""] = [texts[3].at(-1), texts[4].at(-1), texts[7].at(-1)];
  return {
    op,
    domain: domain === "ai.onnx" ? "" : domain,
    inputs: texts[1],
    outputs: texts[2],
    attributes,
    title: `node ${index} (${shortened(op)}${name === "" ? "" : `, "${shortened(name)}"`})`,
  };
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function attributeName(attribute: Message, fail: Fail): string {
  for (const field of fieldsOf(attribute, fail)) if (field.id === 1) return textOf(field, fail);
  return "";
}

/** The last field with this id in an attribute; `undefined` when the node has no such attribute. */
function attributeField(node: OnnxNode, name: string, id: number, fail: Fail): MessageField | undefined {
  const attribute = node.attributes.get(name);
  if (attribute === undefined) return undefined;
  let found: MessageField | undefined;
  for (const field of fieldsOf({ ...attribute, name: `${node.title}'s ${name}` }, fail))
    if (field.id === id) found = field;
  return found;
}

/** A whole number among a node's attributes; `usual` when it is absent. */
export function intAttribute(node: OnnxNode, name: string, usual: number, fail: Fail): number {
  return attributeField(node, name, 3, fail)?.int ?? usual;
}

/**
 * A float among a node's attributes; `usual` when it is absent. Gives the shortest decimal of the
 * float: 0.01, not 0.00999999977648.
 */
export function floatAttribute(node: OnnxNode, name: string, usual: number, fail: Fail): number {
  const field = attributeField(node, name, 2, fail);
  if (field === undefined) return usual;
  const { bytes } = field;
  if (bytes.length !== 4) return fail(`the length of ${field.name}`, bytes.length, "4, a float");
  return shortestFloat(new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true));
}

/** A word among a node's attributes; `usual` when it is absent. */
export function wordAttribute(node: OnnxNode, name: string, usual: string, fail: Fail): string {
  const field = attributeField(node, name, 4, fail);
  return field === undefined ? usual : textOf(field, fail);
}

/** A tensor among a node's attributes. */
export function tensorAttribute(node: OnnxNode, name: string, fail: Fail): OnnxTensor | undefined {
  const field = attributeField(node, name, 5, fail);
  return field === undefined ? undefined : readTensor(field, fail);
}

/** A list of floats among a node's attributes; empty when it is absent. */
export function floatsAttribute(node: OnnxNode, name: string, fail: Fail): readonly number[] {
  const list: number[] = [];
  for (const field of attributeFields(node, name, 7, fail)) {
    if (field.bytes.length % 4 !== 0) fail(`the length of ${field.name}`, field.bytes.length, "a multiple of 4");
    const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
    for (let at = 0; at < field.bytes.length; at += 4) list.push(view.getFloat32(at, true));
  }
  return list;
}

/** A list of whole numbers among a node's attributes; `undefined` when it is absent. */
export function intsAttribute(node: OnnxNode, name: string, fail: Fail): readonly number[] | undefined {
  if (!node.attributes.has(name)) return undefined;
  const list: number[] = [];
  for (const field of attributeFields(node, name, 8, fail)) list.push(...varintsOf(field, fail));
  return list;
}

/** All fields with this id in an attribute. */
function attributeFields(node: OnnxNode, name: string, id: number, fail: Fail): MessageField[] {
  const attribute = node.attributes.get(name);
  return attribute === undefined ? [] : [...fieldsOf(attribute, fail)].filter((field) => field.id === id);
}

/**
 * The number with the fewest decimal digits that is the same float. A number that is no float stays
 * as it is.
 */
export function shortestFloat(value: number): number {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
