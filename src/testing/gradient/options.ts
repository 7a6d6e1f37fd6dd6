import { OptionError } from "../../core/index.js";
import { checkNames, checkNumber, checkSeed, show } from "../../core/internal.js";
import type { Method } from "./report.js";

/** What to do with entries on a kink: count them, try again a little beside it, or call them failed. */
export type KinkPolicy = "skip" | "resample" | "fail";

/** Options that every check of gradients has. */
export interface CheckOptions {
  /**
   * `richardson`: difference quotients extrapolated to step 0, entry by entry. `central`: one central difference an entry.
   * `directional`: slopes along a few random directions, and every entry only where one of them is wrong. `richardson` unless given.
   */
  method?: Method | undefined;
  /** How far a derivative may be off, relative to the larger of the two values; 1e−5 unless given, and 1e−3 for float32. */
  tolerance?: number | undefined;
  /** The first step, above 0: 1/64 for `richardson` and `directional`, 1e−5 for `central` unless given. */
  step?: number | undefined;
  /** How many random directions `directional` takes of each part; 4 unless given. */
  directions?: number | undefined;
  /** What to do with entries on a kink; `skip` unless given. They are counted in any case. */
  kinks?: KinkPolicy | undefined;
  /** The seed of everything random in the check; 0 unless given. */
  seed?: number | undefined;
}

/** The options, complete. */
export interface CheckPlan {
  readonly method: Method;
  readonly tolerance: number;
  readonly step: number | undefined;
  readonly directions: number;
  readonly kinks: KinkPolicy;
  readonly seed: number;
}

/** Checks the options and fills in what is left out. */
export function readOptions(
  call: string,
  options: CheckOptions,
  defaults: { readonly tolerance: number },
  more: readonly string[] = [],
): CheckPlan {
  checkNames(call, options, ["method", "tolerance", "step", "directions", "kinks", "seed", ...more]);
  const {
    method = "richardson",
    tolerance = defaults.tolerance,
    step,
    directions = 4,
    kinks = "skip",
    seed = 0,
  } = options;
  checkOneOf(call, "method", method, ["richardson", "central", "directional"]);
  checkOneOf(call, "kinks", kinks, ["skip", "resample", "fail"]);
  checkNumber(call, "tolerance", tolerance, { above: 0 });
  checkNumber(call, "directions", directions, { integer: true, min: 1 });
  if (step !== undefined) checkNumber(call, "step", step, { above: 0, max: 1 });
  checkSeed(call, seed);
  return { method, tolerance, step, directions, kinks, seed };
}

/** Throws unless `value` is one of these words. */
export function checkOneOf(call: string, name: string, value: unknown, words: readonly string[]): void {
  if (words.includes(value as string)) return;
  throw new OptionError(`${call}: ${name} is ${show(value)}, wanted ${words.map((word) => `"${word}"`).join(" or ")}`);
}
