import { type Matrix, row } from "./matrix.js";

/** Where the largest number of a row stands, the first one if several are equal: the class that a row of outputs names. */
export function argmax(row: ArrayLike<number>): number {
  let top = 0;
  for (let k = 1; k < row.length; k++) if (row[k] > row[top]) top = k;
  return top;
}

/** The class that row `r` names: of one output, 1 if it is > 0.5, else 0; of several, the largest. */
export function classOf(of: Matrix, r: number): number {
  return of.columns === 1 ? Number(of.data[r] > 0.5) : argmax(row(of, r));
}
