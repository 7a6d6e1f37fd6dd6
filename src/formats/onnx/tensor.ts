import type { Vector } from "../../core/index.js";
import { vector } from "../../core/internal.js";
import { type Fail, type FloatKind, floatWidths, readFloats } from "../fileBytes.js";
import type { ExternalPlace, OnnxFile } from "./file.js";
import { FieldReader, fieldsOf, type Message, type MessageField, textOf, varintsOf } from "./protobuf.js";

/** A TensorProto: a constant of a file, its numbers not decoded yet. */
export interface OnnxTensor {
  readonly name: string;
  /** The lengths, checked to be whole numbers from 0. */
  readonly dims: readonly number[];
  /** TensorProto.DataType. */
  readonly type: number;
  readonly message: Message;
  /** Where the numbers are, if they are in another file. */
  readonly external: ExternalPlace | null;
}

/** The floating-point kinds by their TensorProto.DataType. */
export const floatTypes: ReadonlyMap<number, FloatKind> = /* @__PURE__ */ new Map<number, FloatKind>([
  [1, "float32"],
  [10, "float16"],
  [11, "float64"],
  [16, "bfloat16"],
]);

/** TensorProto.DataType of double and of bool. */
export const doubleType = 11;
export const boolType = 9;

interface WholeKind {
  readonly width: number;
  /** The field that lists the numbers as varints. */
  readonly listed: number;
  read(view: DataView, at: number): number;
}

/** The kinds of whole numbers, and bool, by their TensorProto.DataType. */
export const wholeTypes: ReadonlyMap<number, WholeKind> = /* @__PURE__ */ new Map<number, WholeKind>([
  [2, { width: 1, listed: 5, read: (view, at) => view.getUint8(at) }],
  [3, { width: 1, listed: 5, read: (view, at) => view.getInt8(at) }],
  [4, { width: 2, listed: 5, read: (view, at) => view.getUint16(at, true) }],
  [5, { width: 2, listed: 5, read: (view, at) => view.getInt16(at, true) }],
  [6, { width: 4, listed: 5, read: (view, at) => view.getInt32(at, true) }],
  [7, { width: 8, listed: 7, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  [boolType, { width: 1, listed: 5, read: (view, at) => view.getUint8(at) }],
  [12, { width: 4, listed: 11, read: (view, at) => view.getUint32(at, true) }],
  [13, { width: 8, listed: 11, read: (view, at) => Number(view.getBigUint64(at, true)) }],
]);

const mostDims = 8;

/** Reads all fields of a TensorProto but its numbers. */
export function readTensor(message: Message, fail: Fail): OnnxTensor {
  let name = "";
  let type = 0;
  let isOutside = false;
  const dims: number[] = [];
  const entries = new Map<string, string>();
  const fields = new FieldReader(message, fail);
  while (fields.next()) {
    const { id, wire, int } = fields;
    if (id === 4 && wire === 5) fields.skipFloats();
    else if (id === 2) type = int;
    else if (id === 14) isOutside = int === 1;
    else if (id === 1 || id === 8 || id === 13) {
      const field = fieldAt(fields);
      if (id === 8) name = textOf(field, fail);
      else if (id === 13) readExternalEntry(field, entries, fail);
      else for (const length of varintsOf(field, fail)) addLength(dims, length, message, fail);
    }
  }
  return { name, dims, type, message, external: isOutside ? placeOf(entries, message, fail) : null };
}

/** The field that a reader has just read, as a message of its own. */
function fieldAt({ message, id, wire, int, from, to }: FieldReader): MessageField {
  return {
    id,
    wire,
    int,
    name: `${message.name}'s field ${id}`,
    at: message.at + from,
    bytes: message.bytes.subarray(from, to),
  };
}

function addLength(dims: number[], length: number, { name }: Message, fail: Fail): void {
  if (!Number.isSafeInteger(length) || length < 0)
    fail(`${name}'s dims[${dims.length}]`, length, "a whole number from 0");
  if (dims.push(length) > mostDims) fail(`the number of ${name}'s dims`, dims.length, `at most ${mostDims}`);
}

/** Reads a StringStringEntryProto. */
function readExternalEntry(message: Message, into: Map<string, string>, fail: Fail): void {
  let [key, value] = ["", ""];
  for (const field of fieldsOf(message, fail)) {
    if (field.id === 1) key = textOf(field, fail);
    if (field.id === 2) value = textOf(field, fail);
  }
  into.set(key, value);
}

/** The place that the entries of `external_data` name. */
function placeOf(entries: ReadonlyMap<string, string>, { name }: Message, fail: Fail): ExternalPlace {
  const wholeNumber = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined) return undefined;
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(value) ? value : fail(`${name}'s external_data ${key}`, text, "a whole number from 0");
  };
  const location = entries.get("location") ?? fail(`${name}'s external_data location`, undefined, "the name of a file");
  return { location, offset: wholeNumber("offset") ?? 0, length: wholeNumber("length") };
}

/** The product of the dims. Checked against the bytes before memory is taken for the numbers. */
function countOf({ dims, message }: OnnxTensor, most: number, fail: Fail): number {
  const count = dims.reduce((product, length) => product * length, 1);
  if (!(count <= most))
    fail(`the number of ${message.name}'s numbers by dims`, count, `at most ${Math.floor(most)}, for its bytes`);
  return count;
}

/**
 * The numbers of a tensor: float64 for double and whole numbers, float32 for every other type.
 */
export function numbersOf(tensor: OnnxTensor, file: OnnxFile): Vector {
  const { message, type } = tensor;
  const whole = wholeTypes.get(type);
  if (whole !== undefined) return wholeNumbers(tensor, whole, file);
  const kind = floatTypes.get(type);
  if (kind === undefined) return file.fail(`${message.name}'s data_type`, type, "float, double, float16 or bfloat16");
  return floats(tensor, kind, file);
}

function floats(tensor: OnnxTensor, kind: FloatKind, file: OnnxFile): Vector {
  const { message } = tensor;
  const { fail } = file;
  const width = floatWidths[kind];
  const outside = outsideBytes(tensor, width, file);
  if (outside !== null) return readFloats(outside, kind);
  const count = countOf(tensor, message.bytes.length / width, fail);
  const listed = kind === "float32" ? 4 : kind === "float64" ? 10 : 5;
  const numbers = vector(count, kind === "float64" ? "float64" : "float32");
  const view = new DataView(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength);
  const fields = new FieldReader(message, fail);
  let at = 0;
  while (fields.next()) {
    const { id, wire, from } = fields;
    if (id !== 9 && id !== listed) continue;
    if (wire === 5 && kind === "float32") {
      const until = at + 1 + fields.skipFloats();
      if (until > count) fail(`the number of ${message.name}'s numbers`, `more than ${count}`, `${count}, by dims`);
      for (let next = from; at < until; next += 5) numbers[at++] = view.getFloat32(next, true);
      continue;
    }
    const field = fieldAt(fields);
    const bytes = listed === 5 && id === 5 ? halvesOf(field, count - at, fail) : field.bytes;
    if (bytes.length % width !== 0 || at + bytes.length / width > count)
      fail(
        `${field.name} at byte ${field.at}`,
        `${bytes.length} bytes`,
        `${(count - at) * width}, by dims and data_type`,
      );
    numbers.set(readFloats(bytes, kind), at);
    at += bytes.length / width;
  }
  if (at !== count) fail(`the number of ${message.name}'s numbers`, at, `${count}, by dims`);
  return numbers;
}

/** The bytes of numbers in another file, as many as the dims say; `null` for numbers here. */
function outsideBytes(tensor: OnnxTensor, width: number, file: OnnxFile): Uint8Array | null {
  const { external, message } = tensor;
  if (external === null) return null;
  const bytes = file.outside(external, message.name);
  const wanted = width * countOf(tensor, bytes.length / width, file.fail);
  if (external.length !== undefined && external.length !== wanted)
    file.fail(`${message.name}'s external_data length`, external.length, `${wanted}, by dims and data_type`);
  return bytes.subarray(0, wanted);
}

/** The bytes of 16-bit numbers that a field writes as varints. */
function halvesOf(field: MessageField, most: number, fail: Fail): Uint8Array {
  const bytes = new Uint8Array(2 * Math.min(most, field.wire === 0 ? 1 : field.bytes.length));
  let at = 0;
  for (const bits of varintsOf(field, fail)) {
    if (at === bytes.length) fail(`the number of ${field.name}'s numbers`, `more than ${most}`, `${most}, by dims`);
    bytes[at++] = bits & 255;
    bytes[at++] = (bits >>> 8) & 255;
  }
  return bytes.subarray(0, at);
}

function wholeNumbers(tensor: OnnxTensor, { width, listed, read }: WholeKind, file: OnnxFile): Vector {
  const { message } = tensor;
  const outside = outsideBytes(tensor, width, file);
  // A varint takes one byte or more, and a number in raw_data at least one.
  const count = countOf(tensor, outside?.length ?? message.bytes.length, file.fail);
  const numbers = vector(count, "float64");
  let at = 0;
  const add = (value: number): void => {
    if (at === count) file.fail(`the number of ${message.name}'s numbers`, `more than ${count}`, `${count}, by dims`);
    numbers[at++] = value;
  };
  const addRaw = (bytes: Uint8Array): void => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let from = 0; from + width <= bytes.length; from += width) add(read(view, from));
  };
  if (outside !== null) addRaw(outside);
  else
    for (const field of fieldsOf(message, file.fail)) {
      if (field.id === 9) addRaw(field.bytes);
      else if (field.id === listed) for (const int of varintsOf(field, file.fail)) add(int);
    }
  if (at !== count) file.fail(`the number of ${message.name}'s numbers`, at, `${count}, by dims`);
  return numbers;
}
