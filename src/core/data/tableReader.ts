import type { Row } from "./columnSpec.js";
import type { Label } from "./labels.js";

/** The columns of records that a file describes. */
export interface SavedColumns {
  /** What the file says of them. */
  readonly json: unknown;
  /** How many numbers a record becomes. */
  readonly width: number;
  /** The numbers of records, row by row. Throws a DataError that names the row and the column. */
  numbers(call: string, rows: readonly Row[]): Float64Array;
}

/**
 * What reads columns and labels for `loadPredictor`. A page that only predicts has it where it asks
 * for it. Both throw a FormatError that begins with `place`.
 */
export interface TableReader {
  /** The columns of a file. */
  columns(place: string, json: unknown): SavedColumns;
  /** The classes of a file. */
  classes(place: string, json: unknown): readonly Label[];
}

let lent: TableReader | undefined;

/** Lets `loadPredictor` read tables wherever this holder is loaded. */
export function lendTableReader<Holder>(holder: Holder, reader: TableReader): Holder {
  lent = reader;
  return holder;
}

/** The reader of tables, where it is loaded. */
export function lentTableReader(): TableReader | undefined {
  return lent;
}
