import { FormatError } from "../core/index.js";
import { isRecord, need, show } from "../core/internal.js";

// Only what a page needs that predicts: hints for other mistakes would outweigh the rest.

/** The name of the call in messages. */
export const call = "loadPredictor";

/** Throws a FormatError unless the field fits. */
export function needSaved(fits: boolean, name: string, value: unknown, wanted: string): asserts fits {
  need(fits, call, name, value, wanted, FormatError);
}

/** The fields of a value that must be an object. */
export function fieldsOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  needSaved(isRecord(value), name, value, `an object${typeof value === "string" ? "; give JSON.parse(text)" : ""}`);
  return value;
}

/** Throws unless the checksum in the file is that of what was read. */
export function needSum(written: unknown, computed: string, name: string): void {
  needSaved(written === computed, name, written, `${show(computed)}: the file was changed after it was written`);
}
