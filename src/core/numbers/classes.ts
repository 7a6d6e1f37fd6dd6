import { type Matrix, row } from "./matrix.js";

/**
 * The index of the largest number of a row, the first of equals: the class that a row of outputs
 * predicts.
 */
export function argmax(row: ArrayLike<number>): number {
  let top = 0;
  for (let k = 1; k < row.length; k++) if (row[k] > row[top]) top = k;
  return top;
}

/** The class of row `r`: with one column, 1 if it is > 0.5, else 0; with several, the largest. */
export function classOf(of: Matrix, r: number): number {
  return of.columns === 1 ? Number(of.data[r] > 0.5) : argmax(row(of, r));
}
