import { fromLittleEndian, littleEndian } from "../numbers/bytes.js";
import type { Dtype, Vector } from "../numbers/matrix.js";

// Every platform of the library has these, but no type library is common to all platforms.
declare function btoa(bytes: string): string;
declare function atob(text: string): string;

/** The bytes of the numbers, little-endian on every machine, as base64. */
export function encode(numbers: Vector): string {
  let text = "";
  for (const byte of littleEndian(numbers)) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The numbers of a text that `encode` wrote; `null` when it is not base64 of `length` numbers. */
export function decode(text: unknown, length: number, dtype: Dtype): Vector | null {
  const size = dtype === "float32" ? 4 : 8;
  if (typeof text !== "string" || text.length !== Math.ceil((length * size) / 3) * 4) return null;
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return null;
  }
  if (binary.length !== length * size) return null;
  return fromLittleEndian(
    Uint8Array.from(binary, (character) => character.charCodeAt(0)),
    dtype,
  );
}
