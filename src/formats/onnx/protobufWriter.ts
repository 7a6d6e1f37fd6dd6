import { writeUtf8 } from "../text.js";

/** What a field can be: bytes or text, a message that is made of fields, or a whole number. */
export type Value = Uint8Array | string | readonly Written[] | number;
/** A field as it is written. */
export type Written = Uint8Array;

/** A field of a message: a varint for a number, else bytes after their length. */
export function field(id: number, value: Value): Written {
  if (typeof value === "number") return join([varint(id * 8), varint(value)]);
  const bytes = value instanceof Uint8Array ? value : typeof value === "string" ? writeUtf8(value) : join(value);
  return join([varint(id * 8 + 2), varint(bytes.length), bytes]);
}

/** A field of 4 bytes: a float. */
export function floatField(id: number, value: number): Written {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return join([varint(id * 8 + 5), bytes]);
}

/** The bytes one after the other: a message of these fields. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** 7 bits a byte, the low ones first; a negative number takes ten, as int64. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
