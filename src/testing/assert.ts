import type { Loss, Sample, Samples } from "../core/index.js";
import { DeltaruleError } from "../core/index.js";
import {
  type CheckGradientOptions,
  checkGradient,
  type Gradient,
  type ScalarFunction,
} from "./gradient/checkGradient.js";
import type { GradientReport } from "./gradient/report.js";
import { type CheckGradientsOptions, checkGradients } from "./network/checkGradients.js";
import type { CheckedNetwork } from "./network/target.js";
import { type CheckOptimizerOptions, checkOptimizer } from "./optimizer/checkOptimizer.js";
import type { CheckedOptimizer } from "./optimizer/path.js";
import type { OptimizerReport } from "./optimizer/report.js";
import { type Rule, type RuleName, type RuleOptions, referenceRule } from "./optimizer/rules.js";

/**
 * The error of a failed check. Its message is the report as text; `report` has the data.
 *
 * ```ts
 * import { assertGradient, CheckError } from "deltarule/testing";
 *
 * const checked = () => {
 *   try {
 *     // A 2 is missing in this gradient.
 *     assertGradient(([x]) => x * x, ([x]) => [x], { at: [3] });
 *     return true;
 *   } catch (error) {
 *     if (error instanceof CheckError) return error.report.ok;
 *     throw error;
 *   }
 * };
 * checked(); // false
 * ```
 */
export class CheckError<Report extends GradientReport | OptimizerReport = GradientReport> extends DeltaruleError {
  override readonly name: string = "CheckError";

  constructor(
    /** What was compared, and what differs. */
    readonly report: Report,
  ) {
    super(String(report));
  }
}

/** The data and the loss of a gradient check of a network, and its options. */
export interface GradientsCase<Net extends CheckedNetwork = CheckedNetwork> extends CheckGradientsOptions<Net> {
  /** The inputs: a sample or rows. */
  x: Sample | Samples;
  /** The targets, as many as inputs. */
  t: Sample | Samples;
  /** The loss whose gradient is checked. */
  loss: Loss;
}

/** The point of a gradient check of a function, and its options. */
export interface GradientCase extends CheckGradientOptions {
  /** The point at which the slopes are compared. */
  at: Sample;
}

/** The numbers of a stock rule, and the options of a check against it. */
export interface FollowCase extends RuleOptions, CheckOptimizerOptions {}

/**
 * `checkGradients` for `node:test` and other runners in which a test fails when it throws.
 *
 * ```ts
 * import { Layer, mse, Sequential, tanh } from "deltarule";
 * import { assertGradients } from "deltarule/testing";
 *
 * const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 1 });
 * assertGradients(net, { x: [[1, 2]], t: [[0]], loss: mse });
 * ```
 *
 * @throws CheckError when a gradient is wrong, with the report; otherwise as `checkGradients`.
 */
export function assertGradients<Net extends CheckedNetwork>(net: Net, given: GradientsCase<Net>): void {
  const report = reportGradients(net, given);
  if (!report.ok) throw new CheckError(report);
}

/**
 * `checkGradient` for `node:test` and other runners in which a test fails when it throws.
 *
 * ```ts
 * import { assertGradient } from "deltarule/testing";
 *
 * assertGradient(([x, y]) => x * x + 3 * y, ([x]) => [2 * x, 3], { at: [1, 2] });
 * ```
 *
 * @throws CheckError when the gradient is wrong, with the report; otherwise as `checkGradient`.
 */
export function assertGradient(f: ScalarFunction, gradient: Gradient, given: GradientCase): void {
  const { at, ...options } = given;
  const report = checkGradient(f, gradient, at, options);
  if (!report.ok) throw new CheckError(report);
}

/**
 * `checkOptimizer` for `node:test` and other runners in which a test fails when it throws.
 *
 * ```ts
 * import { adam } from "deltarule";
 * import { assertFollows } from "deltarule/testing";
 *
 * // Throws when a step differs.
 * assertFollows(adam(), "adam", {});
 * ```
 *
 * @throws CheckError when a step differs, with the report; otherwise as `checkOptimizer`.
 */
export function assertFollows<State>(
  optimizer: CheckedOptimizer<State>,
  reference: RuleName | Rule,
  given: FollowCase = {},
): void {
  const report = reportFollowing(optimizer, reference, given);
  if (!report.ok) throw new CheckError(report);
}

/** The report of a network for this case. */
export function reportGradients<Net extends CheckedNetwork>(net: Net, given: GradientsCase<Net>): GradientReport {
  const { x, t, loss, ...options } = given;
  return checkGradients(net, x, t, loss, options);
}

/** The report of an optimizer and a rule; the options also hold the rule's numbers. */
export function reportFollowing<State>(
  optimizer: CheckedOptimizer<State>,
  reference: RuleName | Rule,
  given: FollowCase,
): OptimizerReport {
  const { steps, tolerance, seed, ...numbers } = given;
  const rule = typeof reference === "string" ? referenceRule(reference, numbers) : reference;
  return checkOptimizer(optimizer, rule, { steps, tolerance, seed });
}
