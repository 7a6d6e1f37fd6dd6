import { DataError, show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";
import { dtypeOf, Matrix, vector } from "../numbers/matrix.js";
import { readSamples, type Samples } from "../numbers/samples.js";

/** A column-wise `x ↦ (x − offset) / scale` that was fitted to data, and its inverse. */
export interface Scaler {
  readonly name: string;
  /** Scales rows like those it was fitted to. */
  transform(x: Samples): Matrix;
  /** Undoes `transform`. */
  inverse(x: Samples): Matrix;
  /** The scaler as JSON. */
  toJSON(): Json;
}

/** What a scaler consists of: one offset and one scale per column. */
export interface ScalerNumbers {
  readonly name: string;
  readonly offsets: readonly number[];
  readonly scales: readonly number[];
}

/**
 * Fits `x ↦ (x − μ) / σ` to each column: mean 0 and standard deviation 1 (σ² = Σ (x − μ)² / n, as
 * scikit-learn's StandardScaler). A column that is constant but for rounding gets σ = 1, as there:
 * one with `σ² ≤ n ε σ² + (n μ ε)²`, ε = 2⁻⁵². Fit it to the training data only.
 *
 * @throws DataError for no rows, a value that is not finite or values too far apart, ShapeError for
 * ragged rows.
 */
export function standardize(x: Samples): Scaler {
  const { rows, columns, data } = readSamples(x, { call: "standardize", name: "inputs" });
  const offsets: number[] = [];
  const scales: number[] = [];
  for (let c = 0; c < columns; c++) {
    let mean = 0;
    for (let r = 0; r < rows; r++) mean += data[r * columns + c] / rows;
    let reach = 0;
    let constant = true;
    for (let r = 0; r < rows; r++) {
      const value = data[r * columns + c];
      reach = Math.max(reach, Math.abs(value - mean));
      constant &&= value === data[c];
    }
    // Relative to the reach, squares neither overflow nor vanish.
    let squares = 0;
    for (let r = 0; r < rows; r++) {
      const share = (data[r * columns + c] - mean) / reach;
      squares += (share * share) / rows;
    }
    const deviation = Math.max(reach * Math.sqrt(squares), Number.MIN_VALUE);
    // The bound for σ², in a form that neither overflows nor vanishes.
    const isRounding = deviation * Math.sqrt(1 - rows * epsilon) <= rows * epsilon * Math.abs(mean);
    offsets.push(constant ? data[c] : mean);
    scales.push(constant || isRounding ? 1 : deviation);
  }
  return scaler("standardize", offsets, scales);
}

/** The distance from 1 to the next number. */
const epsilon = 2 ** -52;

/**
 * Fits `x ↦ (x − min) / (max − min)` to each column: maps the data it was fitted to into [0, 1]. A
 * column that is constant but for rounding, within 10 · 2⁻⁵² of its largest number, is only shifted
 * to 0. Fit it to the training data only.
 *
 * @throws DataError for no rows, a value that is not finite or values too far apart, ShapeError for
 * ragged rows.
 */
export function minMax(x: Samples): Scaler {
  const { rows, columns, data } = readSamples(x, { call: "minMax", name: "inputs" });
  const offsets: number[] = [];
  const scales: number[] = [];
  for (let c = 0; c < columns; c++) {
    let min = Infinity;
    let max = -Infinity;
    for (let r = 0; r < rows; r++) {
      min = Math.min(min, data[r * columns + c]);
      max = Math.max(max, data[r * columns + c]);
    }
    offsets.push(min);
    const isRounding = max - min <= 10 * epsilon * Math.max(Math.abs(min), Math.abs(max));
    scales.push(isRounding ? 1 : max - min);
  }
  return scaler("minMax", offsets, scales);
}

/**
 * The scaler with these offsets and scales, one of each per column.
 *
 * @throws DataError when a scale is not finite.
 */
export function scaler(name: string, given: readonly number[], scales: readonly number[]): Scaler {
  const columns = given.length;
  const wide = scales.findIndex((scale) => !Number.isFinite(scale));
  if (wide !== -1) throw new DataError(`${name}: the numbers of column ${wide} lie too far apart to subtract`);
  // JSON has no −0. Without it here too, a scaler that is read back gives the same bits.
  const offsets = given.map((offset) => offset + 0);
  const each = (method: string, x: Samples, change: (value: number, column: number) => number): Matrix => {
    const from = readSamples(x, { call: `${name}.${method}`, name: "inputs", columns, because: "the scaler takes" });
    const data = vector(from.data.length, dtypeOf(from.data) ?? "float64");
    for (let k = 0; k < data.length; k++) data[k] = change(from.data[k], k % columns);
    return new Matrix(from.rows, columns, data);
  };
  return Object.freeze<Scaler>({
    name,
    transform: (x) => each("transform", x, (value, c) => (value - offsets[c]) / scales[c]),
    inverse: (x) => each("inverse", x, (value, c) => value * scales[c] + offsets[c]),
    toJSON: () => ({ name, offsets: [...offsets], scales: [...scales] }),
  });
}

/**
 * How a caller of `readScaler` throws: for a flaw in a sentence, and for a wrong number of columns.
 */
export interface ScalerRefusals {
  flaw(sentence: string): never;
  columns(given: number): never;
}

/** The numbers of a scaler that its `toJSON` gave, for data of so many columns. */
export function readScaler(json: unknown, columns: number, refuse: ScalerRefusals): ScalerNumbers {
  const { name, offsets, scales } = isRecord(json) ? json : {};
  if (name !== "standardize" && name !== "minMax")
    return refuse.flaw(`is ${show(name ?? json)}, wanted "standardize" or "minMax"`);
  if (!isNumbers(offsets)) return refuse.flaw("has offsets that are no list of numbers");
  if (!isNumbers(scales) || scales.includes(0))
    return refuse.flaw("has scales that are no list of numbers other than 0");
  if (offsets.length !== scales.length)
    return refuse.flaw(`has ${offsets.length} offsets, but ${scales.length} scales`);
  if (offsets.length !== columns) return refuse.columns(offsets.length);
  return { name, offsets: [...offsets], scales: [...scales] };
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}
