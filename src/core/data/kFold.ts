import { DataError, OptionError } from "../checks/errors.js";
import { boolean, number, readOptions, seedNumber } from "../checks/options.js";
import { classOfRows, needClasses } from "../numbers/classes.js";
import type { Matrix } from "../numbers/matrix.js";
import { inOrder, permutation, stream } from "../numbers/random.js";
import { count, type Samples } from "../numbers/samples.js";
import { classRows } from "./rowList.js";
import { type Divisible, fromOption, type Part, partOf, type RowsPart, readPair } from "./split.js";

/** Options of {@link kFold}. */
export interface KFoldOptions {
  /** The number of folds, a whole number from 2; 5 by default. */
  folds?: number | undefined;
  /**
   * `"random"`: a seeded choice, the default. `"end"`: for a series, each fold trains on the past
   * and tests on what follows.
   */
  from?: "random" | "end" | undefined;
  /**
   * From the end, so many rows before those of a test are not trained on; 0 by default. Windows
   * with targets h steps ahead take h − 1, or the last training targets lie in the test's future.
   */
  gap?: number | undefined;
  /** The same seed gives the same parts; 0 by default. */
  seed?: number | undefined;
  /**
   * Whether every part has the classes in the same proportions; false by default. A class with
   * fewer rows than folds is missing in some of them.
   */
  stratify?: boolean | undefined;
}

/** The numbers of the rows that a fold trains and tests on. */
export interface FoldRows {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Cuts a data set into `folds` parts by a seeded random choice: each row is in exactly one part,
 * and the sizes differ by at most one row. Fold k tests on part k and trains on the rest.
 *
 * `from: "end"` rolls along a series: of n rows in their order, `folds` tests of
 * ⌊n / (folds + 1)⌋ rows each end with the last row, and a fold trains on all rows before its test
 * but `gap` (scikit-learn's `TimeSeriesSplit`).
 *
 * ```ts
 * import { kFold } from "deltarule";
 *
 * const x = [[1], [2], [3], [4], [5], [6]];
 * const t = [[0], [1], [0], [1], [0], [1]];
 * const [{ train, test }] = kFold(x, t, { folds: 3, seed: 1 });
 * [train.x.rows, test.x.rows]; // [4, 2]
 * ```
 *
 * @throws DataError when there are too few rows, the counts of inputs and targets differ, or
 * `stratify` is asked for targets that are not classes; OptionError for bad options.
 */
export function kFold(x: Samples, t: Samples, options?: KFoldOptions): readonly { train: Part; test: Part }[];
/** The same for records or labels: each part has a list of those that were given. */
export function kFold<X extends Divisible, T extends Divisible>(
  x: X,
  t: T,
  options?: KFoldOptions,
): readonly { train: Part<X, T>; test: Part<X, T> }[];
export function kFold(
  x: Divisible,
  t: Divisible,
  options: KFoldOptions = {},
): readonly { train: RowsPart; test: RowsPart }[] {
  const call = "kFold";
  const how = readFolds(call, options);
  const { inputs, targets } = readPair(call, x, t);
  return foldRows(call, classRows(targets), how).map(({ train, test }) => ({
    train: partOf(inputs, targets, train),
    test: partOf(inputs, targets, test),
  }));
}

/** The options of `kFold` with the defaults in place. */
export type CheckedFolds = { readonly [Name in keyof KFoldOptions]-?: NonNullable<KFoldOptions[Name]> };

/** The options of folds, checked, for a call that the messages name. */
export function readFolds(call: string, options: KFoldOptions): CheckedFolds {
  const how = readOptions(call, options, {
    folds: number(5, { integer: true, min: 2 }),
    from: fromOption,
    gap: number(0, { integer: true, min: 0 }),
    seed: seedNumber(0),
    stratify: boolean(false),
  });
  if (how.from === "end" && how.stratify)
    throw new OptionError(`${call}: stratify draws rows at random, from: "end" keeps their order: leave one out`);
  if (how.from === "random" && how.gap > 0)
    throw new OptionError(`${call}: gap is ${how.gap}, but the folds are random: give from: "end" too`);
  return how;
}

/** The rows of each fold. */
export function foldRows(
  call: string,
  targets: Matrix,
  { folds, from, gap, seed, stratify }: CheckedFolds,
): readonly FoldRows[] {
  const { rows } = targets;
  if (from === "end") return rollingFolds(call, rows, folds, gap);
  const classes = stratify ? classOfRows(targets, needClasses(`${call}: stratify`, targets)) : null;
  if (rows < folds) throw new DataError(`${call}: ${count(rows, "row")} cannot be cut in ${folds} folds`);
  const order = Array.from(permutation(rows, stream(seed, "kFold")));
  // Dealt like cards, class after class: every fold gets its share of each class.
  const dealt = classes === null ? order : [...order].sort((a, b) => classes[a] - classes[b]);
  const foldOf = new Map(dealt.map((r, i) => [r, i % folds]));
  return Array.from({ length: folds }, (_, fold) => ({
    train: order.filter((r) => foldOf.get(r) !== fold),
    test: order.filter((r) => foldOf.get(r) === fold),
  }));
}

function rollingFolds(call: string, rows: number, folds: number, gap: number): readonly FoldRows[] {
  const size = Math.floor(rows / (folds + 1));
  if (size === 0 || rows - folds * size <= gap) {
    const of = gap === 0 ? "" : ` with a gap of ${gap}`;
    throw new DataError(`${call}: ${count(rows, "row")} cannot be cut in ${folds} folds from the end${of}`);
  }
  const all = Array.from(inOrder(rows));
  return Array.from({ length: folds }, (_, fold) => {
    const start = rows - (folds - fold) * size;
    return { train: all.slice(0, start - gap), test: all.slice(start, start + size) };
  });
}
