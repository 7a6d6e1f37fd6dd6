import type { Matrix } from "../numbers/matrix.js";

/**
 * The first class that one part of a data set has and the other lacks; `null` when there is none or
 * the targets are no classes: one 1 a row among zeros, or one column of two values.
 */
export function missingClass(one: Matrix, other: Matrix): number | null {
  const [here, there] = [classesOf(one), classesOf(other)];
  if (here === null || there === null || new Set([...here, ...there]).size > Math.max(2, one.columns)) return null;
  return [...here].find((c) => !there.has(c)) ?? [...there].find((c) => !here.has(c)) ?? null;
}

/** The columns that hold a 1, or the values of a single column; `null` for other targets. */
function classesOf({ rows, columns, data }: Matrix): Set<number> | null {
  const classes = new Set<number>();
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns);
    const one = row.indexOf(1);
    if (columns > 1 && (one === -1 || row.some((t, k) => t !== Number(k === one)))) return null;
    classes.add(columns > 1 ? one : row[0]);
    if (columns === 1 && classes.size > 2) return null;
  }
  return classes;
}
