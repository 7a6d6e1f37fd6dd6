import type { Vector } from "../core/index.js";
import { FormatError, OptionError } from "../core/index.js";
import { fromLittleEndian, show, vector } from "../core/internal.js";

/** Throws a FormatError: the file has `given` at `place`, where `wanted` must stand. */
export type Fail = (place: string, given: unknown, wanted: string) => never;

/** The Fail of one public function; its messages begin with the function's name. */
export function failing(call: string): Fail {
  return (place, given, wanted) => {
    throw new FormatError(`${call}: ${place} is ${show(given)}, wanted ${wanted}`);
  };
}

/** A file: what `fetch` and `readFile` give. */
export type Bytes = Uint8Array | ArrayBuffer;

/**
 * The bytes of a file that a caller gave, of this realm or another; a Node Buffer is a Uint8Array
 * too. Throws for anything else.
 */
export function readBytes(call: string, file: Bytes): Uint8Array {
  const kind = Object.prototype.toString.call(file).slice(8, -1);
  if (kind === "ArrayBuffer" || kind === "SharedArrayBuffer") return new Uint8Array(file as ArrayBuffer);
  if (kind === "Uint8Array" && ArrayBuffer.isView(file))
    return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  throw new OptionError(`${call}: the file is ${show(file)}, wanted its bytes in a Uint8Array`);
}

// Not TextDecoder and TextEncoder: they are no part of the language, and some hosts lack them.

/** The text of UTF-8 bytes; `null` when they are not UTF-8. */
export function readUtf8(bytes: Uint8Array): string | null {
  let escaped = "";
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, "0")}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return null;
  }
}

/** The UTF-8 bytes of a text, with U+FFFD in place of half a surrogate pair. */
export function writeUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
  const bytes = escaped.match(/%..|./g) ?? [];
  return Uint8Array.from(bytes, (byte) =>
    byte.length === 1 ? byte.charCodeAt(0) : Number.parseInt(byte.slice(1), 16),
  );
}

/** The floating-point numbers that files hold. */
export type FloatKind = "float64" | "float32" | "float16" | "bfloat16";

/** Bytes per number of each kind. */
export const floatWidths: Readonly<Record<FloatKind, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
};

/**
 * Reads little-endian numbers at any byte offset. float64 stays float64; every other kind becomes
 * float32, which holds all its values exactly.
 */
export function readFloats(bytes: Uint8Array, kind: FloatKind): Vector {
  if (kind === "float64" || kind === "float32") return fromLittleEndian(bytes, kind);
  const decode = kind === "float16" ? fromFloat16 : fromBfloat16;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = vector(bytes.byteLength / 2, "float32");
  for (let i = 0; i < numbers.length; i++) numbers[i] = decode(view.getUint16(2 * i, true));
  return numbers;
}

/** Decodes an IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** Decodes a bfloat16: the upper half of an IEEE 754 binary32. */
function fromBfloat16(bits: number): number {
  const exponent = (bits >>> 7) & 255;
  const fraction = bits & 127;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 255) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -133 : (128 + fraction) * 2 ** (exponent - 134));
}
