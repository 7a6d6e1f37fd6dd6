import { type Dtype, type Vector, vector } from "./matrix.js";

/** The bytes of the numbers, little-endian on every machine. */
export function littleEndian(numbers: Vector): Uint8Array {
  const width = numbers.BYTES_PER_ELEMENT;
  const view = new DataView(new ArrayBuffer(numbers.length * width));
  for (let i = 0; i < numbers.length; i++) {
    if (width === 4) view.setFloat32(4 * i, numbers[i], true);
    else view.setFloat64(8 * i, numbers[i], true);
  }
  return new Uint8Array(view.buffer);
}

/** The numbers of little-endian bytes, which may stand anywhere in their buffer. */
export function fromLittleEndian(bytes: Uint8Array, dtype: Dtype): Vector {
  const width = dtype === "float32" ? 4 : 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = vector(bytes.byteLength / width, dtype);
  for (let i = 0; i < numbers.length; i++)
    numbers[i] = width === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true);
  return numbers;
}
