import type { Fail } from "../fail.js";
import { type Field, fieldsOf, type Message } from "./protobuf.js";
import { readTensor, type Tensor } from "./tensor.js";
import { readText } from "./text.js";

/** One operation of a graph: NodeProto. */
export interface Node {
  readonly op: string;
  /** `""` for ONNX' own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Message>;
  /** What errors call it: `node 3 (Conv, "conv1")`. */
  readonly title: string;
}

const most = 64;

export function readNode(message: Message, index: number, fail: Fail): Node {
  const texts: Record<number, string[]> = { 1: [], 2: [], 3: [], 4: [], 7: [] };
  const attributes = new Map<string, Message>();
  for (const field of fieldsOf(message, fail)) {
    if (field.id === 5) attributes.set(attributeName(field, fail), { ...field, name: message.name });
    else if (Object.hasOwn(texts, field.id)) texts[field.id].push(readText(field, fail));
    if (attributes.size > most || texts[1].length > most || texts[2].length > most)
      fail(`the number of ${message.name}'s inputs, outputs or attributes`, most + 1, `at most ${most}`);
  }
  const [name = "", op = "", domain = ""] = [texts[3].at(-1), texts[4].at(-1), texts[7].at(-1)];
  return {
    op,
    domain: domain === "ai.onnx" ? "" : domain,
    inputs: texts[1],
    outputs: texts[2],
    attributes,
    title: `node ${index} (${shorten(op)}${name === "" ? "" : `, "${shorten(name)}"`})`,
  };
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function attributeName(attribute: Message, fail: Fail): string {
  for (const field of fieldsOf(attribute, fail)) if (field.id === 1) return readText(field, fail);
  return "";
}

/** The last field with this id in an attribute, if the node has the attribute. */
function part(node: Node, name: string, id: number, fail: Fail): Field | undefined {
  const attribute = node.attributes.get(name);
  if (attribute === undefined) return undefined;
  let found: Field | undefined;
  for (const field of fieldsOf({ ...attribute, name: `${node.title}'s ${name}` }, fail))
    if (field.id === id) found = field;
  return found;
}

/** An attribute that is a whole number. */
export function intOf(node: Node, name: string, usual: number, fail: Fail): number {
  return part(node, name, 3, fail)?.int ?? usual;
}

/** An attribute that is a float; a number of fewer digits that is the same float is given for it: 0.01, not 0.00999999977648. */
export function floatOf(node: Node, name: string, usual: number, fail: Fail): number {
  const field = part(node, name, 2, fail);
  return field === undefined ? usual : shortest(readFloat(field, fail));
}

/** An attribute that is a word. */
export function wordOf(node: Node, name: string, usual: string, fail: Fail): string {
  const field = part(node, name, 4, fail);
  return field === undefined ? usual : readText(field, fail);
}

/** An attribute that is a tensor. */
export function tensorOf(node: Node, name: string, fail: Fail): Tensor | undefined {
  const field = part(node, name, 5, fail);
  return field === undefined ? undefined : readTensor(field, fail);
}

/** An attribute that is a list of floats. */
export function floatListOf(node: Node, name: string, fail: Fail): readonly number[] {
  const attribute = node.attributes.get(name);
  const list: number[] = [];
  if (attribute === undefined) return list;
  for (const field of fieldsOf(attribute, fail)) {
    if (field.id !== 7) continue;
    if (field.bytes.length % 4 !== 0) fail(`the length of ${field.name}`, field.bytes.length, "a multiple of 4");
    const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
    for (let at = 0; at < field.bytes.length; at += 4) list.push(view.getFloat32(at, true));
  }
  return list;
}

function readFloat({ bytes, name }: Field, fail: Fail): number {
  if (bytes.length !== 4) return fail(`the length of ${name}`, bytes.length, "4, a float");
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}

/** The number of the fewest digits that is the same in binary32; a number that is not of binary32 as it is. */
export function shortest(value: number): number {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
