import type { Sample } from "../../core/index.js";
import { DataError, OptionError, ShapeError } from "../../core/index.js";
import { checkFunction, type DifferencePair, readSample, show, stream } from "../../core/internal.js";
import { sameBits } from "../matrices.js";
import { applyKinkPolicy, differentiateBy, judgeDerivative } from "./judge.js";
import { makeReport } from "./makeReport.js";
import { dotProduct, makeNudge, mostNudges, randomDirection, stepScale } from "./moves.js";
import { type CheckOptions, type CheckPlan, checkOneOf, readCheckPlan } from "./options.js";
import { diagnoseVector } from "./patterns.js";
import { type Entry, firstWrongOf, type GradientReport } from "./report.js";

/** Options of {@link checkGradient}. */
export interface CheckGradientOptions extends CheckOptions {
  /**
   * The precision of f: `"float32"` takes a wider tolerance, 1e−2 unless given. `"float64"` unless
   * given.
   */
  precision?: "float64" | "float32" | undefined;
  /** The name of the function in the report; `f.name`, else `f`, unless given. */
  name?: string | undefined;
}

/** A function from a vector to one number. */
export type ScalarFunction = (x: Float64Array) => number;

/** The gradient under test: a function of the same vector, or the numbers at the point. */
export type Gradient = ((x: Float64Array) => ArrayLike<number>) | ArrayLike<number>;

/**
 * Compares a gradient from any source with difference quotients of f at one point.
 *
 * The five-point test finds kinks: points where the slopes to the left and to the right do not
 * meet, however small the step. Both functions are called twice with the same numbers and must
 * return the same bits.
 *
 * ```ts
 * import { checkGradient } from "deltarule/testing";
 *
 * checkGradient(([x, y]) => x * x * y, ([x, y]) => [2 * x * y, x * x], [1, 2]).ok; // true
 * ```
 *
 * @throws OptionError for an unknown option or one out of range; ShapeError for a gradient of
 * another length than the point; DataError for a point without numbers or a function value that is
 * not a number; whatever f and the gradient throw.
 */
export function checkGradient(
  f: ScalarFunction,
  gradient: Gradient,
  at: Sample,
  options: CheckGradientOptions = {},
): GradientReport {
  const call = "checkGradient";
  const { precision = "float64", name = f?.name || "f" } = options;
  checkFunction(call, "f", f, "a function of a vector");
  checkOneOf(call, "precision", precision, ["float64", "float32"]);
  const single = precision === "float32";
  const plan = readCheckPlan(call, options, { tolerance: single ? 1e-2 : 1e-5 }, ["precision", "name"]);
  const subject = `the gradient of ${name} in ${at?.length} numbers`;
  const here = Float64Array.from(readSample(at, { call, name: "point" }).data);
  if (here.length === 0) throw new DataError(`${call}: the point has no numbers`);
  const test: GradientTest = { f, gradient, unit: single ? 2 ** -23 : 2 ** -52, plan };
  const nudge = makeNudge(plan.seed);
  const notes: string[] = [];
  let checked = checkAt(test, here);
  for (let tries = 0; tries < mostNudges && plan.kinks === "resample" && typeof gradient === "function"; tries++) {
    if (!checked.entries.some(({ status }) => status === "kink")) break;
    checked = checkAt(test, here.map(nudge));
    notes[0] = `Kinks were avoided: x was moved at random by up to 1 %, ${tries + 1} times.`;
  }
  const entries = applyKinkPolicy(checked.entries, plan);
  const firstWrong = firstWrongOf(entries);
  return makeReport({
    subject,
    method: plan.method,
    tolerance: plan.tolerance,
    seed: plan.seed,
    entries,
    firstWrong,
    diagnosis: firstWrong !== null || !checked.repeats ? diagnoseVector(entries, checked) : null,
    notes,
    broken: !checked.repeats,
  });
}

/** A function, its gradient under test, and how to compare them. */
interface GradientTest {
  readonly f: ScalarFunction;
  readonly gradient: Gradient;
  /** The rounding error of a value of f, relative to the value. */
  readonly unit: number;
  readonly plan: CheckPlan;
}

/** The comparison at one point. */
interface CheckedPoint {
  readonly entries: readonly Entry[];
  /** The same numbers give the same bits. */
  readonly repeats: boolean;
}

function checkAt({ f, gradient, unit, plan }: GradientTest, x: Float64Array): CheckedPoint {
  const read = (): Float64Array =>
    readGradient(typeof gradient === "function" ? gradient(x.slice()) : gradient, x.length);
  const value = (at: Float64Array): number => readValue(f(at));
  const [analytic, again] = [read(), read()];
  const [base, once] = [value(x.slice()), value(x.slice())];
  const repeats = Object.is(base, once) && sameBits(analytic, again);
  const compare = (index: Entry["index"], given: number, size: number, direction: (k: number) => number): Entry => {
    const pairAt = (h: number): DifferencePair => {
      const step = h * size;
      const [up, down] = [x.map((one, k) => one + step * direction(k)), x.map((one, k) => one - step * direction(k))];
      const [plus, minus] = [value(up), value(down)];
      const noise = 4 * unit * (Math.abs(plus) + Math.abs(minus));
      return { difference: plus - minus, bend: plus + minus - 2 * base, span: 2 * step, noise, crossed: false };
    };
    return judgeDerivative(
      { layer: null, parameter: "argument", index, analytic: given },
      (factor) => differentiateBy((h) => pairAt(h * factor), plan),
      plan.tolerance,
    );
  };
  const compareEntries = (): Entry[] =>
    Array.from(x, (one, k) => compare([k], analytic[k], stepScale(one), (i) => (i === k ? 1 : 0)));
  if (plan.method !== "directional") return { entries: compareEntries(), repeats };
  const random = stream(plan.seed, "directions");
  const entries = Array.from({ length: plan.directions }, (_, d) => {
    const direction = randomDirection(x.length, random);
    return compare(["direction", d], dotProduct(direction, analytic), 1, (k) => direction[k]);
  });
  const wrong = entries.some(({ status }) => status === "fail");
  return { entries: wrong ? compareEntries() : entries, repeats };
}

function readGradient(given: ArrayLike<number>, length: number): Float64Array {
  if (typeof given !== "object" || given === null || typeof given.length !== "number")
    throw new OptionError(`checkGradient: the gradient is ${show(given)}, wanted an array of numbers`);
  if (given.length !== length)
    throw new ShapeError(`checkGradient: the gradient has ${given.length} numbers, the point has ${length}`);
  return Float64Array.from(given);
}

function readValue(value: unknown): number {
  if (typeof value === "number") return value;
  throw new DataError(`checkGradient: f gave ${show(value)}, wanted a number`);
}
