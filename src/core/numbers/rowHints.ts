import { DataError, show } from "../checks/errors.js";

/** Throws for records `{ input, output }`, as other libraries train on, in place of two lists. */
export function refuseRecords(call: string, x: unknown): void {
  const [first] = Array.isArray(x) ? x : [];
  if (typeof first !== "object" || first === null || !("input" in first)) return;
  const list = (name: string) => `data.map(({ ${name} }) => ${name})`;
  throw new DataError(
    `${call}: the inputs are records of input and output, wanted two lists: ${list("input")}, ${list("output")}`,
  );
}

/** How to write a value that is not a number as one, or as a row of one; or nothing. */
export function valueHint(value: unknown, isRow = false): string {
  const give = (number: unknown): string => `; give ${isRow ? `[${number}]` : number}`;
  if (typeof value === "boolean") return give(Number(value));
  if (typeof value === "bigint" || (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))))
    return give(`Number(${show(value)})`);
  if (typeof value !== "object" || value === null) return "";
  if ("getTime" in value) return "; give a number in place of a Date, such as its getTime()";
  return "length" in value ? "" : "; give its numbers in a list, or take columns";
}

/** How to write classes, given by number or by word, as targets of so many columns; or nothing. */
export function classHint(value: unknown, name: string, columns: number): string {
  if (name !== "targets") return "";
  const isWord = typeof value === "string" && valueHint(value) === "";
  const isClass = Number.isInteger(value) && Number(value) >= 0 && Number(value) < columns;
  const number = isWord ? "; number the classes from 0" : "";
  return (isWord || isClass) && columns > 1 ? `${number}; for class numbers, give oneHot(numbers, ${columns})` : number;
}
