import { DataError } from "../checks/errors.js";
import { boolean, number, readOptions, seedNumber } from "../checks/options.js";
import { classOf } from "../numbers/classes.js";
import { type Matrix, pick } from "../numbers/matrix.js";
import { permutation, stream } from "../numbers/random.js";
import { checkCounts, count, readSamples, type Samples } from "../numbers/samples.js";

/** Some of the rows of a data set. */
export interface Part {
  readonly x: Matrix;
  readonly t: Matrix;
  /** The numbers that its rows have in the whole data set. */
  readonly rows: readonly number[];
}

/** Options of {@link split}. */
export interface SplitOptions {
  /** The share of rows in the test part, above 0 and below 1; 0.2 by default. */
  fraction?: number | undefined;
  /** The same seed gives the same parts; 0 by default. */
  seed?: number | undefined;
  /** Whether both parts have the classes in the same proportions; false by default. */
  stratify?: boolean | undefined;
}

/**
 * Splits a data set in two by a seeded random choice. The test part has `fraction` of the rows
 * (rounded, each part at least one).
 *
 * @throws DataError when there are fewer than two rows, or the counts of inputs and targets differ;
 * OptionError for bad options.
 */
export function split(x: Samples, t: Samples, options: SplitOptions = {}): { train: Part; test: Part } {
  const { fraction, seed, stratify } = readOptions("split", options, {
    fraction: number(0.2, { above: 0, below: 1 }),
    seed: seedNumber(0),
    stratify: boolean(false),
  });
  const { inputs, targets, classOfRow } = readPair("split", x, t, stratify);
  const { kept, out } = choose("split", inputs.rows, fraction, stream(seed, "split"), classOfRow);
  return { train: partOf(inputs, targets, kept), test: partOf(inputs, targets, out) };
}

/**
 * Divides the row numbers 0 … count − 1 at random: `out` gets `fraction` of them, and the same
 * share of each class if `classOfRow` is given.
 */
export function choose(
  call: string,
  count: number,
  fraction: number,
  random: () => number,
  classOfRow: (row: number) => number = () => 0,
): { kept: number[]; out: number[] } {
  if (count < 2) throw new DataError(`${call}: one row cannot be split in two`);
  const wanted = Math.min(Math.max(Math.round(count * fraction), 1), count - 1);
  const order = Array.from(permutation(count, random));
  const byClass = [...order].sort((a, b) => classOfRow(a) - classOfRow(b));
  // Evenly spaced along the classes: exact in total, and within one row in each class.
  const isOut = (i: number): boolean => Math.floor(((i + 1) * wanted) / count) > Math.floor((i * wanted) / count);
  const out = new Set(byClass.filter((_, i) => isOut(i)));
  return { kept: order.filter((r) => !out.has(r)), out: order.filter((r) => out.has(r)) };
}

/** Options of {@link kFold}. */
export interface KFoldOptions {
  /** The number of parts, a whole number from 2; 5 by default. */
  folds?: number | undefined;
  /** The same seed gives the same parts; 0 by default. */
  seed?: number | undefined;
  /** Whether every part has the classes in the same proportions; false by default. */
  stratify?: boolean | undefined;
}

/**
 * Cuts a data set into `folds` parts by a seeded random choice: each row is in exactly one part,
 * and the sizes differ by at most one row. Fold k tests on part k and trains on the rest.
 *
 * @throws DataError when there are fewer rows than folds, or the counts of inputs and targets
 * differ; OptionError for bad options.
 */
export function kFold(x: Samples, t: Samples, options: KFoldOptions = {}): readonly { train: Part; test: Part }[] {
  return cutInFolds("kFold", x, t, options);
}

/** `kFold` for another call, which the messages name. */
export function cutInFolds(
  call: string,
  x: Samples,
  t: Samples,
  options: KFoldOptions,
): readonly { train: Part; test: Part }[] {
  const { folds, seed, stratify } = readOptions(call, options, {
    folds: number(5, { integer: true, min: 2 }),
    seed: seedNumber(0),
    stratify: boolean(false),
  });
  const { inputs, targets, classOfRow } = readPair(call, x, t, stratify);
  if (inputs.rows < folds) throw new DataError(`${call}: ${count(inputs.rows, "row")} cannot be cut in ${folds} folds`);
  const order = Array.from(permutation(inputs.rows, stream(seed, "kFold")));
  // Dealt like cards, class after class: every fold gets its share of each class.
  const dealt = [...order].sort((a, b) => classOfRow(a) - classOfRow(b));
  const foldOf = new Map(dealt.map((r, i) => [r, i % folds]));
  const rowsWhere = (isChosen: (row: number) => boolean): Part => partOf(inputs, targets, order.filter(isChosen));
  return Array.from({ length: folds }, (_, fold) => ({
    train: rowsWhere((r) => foldOf.get(r) !== fold),
    test: rowsWhere((r) => foldOf.get(r) === fold),
  }));
}

/** Inputs and targets, checked, and the class of each row; one class for all unless `stratify`. */
interface DataPair {
  readonly inputs: Matrix;
  readonly targets: Matrix;
  classOfRow(row: number): number;
}

function readPair(call: string, x: Samples, t: Samples, stratify: boolean): DataPair {
  const inputs = readSamples(x, { call, name: "inputs" });
  const targets = readSamples(t, { call, name: "targets" });
  checkCounts(call, inputs.rows, targets.rows, "targets");
  return { inputs, targets, classOfRow: stratify ? (r) => classOf(targets, r) : () => 0 };
}

function partOf(inputs: Matrix, targets: Matrix, rows: readonly number[]): Part {
  return { x: pick(inputs, rows), t: pick(targets, rows), rows };
}
