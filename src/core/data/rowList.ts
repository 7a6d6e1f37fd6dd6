import { isRecord } from "../checks/json.js";
import { Matrix, type MatrixLike, pick } from "../numbers/matrix.js";
import { isNumeric, readSamples, type Samples } from "../numbers/samples.js";
import { areLabels, type Label, labels } from "./labels.js";

/** Rows as users hold them: a list of rows, of records or of labels, or a Matrix. */
export type RowsOf<Row> = readonly Row[] | MatrixLike;

/** Numbers in rows, or a list of records or labels. */
export type RowList = Matrix | readonly unknown[];

/** Rows of numbers as a Matrix, checked; records and labels as a list. */
export function readRowList(call: string, name: string, rows: unknown, columns?: number): RowList {
  if (name === "targets" && ArrayBuffer.isView(rows)) return Array.from(rows as unknown as ArrayLike<number>);
  if (Array.isArray(rows) && rows.length > 0 && (areRecords(rows) || (name === "targets" && areLabels(rows))))
    return rows;
  return readSamples(
    rows as Samples,
    columns === undefined ? { call, name } : { call, name, columns, because: because(name) },
  );
}

/** The reason for a number of columns, in messages. */
export function because(name: string): string {
  return name === "inputs" ? "the network takes" : "the network gives";
}

function areRecords(rows: readonly unknown[]): boolean {
  return isRecord(rows[0]) && !isNumeric(rows[0]);
}

export function countOf(list: RowList): number {
  return list instanceof Matrix ? list.rows : list.length;
}

/** Some of the rows, as a copy. */
export function pickRows(list: RowList, rows: readonly number[]): RowList {
  return list instanceof Matrix ? pick(list, rows) : rows.map((r) => list[r]);
}

/** Targets whose rows tell the classes, to choose rows by. */
export function classRows(targets: RowList): Matrix {
  if (targets instanceof Matrix) return targets;
  const list = targets as readonly Label[];
  return new Set(list).size < 2 ? new Matrix(list.length, 1, new Float64Array(list.length)) : labels(list).encode(list);
}
