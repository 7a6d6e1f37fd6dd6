import { DataError, OptionError } from "../checks/errors.js";
import { boolean, number, type Option, oneOf, optional, readOptions, required, seedNumber } from "../checks/options.js";
import { classOfRows, needClasses } from "../numbers/classes.js";
import { Matrix } from "../numbers/matrix.js";
import { permutation, stream } from "../numbers/random.js";
import { checkCounts, count, isMatrix, readSamples, type Samples } from "../numbers/samples.js";
import type { Label } from "./labels.js";
import { classRows, countOf, pickRows, type RowList, readRowList } from "./rowList.js";

/** Rows to divide: of numbers, or a list of records or labels, as a Pipeline takes them. */
export type Divisible = Samples | readonly (object | Label)[];

/** What becomes of them: rows of numbers are a Matrix, records and labels a list. */
export type DividedRows<Rows> = [Rows] extends [Samples]
  ? Matrix
  : Rows extends readonly (infer Row)[]
    ? readonly Row[]
    : never;

/** Some of the rows of a data set. */
export interface Part<X = Samples, T = Samples> {
  readonly x: DividedRows<X>;
  readonly t: DividedRows<T>;
  /** The numbers that its rows have in the whole data set. */
  readonly rows: readonly number[];
}

/** The same before the compiler knows what was given. */
export interface RowsPart {
  readonly x: RowList;
  readonly t: RowList;
  readonly rows: readonly number[];
}

/** A share of the rows to hold out. */
export interface Holdout {
  /** The share, above 0 and below 1. */
  readonly share: number;
  /**
   * `"random"`: a seeded choice, the default. `"end"`: the last rows, for a series, where a network
   * must not learn from the future.
   */
  readonly from?: "random" | "end" | undefined;
  /**
   * Whether both parts have the classes in the same proportions, and each class in both parts;
   * false by default. Rows of several labels are of one class when they have the same labels.
   */
  readonly stratify?: boolean | undefined;
}

/** A Holdout with the defaults in place. */
interface CheckedHoldout {
  readonly share: number;
  readonly from: "random" | "end";
  readonly stratify: boolean;
}

/** Options of {@link split}. */
export interface SplitOptions extends Partial<Holdout> {
  /** The same seed gives the same parts; 0 by default. */
  readonly seed?: number | undefined;
  /** Another word for `share`. */
  readonly fraction?: number | undefined;
}

/**
 * Splits a data set in two by a seeded random choice, or before its end. The test part has `share`
 * of the rows, 0.2 by default (rounded, each part at least one).
 *
 * ```ts
 * import { split } from "deltarule";
 *
 * const [x, t] = [[[1], [2], [3], [4], [5]], [[2], [4], [6], [8], [10]]];
 * const { train, test } = split(x, t, { share: 0.4, seed: 1 });
 * [train.x.rows, test.x.rows]; // [3, 2]
 * ```
 *
 * Records and labels, as a Pipeline takes them, are divided into lists.
 *
 * @throws DataError when there are fewer than two rows, the counts of inputs and targets differ, or
 * `stratify` is asked for targets that are not classes or a class that cannot be in both parts;
 * OptionError for bad options.
 */
export function split(x: Samples, t: Samples, options?: SplitOptions): { train: Part; test: Part };
/** The same for records or labels: each part has a list of those that were given. */
export function split<X extends Divisible, T extends Divisible>(
  x: X,
  t: T,
  options?: SplitOptions,
): { train: Part<X, T>; test: Part<X, T> };
export function split(x: Divisible, t: Divisible, options: SplitOptions = {}): { train: RowsPart; test: RowsPart } {
  const call = "split";
  const { share, fraction, seed, ...how } = readOptions(call, options, {
    share: number(optional, shareRange),
    from: fromOption,
    stratify: boolean(false),
    seed: seedNumber(0),
    fraction: number(optional, shareRange),
  });
  if (share !== undefined && fraction !== undefined)
    throw new OptionError("split: share and fraction are both given, and mean the same: leave one out");
  const { inputs, targets } = readPair(call, x, t);
  const held = { ...how, share: share ?? fraction ?? 0.2 };
  const { kept, out } = holdOut(call, classRows(targets), held, stream(seed, call));
  return { train: partOf(inputs, targets, kept), test: partOf(inputs, targets, out) };
}

const shareRange = { above: 0, below: 1 } as const;
/** How rows are chosen: at random, or from the end of a series. */
export const fromOption: Option<"random" | "end" | undefined, "random" | "end"> = /* @__PURE__ */ oneOf("random", [
  "random",
  "end",
]);

/** A Holdout that is an option of its own: `validation`. */
export const givenHoldout: Option<Holdout, CheckedHoldout> = (call, name, given) =>
  readOptions(call, given, { share: number(required, shareRange), from: fromOption, stratify: boolean(false) }, name);

/** Divides the row numbers of the targets: `out` gets the share to hold out. */
export function holdOut(
  call: string,
  targets: Matrix,
  { share, from, stratify }: CheckedHoldout,
  random: () => number,
): { kept: number[]; out: number[] } {
  const { rows } = targets;
  if (rows < 2) throw new DataError(`${call}: one row cannot be split in two`);
  const wanted = Math.min(Math.max(Math.round(rows * share), 1), rows - 1);
  if (from === "end") {
    if (stratify)
      throw new OptionError(`${call}: stratify draws rows at random, from: "end" takes the last ones: leave one out`);
    const all = Array.from({ length: rows }, (_, r) => r);
    return { kept: all.slice(0, rows - wanted), out: all.slice(rows - wanted) };
  }
  const order = Array.from(permutation(rows, random));
  const out = stratify ? spreadOverClasses(call, targets, order, wanted) : spread(order, wanted);
  return { kept: order.filter((r) => !out.has(r)), out: order.filter((r) => out.has(r)) };
}

/** `wanted` of these, evenly spaced. */
function spread(order: readonly number[], wanted: number): Set<number> {
  const share = (i: number): number => Math.floor((i * wanted) / order.length);
  return new Set(order.filter((_, i) => share(i + 1) > share(i)));
}
/**
 * `wanted` of these rows, with the same share of each class: evenly spaced along the classes. A
 * class that would be in one part alone then changes places with the class that can spare it best.
 */
function spreadOverClasses(call: string, targets: Matrix, order: readonly number[], wanted: number): Set<number> {
  const reading = needClasses(`${call}: stratify`, targets);
  const classes = classOfRows(targets, reading);
  const byClass = [...order].sort((a, b) => classes[a] - classes[b]);
  const out = spread(byClass, wanted);
  const rowsOf = new Map<number, number[]>();
  for (const r of byClass) {
    const rows = rowsOf.get(classes[r]);
    if (rows === undefined) rowsOf.set(classes[r], [r]);
    else rows.push(r);
  }
  const groups = [...rowsOf];
  const inPart = (rows: readonly number[], isOut: boolean): number[] => rows.filter((r) => out.has(r) === isOut);
  for (const isOut of [true, false]) {
    const share = (isOut ? wanted : order.length - wanted) / order.length;
    for (const [c, rows] of groups) {
      if (inPart(rows, isOut).length > 0) continue;
      const spare = (of: readonly number[]): number => {
        const { length } = inPart(of, isOut);
        return length < 2 ? -Infinity : length - of.length * share;
      };
      const [, donor] = groups.reduce((best, next) => (spare(next[1]) > spare(best[1]) ? next : best));
      if (rows.length > 1 && spare(donor) > -Infinity) {
        const [given, taken] = [inPart(donor, isOut)[0], rows[0]];
        out.delete(isOut ? given : taken);
        out.add(isOut ? taken : given);
      } else if (reading.kind !== "labels") {
        const held = `${count(rows.length, "row")} of class ${c}`;
        throw new DataError(
          `${call}: stratify: ${held} cannot be in both parts of ${order.length - wanted} and ${wanted} rows`,
        );
      }
    }
  }
  return out;
}

/** Inputs and targets, checked. */
export function readPair(
  call: string,
  x: Divisible,
  t: Divisible,
): { readonly inputs: RowList; readonly targets: RowList } {
  const inputs = readRowList(call, "inputs", x);
  // Flat numbers are labels beside records alone: a network takes rows of targets.
  const isFlat = inputs instanceof Matrix && !isMatrix(t) && typeof t[0] === "number";
  const targets = isFlat ? readSamples(t as Samples, { call, name: "targets" }) : readRowList(call, "targets", t);
  checkCounts(call, countOf(inputs), countOf(targets), "targets");
  return { inputs, targets };
}

/** The part of a data set with these rows. */
export function partOf(inputs: RowList, targets: RowList, rows: readonly number[]): RowsPart {
  return { x: pickRows(inputs, rows), t: pickRows(targets, rows), rows };
}
