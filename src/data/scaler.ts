import type { Json } from "../json.js";
import { type Matrix, vector } from "../matrix.js";
import { readSamples, type Samples } from "../samples.js";

/** A column-wise `x ↦ (x − offset) / scale` that was fitted to data, and its inverse. */
export interface Scaler {
  readonly name: string;
  /** Scales rows like those it was fitted to. */
  transform(x: Samples): Matrix;
  /** Undoes `transform`. */
  inverse(x: Samples): Matrix;
  /** What a file must remember of it. */
  toJSON(): Json;
}

/** The scaler of these offsets and scales, one of each per column. */
export function scaler(name: string, offsets: readonly number[], scales: readonly number[]): Scaler {
  const columns = offsets.length;
  const each = (method: string, x: Samples, change: (value: number, column: number) => number): Matrix => {
    const from = readSamples(x, { call: `${name}.${method}`, name: "inputs", columns, because: "the scaler takes" });
    const data = vector(from.data.length, from.data instanceof Float32Array ? "float32" : "float64");
    for (let k = 0; k < data.length; k++) data[k] = change(from.data[k], k % columns);
    return { rows: from.rows, columns, data };
  };
  return Object.freeze<Scaler>({
    name,
    transform: (x) => each("transform", x, (value, c) => (value - offsets[c]) / scales[c]),
    inverse: (x) => each("inverse", x, (value, c) => value * scales[c] + offsets[c]),
    toJSON: () => ({ name, offsets, scales }),
  });
}
