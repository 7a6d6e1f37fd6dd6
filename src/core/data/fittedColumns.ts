import { DataError, FormatError, OptionError, show } from "../checks/errors.js";
import { isRecord } from "../checks/json.js";
import { isNumeric } from "../numbers/samples.js";
import { plainText, type Row } from "./columnSpec.js";
import { classesFromJson, isLabel, type Label, unknownLabel } from "./labels.js";
import type { SavedColumns, TableReader } from "./tableReader.js";

// What turns a record into numbers by fitted columns. A page that only predicts has this alone.

/** A column of numbers, fitted: `(x − offset) / scale`. */
export interface FittedNumber {
  readonly column: string;
  readonly type: "number";
  readonly scaling: string;
  readonly fill: number | null;
  readonly gaps: readonly string[];
  readonly offset: number;
  readonly scale: number;
}

/** A column of categories, fitted. */
export interface FittedCategory {
  readonly column: string;
  readonly type: "category";
  readonly categories: readonly Label[];
  readonly fill: Label | null;
  readonly gaps: readonly string[];
  readonly unknown: "error" | "ignore";
}

/** A column of records, fitted. */
export type FittedColumn = FittedNumber | FittedCategory;

/** What reading a value needs to know of its column. */
export type Gaps<Fill = unknown> = { readonly column: string; readonly gaps: readonly string[]; readonly fill: Fill };

/** The place of a value in messages. */
export function subject(call: string, { column }: Pick<Gaps, "column">, r: number): string {
  return `${call}: row ${r}, column ${show(column)}`;
}

function isGap(value: unknown, gaps: readonly string[]): boolean {
  if (typeof value === "string") return gaps.includes(plainText(value));
  return value === null || value === undefined || Number.isNaN(value);
}

function gapError(call: string, column: Gaps, record: Row, r: number, fills: string): DataError {
  const values = Object.values(record);
  const isEmpty = values.length > 0 && values.every((value) => value === "");
  const or = isEmpty ? "; or leave the empty row out" : "";
  return new DataError(`${subject(call, column, r)} is a gap; say what fills it: missing: ${fills}${or}`);
}

/** The number in a record, or what fills its gap. */
export function filledNumber(call: string, column: Gaps<number | null>, record: Row, r: number): number {
  const value = numberAt(call, column, record, r) ?? column.fill;
  if (value !== null) return value;
  throw gapError(call, column, record, r, '"mean", "median" or a number');
}

/** The number in a record; `undefined` for a gap. */
export function numberAt(call: string, column: Omit<Gaps, "fill">, record: Row, r: number): number | undefined {
  const value = valueAt(record, column.column);
  if (isGap(value, column.gaps)) return undefined;
  const isText = typeof value === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);
  const number = isText || typeof value === "boolean" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw new DataError(
    `${subject(call, column, r)} is ${show(value)}, wanted a finite number or a gap${numberHint(value)}`,
  );
}

/** What to do about a value that is not a number; or nothing. */
function numberHint(value: unknown): string {
  const text = typeof value === "string" ? value : "";
  if (/^\s*[+-]?\d+,\d+\s*$/.test(text)) return "; write a decimal comma as a point";
  if (/^\s*\d{4}-\d\d/.test(text) || "getTime" in Object(value))
    return "; make a number of a date, such as its time or its month";
  return text === "" ? "" : '; take "category" for texts';
}

/** The category in a record, or the one of a gap. */
export function categoryAt(call: string, column: Gaps<Label | null>, record: Row, r: number): Label {
  const found = valueAt(record, column.column);
  const value = isGap(found, column.gaps) ? column.fill : found;
  if (isLabel(value)) return value;
  if (value === null) throw gapError(call, column, record, r, '"unknown"');
  throw new DataError(`${subject(call, column, r)} is ${show(value)}, wanted a text, a finite number or a boolean`);
}

/** The record's own value: not what an object inherits. */
function valueAt(record: Row, column: string): unknown {
  return Object.hasOwn(record, column) ? record[column] : undefined;
}

/** The records, each checked. */
export function readRecords(call: string, rows: readonly Row[]): readonly Row[] {
  if (!Array.isArray(rows)) throw new OptionError(`${call}: the rows are ${show(rows)}, wanted an array of records`);
  if (rows.length === 0) throw new DataError(`${call}: there are no rows`);
  return Array.from(rows, (record: unknown, r) => {
    if (isRecord(record) && !isNumeric(record)) return record as Row;
    throw new DataError(`${call}: row ${r} is ${show(record)}, wanted a record such as { age: 22 }`);
  });
}

/** The names of the columns of numbers that it becomes. */
export function namesOf(column: FittedColumn): string[] {
  if (column.type === "number") return [column.column];
  return column.categories.map((category) => `${column.column}=${category}`);
}

/** Writes the numbers of one value, and gives the place after them. */
export function writeValue(
  call: string,
  column: FittedColumn,
  record: Row,
  r: number,
  data: Float64Array,
  at: number,
): number {
  if (column.type === "number") {
    data[at] = (filledNumber(call, column, record, r) - column.offset) / column.scale;
    return at + 1;
  }
  const { categories, unknown } = column;
  const value = categoryAt(call, column, record, r);
  const place = categories.indexOf(value);
  if (place !== -1) data[at + place] = 1;
  else if (unknown === "error" || !categories.some((known) => typeof known === typeof value))
    throw unknownLabel(subject(call, column, r), value, categories);
  return at + categories.length;
}

/** The fitted columns that a file describes. Throws a FormatError that begins with `place`. */
export function readFittedColumns(place: string, json: unknown): readonly FittedColumn[] {
  const { columns: list } = isRecord(json) ? json : {};
  if (!Array.isArray(list) || list.length === 0) throw new FormatError(`${place} has no list of columns`);
  const read = Array.from(list, (column: unknown, k) => {
    if (isFitted(column)) return { ...column };
    throw new FormatError(`${place} has a column ${k} that is not one that columns makes`);
  });
  if (new Set(read.map(({ column }) => column)).size !== read.length)
    throw new FormatError(`${place} has two columns of one name`);
  return read;
}

/** Reads columns with the numbers of records, and labels: for pages that only predict. */
export const tableReader: TableReader = { columns: readSavedColumns, classes: classesFromJson };

function readSavedColumns(place: string, json: unknown): SavedColumns {
  const columns = readFittedColumns(place, json);
  const width = columns.flatMap(namesOf).length;
  return {
    json: { name: "columns", columns },
    width,
    numbers: (call, rows) => {
      const records = readRecords(call, rows);
      const data = new Float64Array(records.length * width);
      let at = 0;
      for (const [r, record] of records.entries()) {
        for (const column of columns) at = writeValue(call, column, record, r, data, at);
      }
      return data;
    },
  };
}

function isFitted(given: unknown): given is FittedColumn {
  if (!isRecord(given) || typeof given.column !== "string") return false;
  const { type, gaps, fill, categories, unknown, scaling, offset, scale } = given;
  if (!Array.isArray(gaps) || !gaps.every((text) => typeof text === "string")) return false;
  if (type === "number") {
    const isKnown = scaling === "standardize" || scaling === "minMax" || scaling === "none";
    return isKnown && (fill === null || Number.isFinite(fill)) && Number.isFinite(offset) && isScale(scale);
  }
  const areCategories = Array.isArray(categories) && categories.length > 0 && categories.every(isLabel);
  if (type !== "category" || !areCategories || new Set(categories).size !== categories.length) return false;
  return (fill === null || isLabel(fill)) && (unknown === "error" || unknown === "ignore");
}

function isScale(scale: unknown): boolean {
  return Number.isFinite(scale) && scale !== 0;
}
