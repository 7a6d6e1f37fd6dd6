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
import { type CheckedOptimizer, type CheckOptimizerOptions, checkOptimizer } from "./optimizer/checkOptimizer.js";
import type { OptimizerReport } from "./optimizer/report.js";
import { type Rule, type RuleName, type RuleOptions, referenceRule } from "./optimizer/rules.js";

/** What a failed check throws: the report is its message, and beside it as data. */
export class CheckError<Report extends GradientReport | OptimizerReport = GradientReport> extends DeltaruleError {
  override readonly name: string = "CheckError";

  constructor(readonly report: Report) {
    super(String(report));
  }
}

/** Data and loss to check a network's gradients with, and how. */
export interface GradientsCase<Net extends CheckedNetwork = CheckedNetwork> extends CheckGradientsOptions<Net> {
  x: Sample | Samples;
  t: Sample | Samples;
  loss: Loss;
}

/** Where to check a function's gradient, and how. */
export interface GradientCase extends CheckGradientOptions {
  at: Sample;
}

/** Numbers of a stock rule, and how to check against it. */
export interface FollowCase extends RuleOptions, CheckOptimizerOptions {}

/**
 * `checkGradients` for `node:test` and whatever else fails by throwing.
 *
 * @throws CheckError when a gradient is wrong, with the report; else as `checkGradients`.
 */
export function assertGradients<Net extends CheckedNetwork>(net: Net, given: GradientsCase<Net>): void {
  const report = reportGradients(net, given);
  if (!report.ok) throw new CheckError(report);
}

/**
 * `checkGradient` for `node:test` and whatever else fails by throwing.
 *
 * @throws CheckError when the gradient is wrong, with the report; else as `checkGradient`.
 */
export function assertGradient(f: ScalarFunction, gradient: Gradient, given: GradientCase): void {
  const { at, ...options } = given;
  const report = checkGradient(f, gradient, at, options);
  if (!report.ok) throw new CheckError(report);
}

/**
 * `checkOptimizer` for `node:test` and whatever else fails by throwing.
 *
 * @throws CheckError when a step differs, with the report; else as `checkOptimizer`.
 */
export function assertFollows<State>(
  optimizer: CheckedOptimizer<State>,
  reference: RuleName | Rule,
  given: FollowCase = {},
): void {
  const report = reportFollowing(optimizer, reference, given);
  if (!report.ok) throw new CheckError(report);
}

/** The report of a network and a case. */
export function reportGradients<Net extends CheckedNetwork>(net: Net, given: GradientsCase<Net>): GradientReport {
  const { x, t, loss, ...options } = given;
  return checkGradients(net, x, t, loss, options);
}

/** The report of an optimizer and a rule, with the rule's own numbers among the options. */
export function reportFollowing<State>(
  optimizer: CheckedOptimizer<State>,
  reference: RuleName | Rule,
  given: FollowCase,
): OptimizerReport {
  const { steps, tolerance, seed, ...numbers } = given;
  const rule = typeof reference === "string" ? referenceRule(reference, numbers) : reference;
  return checkOptimizer(optimizer, rule, { steps, tolerance, seed });
}
