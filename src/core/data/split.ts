import { DataError } from "../checks/errors.js";
import { checkBoolean, checkNames, checkNumber, checkSeed } from "../checks/options.js";
import { classOf } from "../numbers/classes.js";
import { type Matrix, pick } from "../numbers/matrix.js";
import { permutation, stream } from "../numbers/random.js";
import { checkCounts, readSamples, type Samples } from "../numbers/samples.js";

/** Some of the rows of a data set. */
export interface Part {
  readonly x: Matrix;
  readonly t: Matrix;
  /** Where its rows stood. */
  readonly rows: readonly number[];
}

/** Options of {@link split}. */
export interface SplitOptions {
  /** The share of rows for the test part, above 0 and below 1; 0.2 unless given. */
  fraction?: number | undefined;
  /** The same seed gives the same parts; 0 unless given. */
  seed?: number | undefined;
  /** Give both parts the classes in the same proportions; false unless given. */
  stratify?: boolean | undefined;
}

/**
 * Two parts of a data set, by a seeded random choice: the test part has `fraction` of the rows (rounded, each part at least one).
 *
 * @throws DataError when there are fewer than two rows, or other numbers of inputs and targets; OptionError for bad options.
 */
export function split(x: Samples, t: Samples, options: SplitOptions = {}): { train: Part; test: Part } {
  checkNames("split", options, ["fraction", "seed", "stratify"]);
  const { fraction = 0.2, seed = 0, stratify = false } = options;
  checkNumber("split", "fraction", fraction, { above: 0, below: 1 });
  checkSeed("split", seed);
  checkBoolean("split", "stratify", stratify);
  const { inputs, targets, classOfRow } = readPair("split", x, t, stratify);
  const { kept, out } = choose("split", inputs.rows, fraction, stream(seed, "split"), classOfRow);
  return { train: partOf(inputs, targets, kept), test: partOf(inputs, targets, out) };
}

/** Inputs and targets, checked, and the class of each row where the parts are to have the same proportions of them. */
export function readPair(call: string, x: Samples, t: Samples, stratify: boolean): Pair {
  const inputs = readSamples(x, { call, name: "inputs" });
  const targets = readSamples(t, { call, name: "targets" });
  checkCounts(call, inputs.rows, targets.rows, "targets");
  return { inputs, targets, classOfRow: stratify ? (r) => classOf(targets, r) : () => 0 };
}

interface Pair {
  readonly inputs: Matrix;
  readonly targets: Matrix;
  classOfRow(row: number): number;
}

/** These rows as a part. */
export function partOf(inputs: Matrix, targets: Matrix, rows: readonly number[]): Part {
  return { x: pick(inputs, rows), t: pick(targets, rows), rows };
}

/** Keeps `fraction` of the row numbers 0 … count − 1 out, by chance; of each class the same share, where `classOfRow` is given. */
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
  // Evenly spaced along the classes: each class gives its share to within one row, and the total is exact.
  const isOut = (i: number): boolean => Math.floor(((i + 1) * wanted) / count) > Math.floor((i * wanted) / count);
  const out = new Set(byClass.filter((_, i) => isOut(i)));
  return { kept: order.filter((r) => !out.has(r)), out: order.filter((r) => out.has(r)) };
}
