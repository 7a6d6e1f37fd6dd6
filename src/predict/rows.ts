import { DataError, type Dtype, ShapeError, type Vector } from "../core/index.js";
import { isRecord, isWhole, need, show, vector } from "../core/internal.js";

/** Samples that were checked, in the order of their rows. */
export interface ReadRows {
  readonly rows: readonly Vector[];
  /** Whether one sample was given, and not a list of rows. */
  readonly isOne: boolean;
}

/**
 * Copies one sample, an array of rows or a Matrix, every number checked.
 *
 * @throws ShapeError for rows of another length than `columns`; DataError for no rows, or a value
 * that is not a finite number.
 */
export function readGiven(x: unknown, columns: number, dtype: Dtype): ReadRows {
  if (isRecord(x) && "data" in x && "rows" in x) {
    const { rows, columns: width, data } = x;
    const fits = isWhole(rows, 1) && isWhole(width, 0) && isList(data) && data.length === rows * width;
    need(fits, "predict", "the list of inputs", x, "rows of numbers or a Matrix", DataError);
    const inRow = (r: number): unknown[] => Array.from({ length: width }, (_, c) => data[r * width + c]);
    return { rows: Array.from({ length: rows }, (_, r) => readGivenRow(inRow(r), columns, dtype, r)), isOne: false };
  }
  const isOne = isList(x) && (!Array.isArray(x) || (x.length > 0 && !isList(x[0])));
  if (isOne) return { rows: [readGivenRow(x, columns, dtype, null)], isOne };
  need(Array.isArray(x), "predict", "the list of inputs", x, "rows of numbers or a Matrix", DataError);
  if (x.length === 0) throw new DataError("predict: the inputs have no rows");
  return { rows: Array.from(x, (row: unknown, r) => readGivenRow(row, columns, dtype, r)), isOne };
}

function readGivenRow(given: unknown, columns: number, dtype: Dtype, r: number | null): Vector {
  const subject = r === null ? "the sample" : `row ${r} of the inputs`;
  need(isList(given), "predict", subject, given, "a row of numbers", DataError);
  if (given.length !== columns) {
    const numbers = `${given.length} number${given.length === 1 ? "" : "s"}`;
    throw new ShapeError(`predict: ${subject} has ${numbers}, the network takes ${columns}`);
  }
  const row = vector(columns, dtype);
  for (let c = 0; c < columns; c++) {
    const value: unknown = given[c];
    // Checked after it is stored: a number too large for float32 is infinite there.
    row[c] = typeof value === "number" ? value : Number.NaN;
    if (Number.isFinite(row[c])) continue;
    const place = r === null ? `number ${c} of the sample` : `row ${r}, column ${c} of the inputs`;
    const beyond = Number.isFinite(value) ? "beyond float32" : "wanted a finite number";
    throw new DataError(`predict: ${place} is ${show(value)}, ${beyond}`);
  }
  return row;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return typeof value === "object" && value !== null && Number.isSafeInteger((value as { length?: unknown }).length);
}
