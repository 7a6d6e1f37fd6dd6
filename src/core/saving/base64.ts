import { type Dtype, type Vector, vector } from "../numbers/matrix.js";

// Node, Deno, Bun, workers and browsers have these, but no type library is common to all of them.
declare function btoa(bytes: string): string;
declare function atob(text: string): string;

/** The bytes of the numbers, little-endian on every machine, as base64. */
export function encode(numbers: Vector): string {
  const size = numbers.BYTES_PER_ELEMENT;
  const bytes = new DataView(new ArrayBuffer(numbers.length * size));
  for (let i = 0; i < numbers.length; i++) {
    if (size === 4) bytes.setFloat32(4 * i, numbers[i], true);
    else bytes.setFloat64(8 * i, numbers[i], true);
  }
  let text = "";
  for (let i = 0; i < bytes.byteLength; i++) text += String.fromCharCode(bytes.getUint8(i));
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
  const bytes = new DataView(Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer);
  const numbers = vector(length, dtype);
  for (let i = 0; i < length; i++)
    numbers[i] = size === 4 ? bytes.getFloat32(4 * i, true) : bytes.getFloat64(8 * i, true);
  return numbers;
}
