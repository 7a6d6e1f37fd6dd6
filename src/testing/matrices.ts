import { type Matrix, matrix, type Vector } from "../core/index.js";
import { row } from "../core/internal.js";

/** A matrix of the same size, with these numbers. */
export function withData(of: Matrix, data: Vector): Matrix {
  return matrix(of.rows, of.columns, data);
}

/** A matrix of the same size, with `value(k)` for its entry number k, row by row. */
export function mapMatrix(of: Matrix, value: (k: number) => number): Matrix {
  return withData(
    of,
    of.data.map((_, k) => value(k)),
  );
}

/** |A|, entry by entry. */
export function absMatrix(of: Matrix): Matrix {
  return withData(of, of.data.map(Math.abs));
}

/** Aᵀ. */
export function transposeMatrix({ rows, columns, data }: Matrix): Matrix {
  return mapMatrix(matrix(columns, rows, data), (k) => data[(k % rows) * columns + Math.floor(k / rows)]);
}

/** A·B. Each entry is a sum from left to right. */
export function multiplyMatrices(A: Matrix, B: Matrix): Matrix {
  const into = matrix(A.rows, B.columns);
  for (let r = 0; r < A.rows; r++) {
    for (let m = 0; m < A.columns; m++) {
      const factor = A.data[r * A.columns + m];
      for (let c = 0; c < B.columns; c++) into.data[r * B.columns + c] += factor * B.data[m * B.columns + c];
    }
  }
  return into;
}

/** ∂E/∂W = δᵀ·a, outputs × inputs, from the a that enters the layer. */
export function weightGradient(delta: Matrix, input: Matrix): Vector {
  return multiplyMatrices(transposeMatrix(delta), input).data;
}

/** The sum of each column: of δ, ∂E/∂b. */
export function columnSums({ rows, columns, data }: Matrix): Vector {
  const into = new Float64Array(columns);
  for (let k = 0; k < rows * columns; k++) into[k % columns] += data[k];
  return into;
}

/** The sum of the row in which entry number k stands. */
export function rowSumAt({ data, columns }: Matrix, k: number): number {
  const from = Math.floor(k / columns) * columns;
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += data[from + c];
  return sum;
}

/** The rows of a matrix, as views; also of one without methods, from a network of another make. */
export function rowViews(of: Matrix): Vector[] {
  return Array.from({ length: of.rows }, (_, r) => row(of, r));
}

/** Whether two lists hold the same numbers, bit for bit: −0 is not 0, and NaN is NaN. */
export function sameBits(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let k = 0; k < one.length; k++) if (!Object.is(one[k], other[k])) return false;
  return true;
}
