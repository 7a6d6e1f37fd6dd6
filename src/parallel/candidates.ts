import { DataError, type Json } from "../core/index.js";
import {
  checkNamesWith,
  checkNumber,
  checkSeed,
  elementary,
  isRecord,
  need,
  noHint,
  stream,
} from "../core/internal.js";

/**
 * All combinations of the values of each name, the last name fastest.
 *
 * ```ts
 * import { grid } from "deltarule/parallel";
 *
 * grid({ hidden: [4, 8], learningRate: [0.01, 0.1] });
 * // [{ hidden: 4, learningRate: 0.01 }, { hidden: 4, learningRate: 0.1 }, { hidden: 8, … }, …]
 * ```
 *
 * @throws OptionError if the space is not an object or a name has no array of values, DataError if
 * it has no value.
 */
export function grid<Space extends Readonly<Record<string, readonly Json[]>>>(
  space: Space,
): { readonly [Name in keyof Space]: Space[Name][number] }[];
export function grid(space: Readonly<Record<string, readonly Json[]>>): Readonly<Record<string, Json>>[] {
  checkSpace("grid", space);
  let all: Readonly<Record<string, Json>>[] = [{}];
  for (const [name, values] of Object.entries(space)) {
    need(Array.isArray(values), "grid", name, values, "an array of values");
    if (values.length === 0) throw new DataError(`grid: ${name} has no values`);
    all = all.flatMap((candidate) => values.map((value) => ({ ...candidate, [name]: value })));
  }
  return all;
}

function checkSpace(call: string, space: unknown): void {
  need(isRecord(space), call, "the space", space, "an object with a name for each option");
}

/** What a number or a choice is drawn from. */
export interface Distribution<Value extends Json> {
  /** The next value, from uniform random numbers in [0, 1). */
  draw(random: () => number): Value;
}

/**
 * Numbers in [low, high), all equally likely.
 *
 * ```ts
 * import { randomDraws, uniform } from "deltarule/parallel";
 *
 * const [{ dropout }] = randomDraws({ dropout: uniform(0, 0.5) }, { count: 1, seed: 1 });
 * dropout >= 0 && dropout < 0.5; // true
 * ```
 */
export function uniform(low: number, high: number): Distribution<number> {
  checkBounds("uniform", low, high);
  return { draw: (random) => low + (high - low) * random() };
}

/**
 * Numbers in [low, high) whose logarithms are equally likely: 0.001 to 0.01 as often as 0.01 to
 * 0.1. For learning rates and regularization.
 *
 * ```ts
 * import { logUniform, randomDraws } from "deltarule/parallel";
 *
 * const [{ rate }] = randomDraws({ rate: logUniform(0.001, 0.1) }, { count: 1, seed: 1 });
 * rate >= 0.001 && rate < 0.1; // true
 * ```
 */
export function logUniform(low: number, high: number): Distribution<number> {
  checkNumber("logUniform", "low", low, { above: 0 });
  checkBounds("logUniform", low, high);
  const { exp, log } = elementary;
  return { draw: (random) => Math.min(Math.max(exp(log(low) + random() * log(high / low)), low), high) };
}

/**
 * Whole numbers from low to high, both included.
 *
 * ```ts
 * import { integers, randomDraws } from "deltarule/parallel";
 *
 * const [{ hidden }] = randomDraws({ hidden: integers(2, 16) }, { count: 1, seed: 1 });
 * hidden >= 2 && hidden <= 16; // true
 * ```
 */
export function integers(low: number, high: number): Distribution<number> {
  checkNumber("integers", "low", low, { integer: true });
  checkNumber("integers", "high", high, { integer: true, min: low });
  return { draw: (random) => low + Math.floor(random() * (high - low + 1)) };
}

/**
 * One of these values, all equally likely.
 *
 * ```ts
 * import { choice, randomDraws } from "deltarule/parallel";
 *
 * randomDraws({ activation: choice(["relu", "tanh"]) }, { count: 3, seed: 1 }).length; // 3
 * ```
 */
export function choice<Value extends Json>(values: readonly Value[]): Distribution<Value> {
  need(Array.isArray(values), "choice", "values", values, "an array");
  if (values.length === 0) throw new DataError("choice: there are no values");
  return { draw: (random) => values[Math.floor(random() * values.length)] };
}

function checkBounds(call: string, low: unknown, high: unknown): void {
  checkNumber(call, "low", low);
  checkNumber(call, "high", high, { above: low });
}

/**
 * Random candidates. Draw k depends on the seed and k alone, so that more draws begin with the same
 * ones.
 *
 * ```ts
 * import { integers, logUniform, randomDraws } from "deltarule/parallel";
 *
 * const space = { hidden: integers(2, 16), learningRate: logUniform(0.001, 0.1) };
 * randomDraws(space, { count: 20, seed: 1 }).length; // 20
 * ```
 *
 * @throws OptionError if the count or the seed is not a whole number, or a name has no
 * distribution.
 */
export function randomDraws<Space extends Readonly<Record<string, Distribution<Json>>>>(
  space: Space,
  options: { readonly count: number; readonly seed: number },
): { readonly [Name in keyof Space]: Space[Name] extends Distribution<infer Value> ? Value : never }[];
export function randomDraws(
  space: Readonly<Record<string, Distribution<Json>>>,
  options: { readonly count: number; readonly seed: number },
): Readonly<Record<string, Json>>[] {
  checkSpace("randomDraws", space);
  checkNamesWith(noHint, "randomDraws", options, ["count", "seed"]);
  const { count, seed } = options;
  checkNumber("randomDraws", "count", count, { integer: true, min: 0 });
  checkSeed("randomDraws", seed);
  for (const [name, distribution] of Object.entries(space)) {
    const isOne = typeof distribution?.draw === "function";
    need(isOne, "randomDraws", name, distribution, "a distribution such as uniform(0, 1)");
  }
  return Array.from({ length: count }, (_, k) => {
    const random = stream(seed, "draws", k);
    return Object.fromEntries(Object.entries(space).map(([name, one]) => [name, one.draw(random)]));
  });
}
