import { DataError, need, ShapeError, show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";
import { hidden } from "../checks/mark.js";
import { readOptions } from "../checks/options.js";
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
 * ```ts
 * import { standardize } from "deltarule";
 *
 * const scaler = standardize([[1], [3]]);
 * scaler.transform([[1], [3], [5]]).data; // Float64Array [-1, 1, 3]
 * scaler.inverse([[1]]).data; // Float64Array [3]
 * ```
 *
 * @throws DataError for no rows, a value that is not finite or values that differ by more than
 * float64 holds, ShapeError for ragged rows.
 */
export function standardize(x: Samples): Scaler {
  const read = readSamples(x, { call: "standardize", name: "inputs" });
  return fitColumns("standardize", read, (c) => standardColumn(read, c));
}

/** The offset and the scale of a column. */
export type ColumnScale = readonly [offset: number, scale: number];

/** μ and σ of a column. */
export function standardColumn({ rows, columns, data }: Matrix, c: number): ColumnScale {
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
  return [constant ? data[c] : mean, constant || isRounding ? 1 : deviation];
}

/** The distance from 1 to the next number, 2⁻⁵². A bundler keeps an unused power. */
const epsilon = 2.220446049250313e-16;

/** Two numbers, the smaller one first. */
export type NumberRangePair = readonly [min: number, max: number];

/** Options of {@link minMax}. */
export interface MinMaxOptions {
  /** What the numbers become; `[0, 1]` by default. scikit-learn's feature_range. */
  readonly range?: NumberRangePair | undefined;
  /**
   * The range that the numbers are known to have, of all columns or of each column, in place of
   * that of the data.
   */
  readonly from?: NumberRangePair | readonly NumberRangePair[] | undefined;
}

/**
 * Fits `x ↦ (x − min) / (max − min)` to each column: maps the data it was fitted to into [0, 1], or
 * into another `range`. A column that is constant but for rounding, within 10 · 2⁻⁵² of its largest
 * number, is only shifted to the range's beginning. Fit it to the training data only. With options
 * alone it gives a maker for a Pipeline: `inputs: minMax({ from: [0, 255] })`.
 *
 * ```ts
 * import { minMax } from "deltarule";
 *
 * const scaler = minMax([[10], [20], [40]]);
 * scaler.transform([[25]]).data; // Float64Array [0.5]
 * ```
 *
 * @throws DataError for no rows, a value that is not finite or values that differ by more than
 * float64 holds, ShapeError for ragged rows, or ranges for another number of columns; OptionError
 * for bad options.
 */
export function minMax(options: MinMaxOptions): (x: Samples) => Scaler;
/** The scaler of these rows: each column to [0, 1], or to `range`. */
export function minMax(x: Samples, options?: MinMaxOptions): Scaler;
export function minMax(given: Samples | MinMaxOptions, options: MinMaxOptions = {}): Scaler | ((x: Samples) => Scaler) {
  if (isOptions(given)) {
    readMinMax(given);
    return hidden((x: Samples) => fitMinMax(x, given), "name", "minMax");
  }
  return fitMinMax(given, options);
}

/** Whether these are options rather than rows: a plain object that claims to be no matrix. */
function isOptions(given: Samples | MinMaxOptions): given is MinMaxOptions {
  return isRecord(given) && !ArrayBuffer.isView(given) && !("length" in given || "data" in given || "rows" in given);
}

function fitMinMax(x: Samples, options: MinMaxOptions): Scaler {
  const { range, from } = readMinMax(options);
  const read = readSamples(x, { call: "minMax", name: "inputs" });
  if (from !== null && from.length > 1 && from.length !== read.columns) {
    throw new ShapeError(`minMax: from has ${from.length} ranges, the inputs have ${read.columns} columns`);
  }
  return fitColumns("minMax", read, (c) => minMaxColumn(read, c, range, from?.[from.length > 1 ? c : 0]));
}

/** What `x ↦ (x − offset) / scale` needs to map a column's range, or a known one, to `range`. */
export function minMaxColumn(
  { rows, columns, data }: Matrix,
  c: number,
  [low, high]: NumberRangePair = [0, 1],
  known?: NumberRangePair,
): ColumnScale {
  let [min, max] = known ?? [Infinity, -Infinity];
  for (let r = 0; r < rows && known === undefined; r++) {
    min = Math.min(min, data[r * columns + c]);
    max = Math.max(max, data[r * columns + c]);
  }
  const isRounding = max - min <= 10 * epsilon * Math.max(Math.abs(min), Math.abs(max));
  const scale = (isRounding ? 1 : max - min) / (high - low);
  return [min - low * scale, scale];
}

/** The options of minMax, checked; `from` as one range, or a range a column. */
function readMinMax(options: MinMaxOptions): {
  readonly range: NumberRangePair;
  readonly from: readonly NumberRangePair[] | null;
} {
  const { range, from } = readOptions("minMax", options, {
    range: (call, name, given: MinMaxOptions["range"] = [0, 1]) => {
      need(isRange(given), call, name, given, wantedRange);
      return given;
    },
    from: (call, name, given: MinMaxOptions["from"]) => {
      if (given === undefined) return null;
      const list = isRange(given) ? [given] : given;
      const fits = Array.isArray(list) && list.length > 0 && list.every(isRange);
      need(fits, call, name, given, `${wantedRange}, or one for each column`);
      return list.map(([min, max]): NumberRangePair => [min, max]);
    },
  });
  return { range, from };
}

const wantedRange = "two numbers such as [0, 1], the smaller one first";

function isRange(given: unknown): given is NumberRangePair {
  return Array.isArray(given) && given.length === 2 && given.every(Number.isFinite) && given[0] < given[1];
}

function fitColumns(name: string, { columns }: Matrix, scaleOf: (c: number) => ColumnScale): Scaler {
  const fitted = Array.from({ length: columns }, (_, c) => scaleOf(c));
  return scaler(
    name,
    fitted.map(([offset]) => offset),
    fitted.map(([, scale]) => scale),
  );
}

/**
 * The scaler with these offsets and scales, one of each per column.
 *
 * @throws DataError when a scale is not finite.
 */
export function scaler(name: string, given: readonly number[], scales: readonly number[]): Scaler {
  const columns = given.length;
  const wide = scales.findIndex((scale) => !Number.isFinite(scale));
  if (wide !== -1) throw new DataError(`${name}: the numbers of column ${wide} differ by more than float64 holds`);
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
 * The numbers of a scaler that its `toJSON` gave, for data of so many columns.
 *
 * @param refuse throws for a flaw in a sentence such as "has 2 offsets, but 3 scales"
 * @param refuseColumns throws for a wrong number of columns
 */
export function readScaler(
  json: unknown,
  columns: number,
  refuse: (sentence: string) => never,
  refuseColumns = (given: number): never => refuse(`scales ${given} columns, wanted the network's ${columns}`),
): ScalerNumbers {
  const { name, offsets, scales } = isRecord(json) ? json : {};
  if (name !== "standardize" && name !== "minMax")
    return refuse(`is ${show(name ?? json)}, wanted "standardize" or "minMax"`);
  if (!isNumbers(offsets)) return refuse("has offsets that are not a list of numbers");
  if (!isNumbers(scales) || scales.includes(0)) return refuse("has scales that are not a list of numbers other than 0");
  if (offsets.length !== scales.length) return refuse(`has ${offsets.length} offsets, but ${scales.length} scales`);
  if (offsets.length !== columns) return refuseColumns(offsets.length);
  return { name, offsets: [...offsets], scales: [...scales] };
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}
