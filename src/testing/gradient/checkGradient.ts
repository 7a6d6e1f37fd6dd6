import type { Sample } from "../../core/index.js";
import { DataError, OptionError, ShapeError } from "../../core/index.js";
import { checkFunction, type DifferencePair, differentiate, readSample, show, stream } from "../../core/internal.js";
import { diagnoseVector } from "./diagnoseVector.js";
import { judge, kinkFails } from "./judge.js";
import { reportOf } from "./makeReport.js";
import { type CheckOptions, type CheckPlan, checkOneOf, readOptions } from "./options.js";
import type { Entry, GradientReport } from "./report.js";

/** Options of {@link checkGradient}. */
export interface CheckGradientOptions extends CheckOptions {
  /** In what precision f computes: a float32 one needs wider steps and a wider tolerance. `"float64"` unless given. */
  precision?: "float64" | "float32" | undefined;
  /** What the report calls the function; `f` unless given. */
  name?: string | undefined;
}

/** A function of many numbers with one number as its value. */
export type ScalarFunction = (x: Float64Array) => number;

/** Its gradient: a function of the same numbers, or the numbers themselves. */
export type Gradient = ((x: Float64Array) => ArrayLike<number>) | ArrayLike<number>;

/**
 * Compares any gradient, by whatever means it was computed, with difference quotients of the function at one point.
 *
 * Kinks are found by the test of five points: slopes to the left and to the right that do not meet however small the step is.
 * Both functions are called twice with the same numbers, and must give the same bits.
 *
 * @throws OptionError for options that are unknown or out of range, ShapeError or DataError for a gradient of another length or
 * a function value that is no number; whatever the functions throw.
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
  const plan = readOptions(call, options, { tolerance: precision === "float32" ? 1e-2 : 1e-5 }, ["precision", "name"]);
  const subject = `the gradient of ${name} in ${at?.length} numbers`;
  const here = Float64Array.from(readSample(at, { call, name: "point" }).data);
  if (here.length === 0) throw new DataError(`${call}: the point has no numbers`);
  const problem: Problem = { f, gradient, unit: precision === "float32" ? 2 ** -23 : 2 ** -52, plan };
  const random = stream(plan.seed, "resample");
  let [checked, notes] = [checkAt(problem, here), [] as string[]];
  for (let tries = 0; tries < 8 && plan.kinks === "resample" && typeof gradient === "function"; tries++) {
    if (!checked.entries.some(({ status }) => status === "kink")) break;
    const moved = here.map((one) => one + (2 * random() - 1) * 1e-2 * Math.max(1, Math.abs(one)));
    checked = checkAt(problem, moved);
    notes = [`Kinks were avoided: x was moved at random by up to 1 %, ${tries + 1} times.`];
  }
  const entries = plan.kinks === "fail" ? checked.entries.map(kinkFails) : checked.entries;
  const failed = entries.some(({ status }) => status === "fail");
  return reportOf({
    subject,
    method: plan.method,
    tolerance: plan.tolerance,
    seed: plan.seed,
    entries,
    firstWrong: failed ? { layer: null, parameter: "argument" } : null,
    diagnosis: failed || !checked.repeats ? diagnoseVector(entries, checked) : null,
    notes,
    broken: !checked.repeats,
  });
}

interface Problem {
  readonly f: ScalarFunction;
  readonly gradient: Gradient;
  /** How much rounding there is in a value of f, relative to it. */
  readonly unit: number;
  readonly plan: CheckPlan;
}

/** What one point gave. */
export interface Checked {
  readonly entries: readonly Entry[];
  /** The same numbers give the same bits. */
  readonly repeats: boolean;
  /** What the gradient was at all entries, also where only directions were compared. */
  readonly analytic: Float64Array;
}

function checkAt({ f, gradient, unit, plan }: Problem, x: Float64Array): Checked {
  const read = (): Float64Array =>
    readGradient(typeof gradient === "function" ? gradient(x.slice()) : gradient, x.length);
  const value = (at: Float64Array): number => readValue(f(at));
  const [analytic, again] = [read(), read()];
  const [base, once] = [value(x.slice()), value(x.slice())];
  const repeats = Object.is(base, once) && analytic.every((one, k) => Object.is(one, again[k]));
  const along = (direction: (k: number) => number, size: number): ((h: number) => DifferencePair) => {
    return (h) => {
      const step = h * size;
      const [up, down] = [x.map((one, k) => one + step * direction(k)), x.map((one, k) => one - step * direction(k))];
      const [plus, minus] = [value(up), value(down)];
      const noise = 4 * unit * (Math.abs(plus) + Math.abs(minus));
      return { difference: plus - minus, bend: plus + minus - 2 * base, span: 2 * step, noise, crossed: false };
    };
  };
  const compare = (
    index: readonly (number | string)[],
    given: number,
    pairAt: (h: number) => DifferencePair,
  ): Entry => {
    const estimate = (factor: number) =>
      differentiate((h) => pairAt(h * factor), plan.method === "central" ? "central" : "richardson", plan.step);
    const of = { layer: null, parameter: "argument", index, analytic: given } as const;
    return judge(of, estimate(1), plan.tolerance, () => estimate(0.71));
  };
  const byEntry = (): Entry[] =>
    Array.from(x, (one, k) => {
      const size = 2 ** Math.ceil(Math.log2(Math.max(1, Math.abs(one))));
      return compare(
        [k],
        analytic[k],
        along((i) => (i === k ? 1 : 0), size),
      );
    });
  if (plan.method !== "directional") return { entries: byEntry(), repeats, analytic };
  const random = stream(plan.seed, "directions");
  const entries = Array.from({ length: plan.directions }, (_, d) => {
    const v = x.map(() => 2 * random() - 1);
    const length = Math.sqrt(v.reduce((sum, one) => sum + one * one, 0));
    const slope = v.reduce((sum, one, k) => sum + (one / length) * analytic[k], 0);
    return compare(
      ["direction", d],
      slope,
      along((k) => v[k] / length, 1),
    );
  });
  return { entries: entries.some(({ status }) => status === "fail") ? byEntry() : entries, repeats, analytic };
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
