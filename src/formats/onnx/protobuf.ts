import { type Fail, readUtf8, writeUtf8 } from "../fileBytes.js";

/** A message of Protocol Buffers in a file: its bytes, their position, and its name in errors. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly name: string;
}

/**
 * One field that was read. Its wire type says what it holds: 0 a number; 1 and 5 fixed bytes; 2
 * bytes of a given length, which are a string, a message or packed numbers.
 */
export interface MessageField extends Message {
  readonly id: number;
  readonly wire: number;
  /** The number, as int64; beyond 2^53 it is rounded. */
  readonly int: number;
}

/** The fields of a message in order, without copies. Refuses groups, which ONNX does not use. */
export function* fieldsOf(message: Message, fail: Fail): Generator<MessageField, void, void> {
  const { bytes, at, name } = message;
  const fields = new FieldReader(message, fail);
  while (fields.next()) {
    const { id, wire, int, from, to } = fields;
    yield { id, wire, int, name: `${name}'s field ${id}`, at: at + from, bytes: bytes.subarray(from, to) };
  }
}

/** The whole numbers of a field: one, or several packed together. */
export function* varintsOf(field: MessageField, fail: Fail): Generator<number, void, void> {
  if (field.wire === 0) return yield field.int;
  const cursor = new Cursor(field, fail);
  while (cursor.next < field.bytes.length) yield cursor.varint();
}

/** A field as text. */
export function textOf({ bytes, at, name }: Message, fail: Fail): string {
  return readUtf8(bytes) ?? fail(`${name} at byte ${at}`, "not UTF-8", "UTF-8");
}

/** A reading position in the bytes of a message. */
class Cursor {
  readonly #message: Message;
  readonly #fail: Fail;
  next = 0;

  constructor(message: Message, fail: Fail) {
    this.#message = message;
    this.#fail = fail;
  }

  /** 7 bits per byte, the low ones first; the high bit says that another byte follows. */
  varint(): number {
    const { bytes, at, name } = this.#message;
    const start = this.next;
    if (bytes[start] < 128) return bytes[this.next++];
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.next === bytes.length) return this.#fail(`${name} at byte ${at + start}`, "cut off", "a whole number");
      const byte = bytes[this.next++];
      if (shift < 28) low += (byte & 127) * 2 ** shift;
      else high += (byte & 127) * 2 ** (shift - 28);
      // low has the lowest 28 bits, high the next 36; bits beyond 64 are dropped, as protobuf does.
      if (byte < 128) return low + signed36(high) * 2 ** 28;
    }
    return this.#fail(`${name}'s number at byte ${at + start}`, "longer than 10 bytes", "at most 10");
  }
}

/**
 * Reads the fields of a message one after the other into itself: a list of a million floats, one a
 * field, makes no objects.
 */
export class FieldReader {
  readonly #cursor: Cursor;
  id = 0;
  wire = 0;
  /** The number of a field of wire type 0, as int64. */
  int = 0;
  /** Where the bytes of the field begin and end in those of the message. */
  from = 0;
  to = 0;

  constructor(
    readonly message: Message,
    readonly fail: Fail,
  ) {
    this.#cursor = new Cursor(message, fail);
  }

  /** Reads the next field; `false` at the end of the message. */
  next(): boolean {
    const { bytes, at, name } = this.message;
    const cursor = this.#cursor;
    if (cursor.next >= bytes.length) return false;
    const start = at + cursor.next;
    const tag = cursor.varint();
    this.id = Math.floor(tag / 8);
    this.wire = tag % 8;
    const { id, wire, fail } = this;
    if (id < 1 || id > 536870911) fail(`${name}'s field number at byte ${start}`, id, "1 to 536870911");
    if (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5)
      fail(`${name}'s wire type at byte ${start}`, wire, "0, 1, 2 or 5");
    this.int = wire === 0 || wire === 2 ? cursor.varint() : 0;
    const length = wire === 0 ? 0 : wire === 2 ? this.int : wire === 1 ? 8 : 4;
    const left = bytes.length - cursor.next;
    if (length < 0 || length > left)
      fail(`the length of ${name}'s field ${id} at byte ${start}`, length, `at most ${left}, what is left of it`);
    this.from = cursor.next;
    cursor.next += length;
    this.to = cursor.next;
    return true;
  }

  /**
   * Skips the fields right after a float that are floats of the same list, 5 bytes each, and gives
   * their number.
   */
  skipFloats(): number {
    const { bytes } = this.message;
    const tag = bytes[this.from - 1];
    let next = this.to;
    while (next + 5 <= bytes.length && bytes[next] === tag) next += 5;
    const count = (next - this.to) / 5;
    this.#cursor.next = next;
    this.to = next;
    return count;
  }
}

function signed36(bits: number): number {
  const value = bits % 2 ** 36;
  return value >= 2 ** 35 ? value - 2 ** 36 : value;
}

/**
 * The value of a field to write: a whole number, text, bytes, or a message as the list of its
 * fields.
 */
export type FieldValue = number | string | Uint8Array | readonly Uint8Array[];

/** The bytes of a field: a varint for a number, else the length and the bytes of the value. */
export function writeField(id: number, value: FieldValue): Uint8Array {
  if (typeof value === "number") return joinBytes([writeVarint(id * 8), writeVarint(value)]);
  const bytes = value instanceof Uint8Array ? value : typeof value === "string" ? writeUtf8(value) : joinBytes(value);
  return joinBytes([writeVarint(id * 8 + 2), writeVarint(bytes.length), bytes]);
}

/** The bytes of a field that holds a float, in 4 bytes. */
export function writeFloatField(id: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joinBytes([writeVarint(id * 8 + 5), bytes]);
}

/** The parts one after the other: a message, when they are its fields. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** 7 bits per byte, the low ones first; a negative number takes ten bytes, as int64. */
function writeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
