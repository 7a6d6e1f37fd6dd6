import { fromLittleEndian, littleEndian } from "../numbers/bytes.js";
import { type Dtype, type Vector, vector } from "../numbers/matrix.js";

// Not btoa and atob: they are no part of the language, and some hosts lack them.
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of the numbers, little-endian on every machine, as base64. */
export function encode(numbers: Vector): string {
  const bytes = littleEndian(numbers);
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    for (let shift = 18; shift >= 0; shift -= 6) text += digits[(three >> shift) & 63];
  }
  const left = bytes.length % 3;
  return left === 0 ? text : text.slice(0, left - 3) + "==".slice(left - 1);
}

/** The numbers of a text that `encode` wrote; `null` when it is not base64 of `length` numbers. */
export function decode(text: unknown, length: number, dtype: Dtype): Vector | null {
  const size = length * (dtype === "float32" ? 4 : 8);
  if (typeof text !== "string" || text.length !== Math.ceil(size / 3) * 4) return null;
  values ??= digitValues();
  const numbers = vector(length, dtype);
  const bytes = new Uint8Array(numbers.buffer);
  let bits = 0;
  let k = 0;
  for (let at = 0; at < size; k++) {
    const value = values[text.charCodeAt(k)];
    if (!value) return null;
    bits = (bits << 6) | (value - 1);
    // Each digit but the first of four completes a byte.
    if (k % 4 > 0) bytes[at++] = bits >> (6 - 2 * (k % 4));
  }
  // The rest is padding.
  return "==".startsWith(text.slice(k)) ? fromLittleEndian(bytes, dtype, numbers) : null;
}

/** 1 more than each digit's value by its character code, 0 for others; made for the first text. */
let values: Uint8Array | undefined;

function digitValues(): Uint8Array {
  const table = new Uint8Array(128);
  for (let k = 0; k < 64; k++) table[digits.charCodeAt(k)] = k + 1;
  return table;
}
