import { DeltaruleError, ShapeError, show } from "../checks/errors.js";

/** A row of numbers as the library stores it. */
export type Vector = Float64Array | Float32Array;

/** The type of a network's numbers: IEEE 754 binary64 or binary32. */
export type Dtype = "float64" | "float32";

/** The vectors of a dtype. */
export type VectorOf<D extends Dtype> = { readonly float64: Float64Array; readonly float32: Float32Array }[D];

/** Numbers in rows and columns, row-major: entry (r, c) is `data[r * columns + c]`. */
export interface Grid<Data extends ArrayLike<number> = Vector> {
  readonly rows: number;
  readonly columns: number;
  readonly data: Data;
}

/**
 * What is accepted as a matrix: numbers row by row, `rows * columns` of them, in any array of
 * numbers. A Matrix is one; so are its structured clone and its JSON.
 */
export interface MatrixLike extends Grid<ArrayLike<number>> {}

/**
 * Numbers in rows and columns, row-major: entry (r, c) is `data[r * columns + c]`. It iterates over
 * its rows, which are views: writing to one writes to `data`.
 *
 * ```ts
 * import { matrix, type Matrix } from "deltarule";
 *
 * const m: Matrix = matrix(2, 2, [1, 2, 3, 4]);
 * // A row is a view of the data.
 * for (const row of m) row[0] *= 10;
 * m.data; // Float64Array [10, 2, 30, 4]
 * ```
 */
export class Matrix<Data extends Vector = Vector> implements Grid<Data>, Iterable<Data> {
  /** The number of rows: of samples, or of neurons in a layer's weights. */
  readonly rows: number;
  /** The number of columns. */
  readonly columns: number;
  /** All numbers, row by row. */
  readonly data: Data;

  /** Without a check: `matrix` checks. */
  constructor(rows: number, columns: number, data: Data) {
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  /**
   * Row `r` as a view.
   *
   * @throws ShapeError when there is no such row.
   */
  row(r: number): Data {
    if (r >>> 0 === r && r < this.rows) return row(this, r);
    throw new ShapeError(`row: there is no row ${show(r)} of ${this.rows}`);
  }

  /** The rows as views, in their order. */
  *[Symbol.iterator](): Iterator<Data> {
    for (let r = 0; r < this.rows; r++) yield row(this, r);
  }

  /** The matrix as plain numbers, which are accepted as a matrix again. */
  toJSON(): MatrixLike {
    return { rows: this.rows, columns: this.columns, data: Array.from(this.data) };
  }
}

/**
 * A row of zeros.
 *
 * @throws DeltaruleError when there is not enough memory.
 */
export function vector(length: number, dtype: Dtype): Vector {
  try {
    return dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
  } catch {
    throw new DeltaruleError(`there is no memory for ${length} numbers of ${dtype}`);
  }
}

export function isVector(value: unknown): value is Vector {
  return dtypeOf(value) !== null;
}

/**
 * The type of a vector's numbers; `null` for any other value. `instanceof` is fast, but does not
 * know the arrays of another realm: of an iframe, a `vm` context, or jest.
 */
export function dtypeOf(value: unknown): Dtype | null {
  if (value instanceof Float64Array) return "float64";
  if (!ArrayBuffer.isView(value)) return null;
  const tag = Object.prototype.toString.call(value).slice(8, -6);
  return tag === "Float64" ? "float64" : tag === "Float32" ? "float32" : null;
}

/** The numbers as a matrix of one column, without a copy. */
export function asColumn(data: Vector): Matrix {
  return new Matrix(data.length, 1, data);
}

/** Whether no number is infinite or NaN. */
export function allFinite(of: Vector): boolean {
  // Several times as fast as `every`, which calls a function for each number.
  for (let k = 0; k < of.length; k++) if (!(Math.abs(of[k]) < Infinity)) return false;
  return true;
}

/** The largest |number|; 0 of none. NaN does not count. */
export function reachOf(of: Vector): number {
  let reach = 0;
  for (let k = 0; k < of.length; k++) if (Math.abs(of[k]) > reach) reach = Math.abs(of[k]);
  return reach;
}

/** Copies all numbers. */
export function copyNumbers(from: Vector, to: Vector): void {
  // A call of `set` costs as much as copying a few dozen numbers.
  if (from.length > 64) to.set(from);
  else for (let k = 0; k < from.length; k++) to[k] = from[k];
}

/** Row `r` as a view: writing to it writes to the matrix. */
export function row<Data extends Vector>({ columns, data }: Grid<Data>, r: number): Data {
  return data.subarray(r * columns, (r + 1) * columns) as Data;
}

/** A copy that shares nothing with the original. */
export function copy(of: Grid): Matrix {
  return new Matrix(of.rows, of.columns, of.data.slice(0, of.rows * of.columns));
}

/** Copies of the rows as separate vectors. */
export function toRows(of: Matrix): Vector[] {
  const { rows, columns, data } = of;
  const dtype = dtypeOf(data) ?? "float64";
  const separate: Vector[] = [];
  for (let r = 0; r < rows; r++) {
    const own = vector(columns, dtype);
    // Making a view costs as much as copying a few dozen numbers.
    if (columns > 64) own.set(data.subarray(r * columns, (r + 1) * columns));
    else for (let c = 0; c < columns; c++) own[c] = data[r * columns + c];
    separate.push(own);
  }
  return separate;
}

/** Fills rows `0 … rows.length − 1` of `into` with the rows of `from` whose numbers are `rows`. */
export function gather(from: Grid, rows: ArrayLike<number>, into: Grid): void {
  const { columns, data } = from;
  const { data: to } = into;
  for (let r = 0; r < rows.length; r++) {
    const start = rows[r] * columns;
    // Making a view costs as much as copying a few dozen numbers.
    if (columns > 64) to.set(data.subarray(start, start + columns), r * columns);
    else for (let c = 0; c < columns; c++) to[r * columns + c] = data[start + c];
  }
}

/** A new matrix of the rows whose numbers are `rows`, in their order. */
export function pick(from: Grid, rows: ArrayLike<number>): Matrix {
  const data = vector(rows.length * from.columns, dtypeOf(from.data) ?? "float64");
  const picked = new Matrix(rows.length, from.columns, data);
  gather(from, rows, picked);
  return picked;
}
