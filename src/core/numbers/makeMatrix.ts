import { DataError, ShapeError, show } from "../checks/errors.js";
import { isVector, Matrix, type Vector, vector } from "./matrix.js";
import { count, isMatrix, isNumeric, isSize, type Samples } from "./samples.js";

/**
 * Makes a matrix of rows, whose numbers are copied; of a matrix-like object, such as a structured
 * clone, the Matrix.
 *
 * ```ts
 * import { matrix } from "deltarule";
 *
 * const m = matrix([[1, 2], [3, 4]]);
 * m.row(1); // Float64Array [3, 4]
 * matrix(2, 3).data.length; // 6
 * ```
 *
 * @throws ShapeError when the rows differ in length; DataError for anything but rows of numbers.
 */
export function matrix(rows: Samples): Matrix;
/**
 * Makes a matrix from `data` (row-major), by default of zeros. A Float64Array or Float32Array
 * becomes the matrix's own data without a copy; other numbers are copied into a Float64Array.
 *
 * @throws ShapeError when a size is not a whole number from 0, or `data` does not have
 * `rows * columns` numbers; DataError when it has anything but numbers.
 */
export function matrix(rows: number, columns: number, data?: ArrayLike<number>): Matrix;
export function matrix(rows: number | Samples, columns?: number, data?: ArrayLike<number>): Matrix {
  if (columns === undefined && isMatrix(rows)) return sized(rows.rows, rows.columns, rows.data);
  if (columns === undefined && typeof rows !== "number") return ofRows(rows);
  return sized(rows, columns, data);
}

function sized(rows: unknown, columns: unknown, data?: ArrayLike<number>): Matrix {
  if (!isSize(rows) || !isSize(columns))
    throw new ShapeError(`matrix: the sizes are ${show(rows)} × ${show(columns)}, wanted whole numbers from 0`);
  const own = data === undefined ? vector(rows * columns, "float64") : isVector(data) ? data : numbers(data);
  if (own.length !== rows * columns)
    throw new ShapeError(`matrix: ${rows} × ${columns} needs ${rows * columns} numbers, the data has ${own.length}`);
  return new Matrix(rows, columns, own);
}

function ofRows(rows: unknown): Matrix {
  if (!Array.isArray(rows))
    throw new DataError(
      `matrix: the rows are ${show(rows)}, wanted rows of numbers, or the numbers of rows and columns`,
    );
  const list: readonly unknown[] = rows;
  const columns = isNumeric(list[0]) ? list[0].length : 0;
  const data = new Float64Array(list.length * columns);
  for (let r = 0; r < list.length; r++) copyRow(list[r], r, columns, data);
  return new Matrix(list.length, columns, data);
}

function copyRow(row: unknown, r: number, columns: number, into: Vector): void {
  if (!isNumeric(row)) throw new DataError(`matrix: row ${r} is ${show(row)}, wanted a row of numbers`);
  if (row.length !== columns)
    throw new ShapeError(`matrix: row ${r} has ${count(row.length, "number")}, row 0 has ${columns}`);
  for (let c = 0; c < columns; c++) into[r * columns + c] = checkedNumber(row[c], `row ${r}, column ${c}`);
}

function numbers(data: unknown): Vector {
  if (!isNumeric(data)) throw new DataError(`matrix: the data is ${show(data)}, wanted an array of numbers`);
  return Float64Array.from(data, (value, k) => checkedNumber(value, `number ${k} of the data`));
}

function checkedNumber(value: unknown, place: string): number {
  if (typeof value === "number") return value;
  throw new DataError(`matrix: ${place} is ${show(value)}, wanted a number`);
}
