import { DataError, ShapeError, show } from "../checks/errors.js";
import { type Dtype, type Grid, isVector, Matrix, type MatrixLike, type Vector } from "./matrix.js";
import { classHint, valueHint } from "./rowHints.js";

/** One row of numbers. */
export type Sample = ArrayLike<number>;

/** One row per sample: an array of rows, or a Matrix, or what is accepted as one. */
export type Samples = readonly Sample[] | MatrixLike;

/** The caller's name for messages, and the shape its rows must have. */
export interface Reading {
  /** The function that was called: `fit`. */
  readonly call: string;
  /** The samples' name in messages: `inputs`. */
  readonly name: string;
  /** The length that every row must have; any length if left out. */
  readonly columns?: number;
  /** The reason for `columns` in messages: `the network takes`. */
  readonly because?: string;
  /** The numbers must be finite in this type. */
  readonly dtype?: Dtype;
  /** Whether NaN stands for a number that is not known; it is refused if left out. */
  readonly missing?: boolean;
}

/**
 * The samples as a matrix, with every number checked. A matrix's Float64Array or Float32Array is
 * used as it is; other numbers are copied.
 *
 * @throws DataError for no rows, or a value that is not a finite number; ShapeError for rows of
 * other lengths.
 */
export function readSamples(samples: Samples, reading: Reading): Matrix {
  const quick = fromGoodRows(samples, reading);
  if (quick !== null) return quick;
  const { call, name } = reading;
  const read = isMatrix(samples) ? asMatrix(samples, reading) : fromRows(samples, reading);
  const { rows, columns, data } = read;
  checkLength(columns, reading, () => `the ${name} have ${count(columns, "column")}`);
  if (data.length === 0) throw new DataError(`${call}: the ${name} have no ${rows === 0 ? "rows" : "columns"}`);
  checkAllFinite(read, reading, (r, c) => (isMatrix(samples) ? samples.data[r * columns + c] : samples[r][c]));
  return read;
}

/** One sample as a matrix of one row. */
export function readSample(sample: Sample, reading: Reading): Matrix {
  const { call, name } = reading;
  const several = name.endsWith("s");
  if (!isNumeric(sample)) {
    throw new DataError(`${call}: the ${name} ${several ? "are" : "is"} ${show(sample)}, wanted an array of numbers`);
  }
  checkLength(
    sample.length,
    reading,
    () => `the ${name} ${several ? "have" : "has"} ${count(sample.length, "number")}`,
  );
  const data = copyNumeric(sample);
  const read = new Matrix(1, data.length, data);
  checkAllFinite(
    read,
    reading,
    (_, c) => sample[c],
    (_, c) => `number ${c}`,
  );
  return read;
}

/** The sample weights of a call, checked; 1 for every sample by default. */
export function readSampleWeights(call: string, weights: Sample | undefined, rows: number): Vector {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  const { data } = readSample(weights, { call, name: "sampleWeights" });
  checkCounts(call, rows, data.length, "sampleWeights");
  const negative = data.findIndex((weight) => weight < 0);
  if (negative !== -1)
    throw new DataError(`${call}: number ${negative} of the sampleWeights is ${data[negative]}, wanted numbers from 0`);
  return data;
}

/** True for one row of numbers, false for a list of rows. An empty array is a list of rows. */
export function isSample(value: Sample | Samples): value is Sample {
  return Array.isArray(value) ? value.length > 0 && !isNumeric(value[0]) : isNumeric(value);
}

/** True for what claims to be a matrix. `readSamples` checks the claim. */
export function isMatrix(value: unknown): value is MatrixLike {
  const { rows, columns, data } = Object(value);
  return rows !== undefined && columns !== undefined && isNumeric(data);
}

/** Throws unless there are as many targets (or weights) as inputs. */
export function checkCounts(call: string, rows: number, others: number, name: string, of = "inputs"): void {
  if (rows !== others) throw new DataError(`${call}: ${count(rows, "row")} of ${of}, but ${others} of ${name}`);
}

/** `1 row`, `2 rows`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

/**
 * A Matrix of what claims to be a matrix, with its own Float64Array or Float32Array, or with NaN in
 * the place of what is no number.
 *
 * @throws ShapeError when rows × columns is not the length of its data.
 */
export function asMatrix({ rows, columns, data }: MatrixLike, { call, name }: Pick<Reading, "call" | "name">): Matrix {
  if (!(isSize(rows) && isSize(columns) && data.length === rows * columns)) {
    const claimed = `${show(rows)} rows of ${show(columns)}`;
    throw new ShapeError(
      `${call}: the ${name} claim ${claimed}, wanted whole numbers with rows × columns = ${data.length}`,
    );
  }
  return new Matrix(rows, columns, isVector(data) ? data : copyNumeric(data));
}

/** Rows with nothing to complain about, in one pass; `null` for any others. */
function fromGoodRows(rows: unknown, { columns, dtype }: Reading): Matrix | null {
  if (!Array.isArray(rows) || rows.length === 0 || columns === undefined || columns === 0) return null;
  const read = new Matrix(rows.length, columns, new Float64Array(rows.length * columns));
  return readGoodRows(rows, read, dtype) ? read : null;
}

/** Fills `into` with as many rows with nothing to complain about; false for any others. */
export function readGoodRows(rows: unknown, into: Grid<Float64Array>, dtype: Dtype | undefined): boolean {
  const { columns, data } = into;
  if (!Array.isArray(rows) || rows.length !== into.rows) return false;
  const widest = widestOf(dtype);
  for (let r = 0, k = 0; r < into.rows; r++) {
    const row: unknown = rows[r];
    if (!isNumeric(row) || row.length !== columns) return false;
    for (let c = 0; c < columns; c++) {
      const x = row[c];
      if (!(typeof x === "number" && Math.abs(x) < widest)) return false;
      data[k++] = x;
    }
  }
  return true;
}

/** The bound below which a number is finite in this type. */
function widestOf(dtype: Dtype | undefined): number {
  return dtype === "float32" ? 3.4028235677973366e38 : Infinity;
}

function fromRows(rows: Samples, reading: Reading): Matrix {
  const { call, name } = reading;
  if (!Array.isArray(rows))
    throw new DataError(
      `${call}: the ${name} are ${show(rows)}, wanted rows of numbers or a Matrix${flatHint(rows, reading)}`,
    );
  const columns = reading.columns ?? (isNumeric(rows[0]) ? rows[0].length : 0);
  const data = new Float64Array(rows.length * columns);
  for (let r = 0; r < rows.length; r++) {
    const row: Sample = rows[r];
    if (!isNumeric(row))
      throw new DataError(
        `${call}: row ${r} of the ${name} is ${show(row)}, wanted a row of numbers${flatHint(rows, reading) || valueHint(row, columns < 2)}`,
      );
    const because = reading.columns === undefined ? { columns, because: "row 0 has" } : {};
    checkLength(
      row.length,
      { ...reading, ...because },
      () => `row ${r} of the ${name} has ${count(row.length, "number")}`,
      () => (row.length === 1 ? classHint(row[0], name, columns) : ""),
    );
    for (let c = 0; c < columns; c++) data[r * columns + c] = numeric(row[c]);
  }
  return new Matrix(rows.length, columns, data);
}

/** A hint for `[0, 1, 1, 0]` where rows of one number are wanted. */
function flatHint(rows: unknown, { name, columns = 0 }: Reading): string {
  const classes = isNumeric(rows) ? classHint(rows[0], name, columns) : "";
  if (classes !== "") return classes;
  if (columns === 0 || !isNumeric(rows) || rows.length === 0 || rows.length % columns !== 0) return "";
  if (!Array.from(rows).every((value) => typeof value === "number")) return "";
  const start = columns === 1 ? `: [[${rows[0]}]${rows.length === 1 ? "" : ", …"}]` : "";
  return `; give ${count(rows.length / columns, "row")} of ${columns}${start}`;
}

function checkLength(
  length: number,
  { call, columns, because = "wanted" }: Omit<Reading, "name">,
  subject: () => string,
  hint: () => string = () => "",
): void {
  if (columns === undefined || length === columns) return;
  throw new ShapeError(`${call}: ${subject()}, ${because} ${columns}${hint()}`);
}

type Lookup = (row: number, column: number) => unknown;

/**
 * Throws for the first number that is not finite. The message has the value that was given there.
 */
function checkAllFinite(
  read: Grid,
  { call, name, dtype, missing }: Reading,
  given: Lookup,
  place: Lookup = (r, c) => `row ${r}, column ${c}`,
): void {
  const { columns, data } = read;
  const widest = widestOf(dtype);
  for (let k = 0; k < data.length; k++) {
    if (Math.abs(data[k]) < widest) continue;
    const r = Math.floor(k / columns);
    const c = k % columns;
    const value = given(r, c);
    if (missing && Number.isNaN(value)) continue;
    const wanted = Number.isFinite(value)
      ? "beyond float32"
      : `wanted a finite number${classHint(value, name, columns) || valueHint(value)}`;
    throw new DataError(`${call}: ${place(r, c)} of the ${name} is ${show(value)}, ${wanted}`);
  }
}

function copyNumeric(values: Sample): Float64Array {
  const copied = new Float64Array(values.length);
  for (let k = 0; k < copied.length; k++) copied[k] = numeric(values[k]);
  return copied;
}

/** NaN for any value that is not a number: one check finds both. */
function numeric(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}

/** True for an object with a length: an array, of whatever. */
export function isNumeric(value: unknown): value is Sample {
  return typeof value === "object" && value !== null && isSize((value as Sample).length);
}

/** True for a whole number from 0. */
export function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
