import { type Dtype, type Vector, vector } from "./matrix.js";

/** The bytes of the numbers, little-endian on every machine. */
export function littleEndian(numbers: Vector): Uint8Array {
  const width = numbers.BYTES_PER_ELEMENT;
  const view = new DataView(new ArrayBuffer(numbers.length * width));
  const write = width === 4 ? "setFloat32" : "setFloat64";
  for (let i = 0; i < numbers.length; i++) view[write](i * width, numbers[i], true);
  return new Uint8Array(view.buffer);
}

/**
 * The numbers of little-endian bytes, which may start anywhere in their buffer: in a new vector, or
 * in the one whose bytes they are.
 */
export function fromLittleEndian({ buffer, byteOffset, byteLength }: Uint8Array, dtype: Dtype, into?: Vector): Vector {
  const [width, read] = dtype === "float32" ? ([4, "getFloat32"] as const) : ([8, "getFloat64"] as const);
  const numbers = into ?? vector(byteLength / width, dtype);
  const view = new DataView(buffer, byteOffset);
  for (let i = 0; i < numbers.length; i++) numbers[i] = view[read](i * width, true);
  return numbers;
}
