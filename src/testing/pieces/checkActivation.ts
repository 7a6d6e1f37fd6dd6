import {
  type Activation,
  type Elementwise,
  type Matrix,
  matrix,
  type Rowwise,
  type Sample,
  type Vector,
} from "../../core/index.js";
import { checkIsActivation, derivativeAt, isRowwise, readSample, stream } from "../../core/internal.js";
import { judgeArguments, judgeDerivative } from "../gradient/judge.js";
import { makeReport } from "../gradient/makeReport.js";
import { dotProduct } from "../gradient/moves.js";
import { type CheckOptions, type CheckPlan, readCheckPlan } from "../gradient/options.js";
import { commonRatio, isNear } from "../gradient/patterns.js";
import { type Diagnosis, type Entry, firstWrongOf, type GradientReport, wholeDiagnosis } from "../gradient/report.js";
import { firstFour, ratioText } from "../text.js";
import { hasSlope, kinksOf, slopeLender } from "./library.js";
import { slopeGuesses } from "./slopeGuesses.js";

/** Options of {@link checkActivation}. */
export interface CheckActivationOptions extends Pick<CheckOptions, "tolerance" | "seed"> {
  /** The z at which to check; unless given, 41 from −6 to 6 and 20 at random. */
  at?: Sample | undefined;
}

/**
 * Compares an activation's slope with difference quotients of the activation: `derivative(z, a)` of
 * an elementwise one at given z, `backwardRow` of a row-wise one at each z of random rows. A
 * surrogate is compared with the function whose derivative it uses. An activation with
 * `differentiable: false` gives a report that says so and is not ok.
 *
 * ```ts
 * import { checkActivation } from "deltarule/testing";
 *
 * const slope = (z: number) => 3 * z * z;
 * const cube = { name: "cube", apply: (z: number) => z ** 3, derivative: slope };
 * checkActivation(cube).ok; // true
 * ```
 *
 * @throws OptionError for a value that is not an activation, or an option out of range; DataError
 * for points that are not finite numbers; whatever the activation throws.
 */
export function checkActivation(activation: Activation, options: CheckActivationOptions = {}): GradientReport {
  const call = "checkActivation";
  checkIsActivation(call, "activation", activation);
  const plan = readCheckPlan(call, options, { tolerance: 1e-5 }, ["at"]);
  const at = options.at === undefined ? drawPoints(plan.seed) : readSample(options.at, { call, name: "points" }).data;
  const { tolerance, seed } = plan;
  const { name } = activation;
  const about = { subject: `the slope of ${name}`, method: "richardson", tolerance, seed, notes: [] } as const;
  if (!hasSlope(activation)) {
    const message = `${name} is not differentiable, and declares that it is not; surrogate(${name}, sigmoid) uses sigmoid's derivative.`;
    const diagnosis = wholeDiagnosis("not differentiable", message);
    return makeReport({ ...about, entries: [], firstWrong: null, diagnosis, broken: true });
  }
  const lender = slopeLender(activation);
  const notes = lender === null ? [] : [`${name} is a surrogate: its slope is compared with that of ${lender.name}.`];
  const entries = isRowwise(activation)
    ? rowEntries(activation, plan)
    : pointEntries(activation, lender ?? activation, at, plan);
  const firstWrong = firstWrongOf(entries);
  const diagnosis = firstWrong === null ? null : diagnoseSlope(activation, entries);
  return makeReport({ ...about, entries, firstWrong, notes, diagnosis });
}

/** One entry for each z, which is its index. `whole` is the function whose slope f should have. */
function pointEntries(f: Elementwise, whole: Elementwise, at: Vector, { tolerance }: CheckPlan): Entry[] {
  return Array.from(at, (z) => {
    const analytic = f.derivative(z, f.apply(z));
    return judgeDerivative(
      { layer: null, parameter: "argument", index: [`z = ${z}`], analytic },
      (factor) => derivativeAt((one) => whole.apply(one), z, kinksOf(whole), factor),
      tolerance,
    );
  });
}

/** ∂E/∂z for E = Σ cⱼ aⱼ with random c, in random rows. */
function rowEntries(f: Rowwise, { seed, tolerance }: CheckPlan): Entry[] {
  return [1, 2, 3, 5].flatMap((columns) => {
    const random = stream(seed, "rows", columns);
    const draw = () => Float64Array.from({ length: columns }, () => 4 * random() - 2);
    const [z, c, a, slopes] = [draw(), draw(), draw(), draw()];
    f.applyRow(z, a);
    f.backwardRow(z, a, c, slopes);
    const E = (moved: Float64Array): number => {
      const into = new Float64Array(columns);
      f.applyRow(moved, into);
      return dotProduct(c, into);
    };
    return judgeArguments({ parameter: "argument", label: `row of ${columns}` }, E, z, slopes, tolerance);
  });
}

function drawPoints(seed: number): Float64Array {
  const random = stream(seed, "points");
  return Float64Array.from({ length: 61 }, (_, k) => (k < 41 ? Math.round(3 * (k - 20)) / 10 : 12 * random() - 6));
}

function diagnoseSlope(f: Activation, entries: readonly Entry[]): Diagnosis {
  const compared = entries.filter(({ status }) => status !== "kink");
  const [given, wanted] = [compared.map(({ analytic }) => analytic), compared.map(({ numeric }) => numeric)];
  const ratio = commonRatio(given, wanted);
  if (given.some(Number.isNaN)) return wholeDiagnosis("not a number", "The slope is NaN somewhere.");
  if (ratio !== null && Math.abs(ratio + 1) < 1e-3) return wholeDiagnosis("sign", "The sign is flipped.", ratio);
  if (ratio !== null)
    return wholeDiagnosis("factor", `The slope is ${ratioText(ratio)} times what it should be.`, ratio);
  const guess = isRowwise(f) ? undefined : guessSlope(f, compared, given);
  if (guess !== undefined) return guess;
  const failed = compared.filter(({ status }) => status === "fail").map(({ index }) => index.join(" "));
  const where = `Wrong at ${failed.length} of ${compared.length} points: ${firstFour(failed)}.`;
  return wholeDiagnosis(failed.length <= compared.length / 4 ? "few entries" : "unknown", where);
}

/**
 * The mistake that gives these slopes, with ∂E/∂a = 1 and the slope of f by difference quotients.
 */
function guessSlope(f: Elementwise, compared: readonly Entry[], given: readonly number[]): Diagnosis | undefined {
  const column = (value: (k: number) => number): Matrix =>
    matrix(
      compared.length,
      1,
      Float64Array.from(compared, (_, k) => value(k)),
    );
  const z = column((k) => Number(String(compared[k].index[0]).slice("z = ".length)));
  const a = column((k) => f.apply(z.data[k]));
  const right = { ...f, derivative: (one: number) => derivativeAt((at) => f.apply(at), one).value };
  const [, ...guesses] = slopeGuesses(right, z, a, () => column(() => 1));
  const found = guesses.find(({ values }) => isNear(given, values(), 1e-5));
  return found && wholeDiagnosis(found.pattern, `It looks as if ${found.message}.`);
}
