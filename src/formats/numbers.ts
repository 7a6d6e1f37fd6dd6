import type { Vector } from "../core/index.js";
import { vector } from "../core/internal.js";
import { fromBfloat16, fromFloat16 } from "./half.js";

/** The kinds of floating-point numbers that files hold. */
export type Float = "float64" | "float32" | "float16" | "bfloat16";

/** How many bytes one takes. */
export const widths: Readonly<Record<Float, number>> = { float64: 8, float32: 4, float16: 2, bfloat16: 2 };

/** Little-endian numbers, from bytes at any offset, as float64 if they are, else as float32, which holds the others exactly. */
export function readNumbers(bytes: Uint8Array, kind: Float): Vector {
  const width = widths[kind];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = vector(bytes.byteLength / width, kind === "float64" ? "float64" : "float32");
  for (let i = 0; i < numbers.length; i++) numbers[i] = readNumber(view, i * width, kind);
  return numbers;
}

function readNumber(view: DataView, at: number, kind: Float): number {
  if (kind === "float64") return view.getFloat64(at, true);
  if (kind === "float32") return view.getFloat32(at, true);
  const bits = view.getUint16(at, true);
  return kind === "float16" ? fromFloat16(bits) : fromBfloat16(bits);
}

/** The numbers' bytes, little-endian on every machine. */
export function writeNumbers(numbers: Vector): Uint8Array {
  const width = numbers.BYTES_PER_ELEMENT;
  const view = new DataView(new ArrayBuffer(numbers.length * width));
  for (let i = 0; i < numbers.length; i++) {
    if (width === 4) view.setFloat32(4 * i, numbers[i], true);
    else view.setFloat64(8 * i, numbers[i], true);
  }
  return new Uint8Array(view.buffer);
}
