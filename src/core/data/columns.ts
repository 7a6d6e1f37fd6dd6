import { DataError, show } from "../checks/errors.js";
import type { Json } from "../checks/json.js";
import { hidden } from "../checks/mark.js";
import { asColumn, Matrix } from "../numbers/matrix.js";
import { readSamples, type Samples } from "../numbers/samples.js";
import { type CheckedColumn, type ColumnMaker, type Row, readSpec } from "./columnSpec.js";
import {
  categoryAt,
  type FittedColumn,
  filledNumber,
  namesOf,
  numberAt,
  readFittedColumns,
  readRecords,
  subject,
  tableReader,
  writeValue,
} from "./fittedColumns.js";
import { compareLabels, unknownLabel } from "./labels.js";

import { minMaxColumn, standardColumn } from "./scaler.js";
import { lendTableReader } from "./tableReader.js";

/** Records in, rows of numbers out, fitted to records: scikit-learn's ColumnTransformer. */
export interface Columns {
  readonly name: "columns";
  /** The columns that it makes: `age` of numbers, `sex=female` of categories. */
  readonly names: readonly string[];
  /**
   * A row of numbers for each record, in the order of `names`.
   *
   * @throws DataError that names the row and the column: for a gap that nothing fills, a text where
   * a number belongs, or a category that is not known.
   */
  transform(rows: readonly Row[]): Matrix;
  /**
   * Records of the rows: numbers in their own units, and the category of the largest column, `null`
   * where all are 0. Gaps stay filled.
   *
   * @throws ShapeError for rows of another length; DataError for no rows or NaN.
   */
  inverse(x: Samples): Row[];
  /** A line for each column that it makes: its name, and what becomes of the record's value. */
  summary(): string;
  /** The fitted columns as JSON. */
  toJSON(): Json;
}

/**
 * A maker that fits columns of records: numbers are scaled, categories become a column of 0 and 1
 * each (sorted as `labels` sorts), gaps are filled before the scaling is fitted, as in a pipeline
 * of scikit-learn's SimpleImputer and StandardScaler. Columns that are not named are left out.
 *
 * ```ts
 * import { columns } from "deltarule";
 *
 * const age = { type: "number", missing: "median", scale: "none" } as const;
 * const fit = columns({ age, sex: "category" });
 * const people = fit([{ age: 22, sex: "m" }, { age: null, sex: "f" }, { age: "38", sex: "f" }]);
 * people.names; // ["age", "sex=f", "sex=m"]
 * people.transform([{ age: null, sex: "m" }]).data; // Float64Array [30, 0, 1]
 * ```
 *
 * @throws OptionError for a bad column. The maker, and the Columns that it makes, throw a DataError
 * that names row and column.
 */
export function columns(spec: Readonly<Record<string, ColumnMaker>>): (rows: readonly Row[]) => Columns {
  const checked = readSpec(spec);
  const maker = (rows: readonly Row[]): Columns => {
    const records = readRecords("columns", rows);
    return columnsOf([...checked].map(([column, how]) => fitColumn(column, how, records)));
  };
  return hidden(maker, "name", "columns");
}

function fitColumn(column: string, how: CheckedColumn, records: readonly Row[]): FittedColumn {
  const call = "columns";
  if (!records.some((record) => Object.hasOwn(record, column))) {
    const there = Object.keys(records[0]);
    const has = there.join(", ") || "none";
    throw new DataError(`${call}: no row has the column ${show(column)}; row 0 has ${has}${fileHint(there)}`);
  }
  if (how.type === "category") {
    const { missing: fill, categories: known, unknown, gaps } = how;
    const open = { column, gaps, fill };
    const values = records.map((record, r) => categoryAt(call, open, record, r));
    // A gap has a column also where the training rows have none.
    if (fill !== null) values.push(fill);
    const strange = known === null || unknown === "ignore" ? -1 : values.findIndex((value) => !known.includes(value));
    if (known !== null && strange !== -1) throw unknownLabel(subject(call, open, strange), values[strange], known);
    const categories = known === null ? [...new Set(values)].sort(compareLabels) : [...known];
    return { ...open, type: "category", categories, unknown };
  }
  const { missing, scale: scaling, gaps } = how;
  const known = records.flatMap((record, r) => numberAt(call, { column, gaps }, record, r) ?? []);
  const isOfData = missing === "mean" || missing === "median";
  if (isOfData && known.length === 0)
    throw new DataError(
      `${call}: ${show(column)} has only gaps, so it has no ${missing}; give a number, or leave it out`,
    );
  const fill = missing === "mean" ? meanOfNumbers(known) : missing === "median" ? medianOf(known) : missing;
  const filled = asColumn(
    Float64Array.from(records, (record, r) => filledNumber(call, { column, gaps, fill }, record, r)),
  );
  const [offset, scale] =
    scaling === "none" ? [0, 1] : scaling === "minMax" ? minMaxColumn(filled, 0) : standardColumn(filled, 0);
  if (!Number.isFinite(scale))
    throw new DataError(`${call}: the numbers of ${show(column)} differ by more than float64 holds`);
  return { column, type: "number", scaling, fill, gaps, offset, scale };
}

/** What the names say of a file that was not read as it should be; or nothing. */
function fileHint(names: readonly string[]): string {
  const [separator] = /[;\t|]/.exec(names.length === 1 ? names[0] : "") ?? [];
  if (separator !== undefined) return `; tell the reader of the file that ${show(separator)} separates its columns`;
  const hasMark = names.some((name) => name.startsWith("\uFEFF"));
  return hasMark ? '; the text begins with a byte order mark: read text.replace("\\uFEFF", "")' : "";
}

function meanOfNumbers(values: readonly number[]): number {
  return values.reduce((mean, value) => mean + value / values.length, 0);
}

/** The middle one, or the mean of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2;
}

/** The Columns that consist of these. */
function columnsOf(given: readonly FittedColumn[]): Columns {
  // JSON has no −0. Without it here too, what is read back gives the same bits.
  const fitted = given.map((column): FittedColumn => {
    return column.type === "number"
      ? { ...column, fill: column.fill === null ? null : column.fill + 0, offset: column.offset + 0 }
      : { ...column, fill: column.fill === 0 ? 0 : column.fill };
  });
  const names = Object.freeze(fitted.flatMap(namesOf));
  return Object.freeze<Columns>({
    name: "columns",
    names,
    transform: (rows) => {
      const call = "columns.transform";
      const records = readRecords(call, rows);
      const data = new Float64Array(records.length * names.length);
      for (const [r, record] of records.entries()) {
        let at = r * names.length;
        for (const column of fitted) at = writeValue(call, column, record, r, data, at);
      }
      return new Matrix(records.length, names.length, data);
    },
    inverse: (x) => {
      const reading = { call: "columns.inverse", name: "rows", columns: names.length, because: "the columns make" };
      return Array.from(readSamples(x, reading), (row) => recordOf(fitted, row));
    },
    summary: () =>
      names.map((name, k) => `${name.padEnd(widest(names))}  ${fitted.flatMap(lineWordsOf)[k]}\n`).join(""),
    toJSON: () => ({ name: "columns", columns: fitted.map((column) => ({ ...column })) }),
  });
}

function lineWordsOf(column: FittedColumn): string[] {
  const gap = column.fill === null ? "" : `, gaps are ${show(column.fill)}`;
  if (column.type === "category")
    return column.categories.map((category) => `1 where ${column.column} is ${show(category)}${gap}`);
  const { offset, scale, scaling } = column;
  return [`${scaling === "none" ? "as it is" : `${scaling}: (x − ${offset}) / ${scale}`}${gap}`];
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** The record that a row of numbers describes. */
function recordOf(fitted: readonly FittedColumn[], row: ArrayLike<number>): Row {
  let at = 0;
  return Object.fromEntries(
    fitted.map((column) => {
      const start = at;
      if (column.type === "number") {
        at++;
        return [column.column, row[start] * column.scale + column.offset];
      }
      at += column.categories.length;
      const places = column.categories.map((_, k) => k);
      const top = places.reduce((best, k) => (row[start + k] > row[start + best] ? k : best), 0);
      return [column.column, row[start + top] > 0 ? column.categories[top] : null];
    }),
  );
}

/** The Columns that a file describes. Throws a FormatError that begins with `place`. */
export const columnsFromJson: (place: string, json: unknown) => Columns = /* @__PURE__ */ lendTableReader(
  (place, json) => columnsOf(readFittedColumns(place, json)),
  tableReader,
);
