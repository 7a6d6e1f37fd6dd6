import type { Vector } from "../../core/index.js";
import { vector } from "../../core/internal.js";
import { type Fail, type FloatKind, floatWidths, readFloats } from "../fileBytes.js";
import { fieldsOf, type Message, type MessageField, textOf, varintsOf } from "./protobuf.js";

/** A TensorProto: a constant of a file, its numbers not decoded yet. */
export interface OnnxTensor {
  readonly name: string;
  /** The lengths, checked to be whole numbers from 0. */
  readonly dims: readonly number[];
  /** TensorProto.DataType. */
  readonly type: number;
  readonly message: Message;
}

/** The floating-point kinds by their TensorProto.DataType. */
export const floatTypes: ReadonlyMap<number, FloatKind> = /* @__PURE__ */ new Map<number, FloatKind>([
  [1, "float32"],
  [10, "float16"],
  [11, "float64"],
  [16, "bfloat16"],
]);

const int64 = 7;
const mostDims = 8;
/** Whole numbers are read only as shapes, which are short. */
const mostInts = 64;

/** Reads all fields of a TensorProto but its numbers. */
export function readTensor(message: Message, fail: Fail): OnnxTensor {
  let name = "";
  let type = 0;
  const dims: number[] = [];
  for (const field of fieldsOf(message, fail)) {
    if (field.id === 1) {
      for (const length of varintsOf(field, fail)) {
        if (!Number.isSafeInteger(length) || length < 0)
          fail(`${message.name}'s dims[${dims.length}]`, length, "a whole number from 0");
        if (dims.push(length) > mostDims)
          fail(`the number of ${message.name}'s dims`, dims.length, `at most ${mostDims}`);
      }
    } else if (field.id === 2) type = field.int;
    else if (field.id === 8) name = textOf(field, fail);
    else if (field.id === 14 && field.int === 1)
      fail(`${message.name}'s data_location`, "another file", "numbers in the file itself");
  }
  return { name, dims, type, message };
}

/** The product of the dims. Checked against the bytes before memory is taken for the numbers. */
function countOf({ dims, message }: OnnxTensor, most: number, fail: Fail): number {
  const count = dims.reduce((product, length) => product * length, 1);
  if (!(count <= most))
    fail(`the number of ${message.name}'s numbers by dims`, count, `at most ${most}, for its bytes`);
  return count;
}

/** The numbers of a tensor of floats: float64 for double, float32 for every other type. */
export function floatsOf(tensor: OnnxTensor, fail: Fail): Vector {
  const { message, type } = tensor;
  const kind = floatTypes.get(type);
  if (kind === undefined) return fail(`${message.name}'s data_type`, type, "float, double, float16 or bfloat16");
  const width = floatWidths[kind];
  const count = countOf(tensor, message.bytes.length / width, fail);
  const listed = kind === "float32" ? 4 : kind === "float64" ? 10 : 5;
  const numbers = vector(count, kind === "float64" ? "float64" : "float32");
  let at = 0;
  for (const field of fieldsOf(message, fail)) {
    if (field.id !== 9 && field.id !== listed) continue;
    const bytes = listed === 5 && field.id === 5 ? halvesOf(field, count - at, fail) : field.bytes;
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

/** The numbers of a short tensor of int64: a shape. */
export function intsOf(tensor: OnnxTensor, fail: Fail): readonly number[] {
  const { message, type } = tensor;
  if (type !== int64) return fail(`${message.name}'s data_type`, type, `${int64}, which is int64`);
  const count = countOf(tensor, mostInts, fail);
  const ints: number[] = [];
  for (const field of fieldsOf(message, fail)) {
    for (const int of field.id === 9 ? rawInts(field) : field.id === 7 ? varintsOf(field, fail) : []) {
      if (ints.push(int) > count) fail(`the number of ${message.name}'s numbers`, ints.length, `${count}, by dims`);
    }
  }
  if (ints.length !== count) fail(`the number of ${message.name}'s numbers`, ints.length, `${count}, by dims`);
  return ints;
}

function* rawInts({ bytes }: MessageField): Generator<number, void, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length; at += 8) yield Number(view.getBigInt64(at, true));
}
