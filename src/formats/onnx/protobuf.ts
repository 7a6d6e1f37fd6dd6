import type { Fail } from "../fail.js";

/** A message of Protocol Buffers somewhere in a file: its bytes, where they begin, and what errors call it. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly name: string;
}

/** One field. The wire type says what it is: 0 a number, 1 and 5 fixed bytes, 2 bytes (a string, a message, packed numbers). */
export interface Field extends Message {
  readonly id: number;
  readonly wire: number;
  /** The number, as int64; beyond 2^53 it is rounded. */
  readonly int: number;
}

/** The fields of a message, one after the other; nothing is copied. Groups are refused: ONNX has none. */
export function* fieldsOf(message: Message, fail: Fail): Generator<Field, void, void> {
  const { bytes, at, name } = message;
  const cursor = new Cursor(message, fail);
  while (cursor.next < bytes.length) {
    const start = at + cursor.next;
    const tag = cursor.varint();
    const id = Math.floor(tag / 8);
    if (id < 1 || id > 536870911) fail(`${name}'s field number at byte ${start}`, id, "1 to 536870911");
    const wire = tag % 8;
    if (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5)
      fail(`${name}'s wire type at byte ${start}`, wire, "0, 1, 2 or 5");
    const int = wire === 0 || wire === 2 ? cursor.varint() : 0;
    const length = wire === 0 ? 0 : wire === 2 ? int : wire === 1 ? 8 : 4;
    const left = bytes.length - cursor.next;
    if (length < 0 || length > left)
      fail(`the length of ${name}'s field ${id} at byte ${start}`, length, `at most ${left}, what is left of it`);
    const from = cursor.next;
    cursor.next += length;
    yield { id, wire, int, name: `${name}'s field ${id}`, at: at + from, bytes: bytes.subarray(from, cursor.next) };
  }
}

/** The whole numbers of a field: one, or many packed together. */
export function* varintsOf(field: Field, fail: Fail): Generator<number, void, void> {
  if (field.wire === 0) return yield field.int;
  const cursor = new Cursor(field, fail);
  while (cursor.next < field.bytes.length) yield cursor.varint();
}

/** Goes through bytes and knows where it is. */
class Cursor {
  readonly #message: Message;
  readonly #fail: Fail;
  next = 0;

  constructor(message: Message, fail: Fail) {
    this.#message = message;
    this.#fail = fail;
  }

  /** 7 bits a byte, the low ones first; the high bit says that another byte follows. */
  varint(): number {
    const { bytes, at, name } = this.#message;
    const start = this.next;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.next === bytes.length) return this.#fail(`${name} at byte ${at + start}`, "cut off", "a whole number");
      const byte = bytes[this.next++];
      if (shift < 28) low += (byte & 127) * 2 ** shift;
      else high += (byte & 127) * 2 ** (shift - 28);
      // 28 bits low, and the next 36 high; what lies beyond 64 bits is dropped, as everywhere.
      if (byte < 128) return low + signed36(high) * 2 ** 28;
    }
    return this.#fail(`${name}'s number at byte ${at + start}`, "longer than 10 bytes", "at most 10");
  }
}

function signed36(bits: number): number {
  const value = bits % 2 ** 36;
  return value >= 2 ** 35 ? value - 2 ** 36 : value;
}
