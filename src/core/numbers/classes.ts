import { DataError, ShapeError, show } from "../checks/errors.js";
import { type Grid, type Matrix, row } from "./matrix.js";
import { asMatrix, isMatrix, isSample, type Sample, type Samples } from "./samples.js";

/**
 * The index of the largest number, the first of equals: the class that a row of outputs predicts.
 * Of rows, or of a Matrix, one index for each row.
 *
 * ```ts
 * import { argmax } from "deltarule";
 *
 * argmax([0.1, 0.7, 0.2]); // 1
 * argmax([[0.9, 0.1], [0.2, 0.8]]); // [0, 1]
 * ```
 *
 * @throws DataError when there are no numbers, or one is NaN; ShapeError for rows of other lengths.
 */
export function argmax(values: Sample): number;
/** The index of the largest number of each row. */
export function argmax(rows: Samples): number[];
export function argmax(values: Sample | Samples): number | number[] {
  if (isMatrix(values)) {
    const { rows, columns } = asMatrix(values, { call: "argmax", name: "numbers" });
    if (rows === 0) throw new DataError("argmax: there are no numbers");
    return Array.from({ length: rows }, (_, r) => checkedLargest(values.data, r * columns, columns, `row ${r}, `));
  }
  if (isSample(values)) return checkedLargest(values, 0, values.length);
  if (!Array.isArray(values))
    throw new DataError(`argmax: the values are ${show(values)}, wanted numbers, rows or a Matrix`);
  if (values.length === 0) throw new DataError("argmax: there are no numbers");
  return Array.from(values, (one: Sample, r) => {
    if (!isSample(one)) throw new DataError(`argmax: row ${r} is ${show(one)}, wanted a row of numbers`);
    if (one.length === values[0].length) return checkedLargest(one, 0, one.length, `row ${r}, `);
    throw new ShapeError(`argmax: row ${r} has ${one.length} numbers, row 0 has ${values[0].length}`);
  });
}

function checkedLargest(values: Sample, start: number, length: number, place = ""): number {
  if (length === 0) throw new DataError("argmax: there are no numbers");
  for (let k = 0; k < length; k++) {
    const value: unknown = values[start + k];
    if (typeof value === "number" && !Number.isNaN(value)) continue;
    throw new DataError(`argmax: ${place}number ${k} is ${show(value)}, wanted a number`);
  }
  return largest(values, start, length);
}

/** The place, from `start` on, of the largest of `count` numbers: `argmax` without checks. */
export function largest(values: ArrayLike<number>, start: number, count: number): number {
  let top = 0;
  for (let k = 1; k < count; k++) if (values[start + k] > values[start + top]) top = k;
  return top;
}

/** What targets of classes mean. */
export interface ClassReading {
  /**
   * `"binary"`: one column, a class on each side of the border. `"classes"`: a column for each of
   * several classes, and the largest wins: one-hot rows, or distributions. `"labels"`: columns that
   * are independent, each above or below the border.
   */
  readonly kind: "binary" | "classes" | "labels";
  /** Between the two numbers of the targets: 0 for −1 and 1, otherwise 0.5. */
  readonly border: number;
}

/** The largest difference from 1 of the sum of a distribution that was rounded. */
const sumTolerance = 0.01;

/**
 * The meaning of targets, decided by all of them; `null` when they are numbers without classes.
 *
 * Two numbers, 0 and 1 or −1 and 1 or smoothed (both in [0, 1], on either side of ½), are
 * decisions: classes if each row has exactly one above the border, else labels. Other rows are
 * classes if they are distributions.
 */
export function readClasses({ rows, columns, data }: Grid): ClassReading | null {
  let low = Infinity;
  let high = -Infinity;
  for (let k = 0; k < data.length; k++) {
    if (data[k] < low) low = data[k];
    if (data[k] > high) high = data[k];
  }
  const isSigned = low === -1 && (high === 1 || high === -1);
  const border = isSigned ? 0 : 0.5;
  let areTwo = isSigned || (low >= 0 && high <= 1 && (low === high || (low <= border && high > border)));
  let areAlone = true;
  let areDistributions = columns > 1 && low >= 0 && high <= 1;
  for (let start = 0; start < data.length && (areTwo || areDistributions); start += columns) {
    let above = 0;
    let sum = 0;
    for (let k = start; k < start + columns; k++) {
      if (data[k] > border) above++;
      if (data[k] !== low && data[k] !== high) areTwo = false;
      sum += data[k];
    }
    if (above !== 1) areAlone = false;
    if (Math.abs(sum - 1) > sumTolerance) areDistributions = false;
  }
  if (rows === 0) return null;
  if (areDistributions) return { kind: "classes", border };
  if (!areTwo) return null;
  return { kind: columns === 1 ? "binary" : areAlone ? "classes" : "labels", border };
}

/**
 * The meaning of targets that must be classes.
 *
 * @throws DataError when they are not.
 */
export function needClasses(call: string, targets: Grid): ClassReading {
  const reading = readClasses(targets);
  if (reading !== null) return reading;
  const values = [...new Set(targets.data)].slice(0, 3).map(show);
  const { length } = values;
  const held = length === 1 ? values[0] : `${values.slice(0, -1).join(", ")} and ${values[length - 1]}`;
  throw new DataError(
    `${call}: the targets hold ${held}, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers`,
  );
}

/**
 * The meaning of targets that must be one class in each row.
 *
 * @throws DataError when they are not.
 */
export function needOneClass(call: string, targets: Matrix): ClassReading {
  const reading = needClasses(call, targets);
  if (reading.kind !== "labels") return reading;
  throw new DataError(`${call}: rows of the targets have several ones or none, wanted one class in each row`);
}

/** Whether column `k` of row `r` is above the border, or its row's largest. */
export function isOn({ columns, data }: Matrix, { kind, border }: ClassReading, r: number, k: number): boolean {
  return kind === "classes" ? largest(data, r * columns, columns) === k : data[r * columns + k] > border;
}

/**
 * The class of each row, a number from 0. Rows of several labels have the same class when they have
 * the same labels.
 */
export function classOfRows(of: Matrix, reading: ClassReading): number[] {
  const { rows, columns, data } = of;
  const each = <T>(make: (r: number) => T): T[] => Array.from({ length: rows }, (_, r) => make(r));
  if (reading.kind === "binary") return each((r) => Number(data[r] > reading.border));
  if (reading.kind === "classes") return each((r) => largest(data, r * columns, columns));
  const sets = each((r) => Array.from(row(of, r), (value) => Number(value > reading.border)).join(""));
  const numbers = new Map([...new Set(sets)].sort().map((set, i) => [set, i]));
  return sets.map((set) => numbers.get(set) ?? 0);
}

/**
 * The classes that the targets have and a part of them lacks: the numbers of the classes, or of the
 * labels that are all on or all off in the part. None when the targets are not classes.
 */
export function missingClasses(targets: Matrix, part: Matrix): number[] {
  const reading = readClasses(targets);
  if (reading === null) return [];
  const seenIn = (of: Matrix): Set<number> => {
    const seen = new Set<number>();
    for (let r = 0; r < of.rows; r++) {
      for (let k = 0; k < of.columns; k++) {
        const on = isOn(of, reading, r, k);
        // A class is there once a row is in it; a label, and class 0 of two, when it is off too.
        if (reading.kind !== "classes" || on) seen.add(2 * k + Number(on));
      }
    }
    return seen;
  };
  const inPart = seenIn(part);
  const missing = [...seenIn(targets)].filter((key) => !inPart.has(key));
  // One column has the classes 0 and 1, or −1 and 1; otherwise the column is the number.
  const low = reading.border === 0 ? -1 : 0;
  const named = missing.map((key) => (reading.kind === "binary" ? key || low : Math.floor(key / 2)));
  return [...new Set(named)].sort((a, b) => a - b);
}
