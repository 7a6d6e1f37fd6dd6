import { DataError, OptionError } from "../checks/errors.js";
import { number, oneOf, optional, readOptions } from "../checks/options.js";
import { type ClassReading, needClasses } from "../numbers/classes.js";
import { type Decisions, decide, ratio, type Tally, tally } from "./decisions.js";
import { type Judged, type RowMetric, rowMetric } from "./metric.js";

/** Options of `precision.with`, `recall.with` and `f1.with`. */
export interface ScoreOptions {
  /**
   * `"macro"`: the plain mean over the classes. `"weighted"`: the mean weighted by how many samples
   * belong to each. `"micro"`: the score of all decisions together. Unless given, the score is that
   * of class 1 with one output, else the macro average.
   */
  readonly average?: "macro" | "micro" | "weighted" | undefined;
  /** The score of this class, or label, alone: a whole number from 0. */
  readonly class?: number | undefined;
  /**
   * An output above it is a yes, also where the largest output would win. Unless given, 0.5, or 0
   * for targets −1 and 1.
   */
  readonly threshold?: number | undefined;
}

/** A score of classes, which can be made with options. */
export interface Score<Name extends string = string> extends RowMetric<Name> {
  /**
   * The same score with options, a metric of its own name: `f1.with({ average: "micro" })` is
   * `f1Micro`, `f1.with({ class: 2 })` is `f1Class2`, `f1.with({ threshold: 0.3 })` is `f1At0.3`.
   *
   * @throws OptionError for bad options.
   */
  with(options: ScoreOptions): Score;
}

/**
 * Of the samples predicted to be in a class, the share that belongs to it: of class 1 with one
 * output, else the mean over the classes, or labels. 0 where nothing is predicted.
 *
 * ```ts
 * import { precision } from "deltarule";
 *
 * precision.compute([[0.9], [0.7], [0.8], [0.2]], [[1], [0], [1], [1]]); // 0.6667
 * ```
 */
export const precision: Score<"precision"> = /* @__PURE__ */ score("precision", ({ right, wrong }) =>
  ratio(right, right + wrong),
);

/**
 * Of the samples that belong to a class, the share predicted to be in it: of class 1 with one
 * output, else the mean over the classes, or labels. 0 where nothing belongs to it.
 *
 * ```ts
 * import { recall } from "deltarule";
 *
 * recall.compute([[0.9], [0.7], [0.8], [0.2]], [[1], [0], [1], [1]]); // 0.6667
 * ```
 */
export const recall: Score<"recall"> = /* @__PURE__ */ score("recall", ({ right, missed }) =>
  ratio(right, right + missed),
);

/**
 * Harmonic mean of precision and recall, `2r / (2r + wrong + missed)`: of class 1 with one output,
 * else the mean over the classes, or labels.
 *
 * ```ts
 * import { f1 } from "deltarule";
 *
 * f1.compute([[0.9], [0.7], [0.2]], [[1], [0], [1]]); // 0.5
 * ```
 */
export const f1: Score<"f1"> = /* @__PURE__ */ score("f1", ({ right, wrong, missed }) =>
  ratio(2 * right, 2 * right + wrong + missed),
);

type ScoreOf = (tally: Tally) => number;

function score<Name extends string>(name: Name, of: ScoreOf): Score<Name>;
function score(name: string, of: ScoreOf, options: ScoreOptions): Score;
function score(name: string, of: ScoreOf, options: ScoreOptions = {}): Score {
  const call = `${name}.with`;
  const read = readOptions(call, options, {
    average: oneOf(optional, ["macro", "micro", "weighted"]),
    class: number(optional, { integer: true, min: 0 }),
    threshold: number(optional),
  });
  const { average, class: only, threshold } = read;
  if (average !== undefined && only !== undefined)
    throw new OptionError(
      `${call}: average and class are both given; the score of one class has no average: leave one out`,
    );
  const given = Object.entries(read).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  const averaged = average === undefined ? "" : average[0].toUpperCase() + average.slice(1);
  const title = `${name}${averaged}${only === undefined ? "" : `Class${only}`}${atThreshold(threshold)}`;
  return rowMetric(
    title,
    given.length === 0 ? undefined : Object.fromEntries(given),
    (place, target): ClassReading => {
      const classes = Math.max(target.columns, 2);
      if (only === undefined || only < classes) return needClasses(place, target);
      throw new DataError(`${place}: there is no class ${only}, the targets have ${classes} classes`);
    },
    (judged, reading: ClassReading) => averageOf(decide(judged, reading, threshold), judged, of, average, only),
    { with: (other: ScoreOptions): Score => score(name, of, other) },
  );
}

/** The end of a metric's name: `At0.3`. */
export function atThreshold(threshold: number | undefined): string {
  return threshold === undefined ? "" : `At${threshold}`;
}

/**
 * A score over the classes. A class of several counts when it occurs among the targets or the
 * predictions, a label always, as in scikit-learn.
 */
function averageOf(
  decisions: Decisions,
  judged: Judged,
  of: ScoreOf,
  average: ScoreOptions["average"],
  only: number | undefined,
): number {
  const tallies = tally(decisions, judged);
  const one = only ?? (average === undefined && decisions.columns === 1 ? 1 : undefined);
  if (one !== undefined) return of(tallies[one]);
  const counted = decisions.areLabels ? tallies : tallies.filter(({ occurs }) => occurs);
  const sum = (value: (of: Tally) => number): number => counted.reduce((total, next) => total + value(next), 0);
  if (average === "micro") {
    const [right, wrong, missed] = (["right", "wrong", "missed"] as const).map((name) => sum((next) => next[name]));
    return of({ right, wrong, missed, rest: 0, occurs: true });
  }
  if (average !== "weighted") return sum(of) / counted.length;
  const belonging = ({ right, missed }: Tally): number => right + missed;
  return ratio(
    sum((next) => belonging(next) * of(next)),
    sum(belonging),
  );
}
