import { OptionError } from "../../core/index.js";
import { checkNames, checkNumber, checkSeed, show } from "../../core/internal.js";
import type { Method } from "./report.js";

/**
 * What to do with entries on a kink: `skip` them, `resample` at a point nearby, or let them `fail`.
 */
export type KinkPolicy = "skip" | "resample" | "fail";

/** Options of all gradient checks. */
export interface CheckOptions {
  /**
   * `richardson`: difference quotients extrapolated to step 0, for each entry. `central`: one
   * central difference for each entry. `directional`: slopes along a few random directions, and all
   * entries only where a direction is wrong. `richardson` unless given.
   */
  method?: Method | undefined;
  /**
   * The allowed error, relative to the larger of the two values; 1e−5 unless given, and 1e−3 for a
   * float32 network.
   */
  tolerance?: number | undefined;
  /**
   * The first step, above 0, at most 1; unless given, 1/64 for `richardson` and `directional`, 1e−5
   * for `central`.
   */
  step?: number | undefined;
  /** Random directions of each part for `directional`; 4 unless given. */
  directions?: number | undefined;
  /** What to do with entries on a kink; `skip` unless given. The report counts them in any case. */
  kinks?: KinkPolicy | undefined;
  /** The seed of everything random in the check; 0 unless given. */
  seed?: number | undefined;
}

/** The options, checked and complete. */
export interface CheckPlan {
  readonly method: Method;
  readonly tolerance: number;
  readonly step: number | undefined;
  readonly directions: number;
  readonly kinks: KinkPolicy;
  readonly seed: number;
}

/**
 * Checks the options and fills in the defaults. `more` names the options of this one check.
 *
 * @throws OptionError for an unknown option or a value out of range.
 */
export function readCheckPlan(
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
export function checkOneOf(call: string, name: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  throw new OptionError(`${call}: ${name} is ${show(value)}, wanted ${words.map((word) => `"${word}"`).join(" or ")}`);
}
