import { DataError } from "../checks/errors.js";
import { checkBoolean, checkNames, checkNumber, checkSeed } from "../checks/options.js";
import { permutation, stream } from "../numbers/random.js";
import { count, type Samples } from "../numbers/samples.js";
import { type Part, partOf, readPair } from "./split.js";

/** Options of {@link kFold}. */
export interface KFoldOptions {
  /** How many parts, a whole number from 2; 5 unless given. */
  folds?: number | undefined;
  /** The same seed gives the same parts; 0 unless given. */
  seed?: number | undefined;
  /** Give every part the classes in the same proportions; false unless given. */
  stratify?: boolean | undefined;
}

/**
 * Cuts a data set into `folds` parts by a seeded random choice, each row in exactly one and none more than one row larger than another; fold k
 * tests on part k and trains on the rest.
 *
 * @throws DataError when there are fewer rows than folds, or other numbers of inputs and targets; OptionError for bad options.
 */
export function kFold(x: Samples, t: Samples, options: KFoldOptions = {}): readonly { train: Part; test: Part }[] {
  checkNames("kFold", options, ["folds", "seed", "stratify"]);
  return cutInFolds("kFold", x, t, options);
}

/** The same for another function, which messages then name. */
export function cutInFolds(
  call: string,
  x: Samples,
  t: Samples,
  { folds = 5, seed = 0, stratify = false }: KFoldOptions,
): readonly { train: Part; test: Part }[] {
  checkNumber(call, "folds", folds, { integer: true, min: 2 });
  checkSeed(call, seed);
  checkBoolean(call, "stratify", stratify);
  const { inputs, targets, classOfRow } = readPair(call, x, t, stratify);
  if (inputs.rows < folds) throw new DataError(`${call}: ${count(inputs.rows, "row")} cannot be cut in ${folds} folds`);
  const order = Array.from(permutation(inputs.rows, stream(seed, "kFold")));
  // Dealt out like cards, class after class: every fold gets its share of each.
  const dealt = [...order].sort((a, b) => classOfRow(a) - classOfRow(b));
  const foldOf = new Map(dealt.map((r, i) => [r, i % folds]));
  return Array.from({ length: folds }, (_, fold) => ({
    train: partOf(
      inputs,
      targets,
      order.filter((r) => foldOf.get(r) !== fold),
    ),
    test: partOf(
      inputs,
      targets,
      order.filter((r) => foldOf.get(r) === fold),
    ),
  }));
}
