import { DataError, show } from "../checks/errors.js";
import type { Json } from "../checks/json.js";
import { type Matrix, vector } from "../numbers/matrix.js";
import { readSamples, type Samples } from "../numbers/samples.js";

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

/**
 * The scaler of these offsets and scales, one of each per column.
 *
 * @throws DataError when a scale is not finite.
 */
export function scaler(name: string, given: readonly number[], scales: readonly number[]): Scaler {
  const columns = given.length;
  const wide = scales.findIndex((scale) => !Number.isFinite(scale));
  if (wide !== -1) throw new DataError(`${name}: the numbers of column ${wide} lie too far apart to subtract`);
  // JSON has no −0, and a scaler that was read is to give the same bits.
  const offsets = given.map((offset) => offset + 0);
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
    toJSON: () => ({ name, offsets: [...offsets], scales: [...scales] }),
  });
}

/** The scaler that `toJSON` described; or a sentence that says why there is none. */
export function scalerFromJson(json: unknown): Scaler | string {
  const { name, offsets, scales } = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  if (name !== "standardize" && name !== "minMax") return `is ${show(name ?? json)}, wanted "standardize" or "minMax"`;
  if (!isNumbers(offsets)) return "has offsets that are no list of numbers";
  if (!isNumbers(scales) || scales.includes(0)) return "has scales that are no list of numbers other than 0";
  if (offsets.length !== scales.length) return `has ${offsets.length} offsets, but ${scales.length} scales`;
  return scaler(name, [...offsets], [...scales]);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}
