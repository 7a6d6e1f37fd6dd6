/**
 * Checks of gradients, optimizers, activations and losses, of this library and of any other.
 *
 * @module
 */

export {
  assertFollows,
  assertGradient,
  assertGradients,
  CheckError,
  type FollowCase,
  type GradientCase,
  type GradientsCase,
} from "./assert.js";
export {
  type CheckGradientOptions,
  checkGradient,
  type Gradient,
  type ScalarFunction,
} from "./gradient/checkGradient.js";
export type { CheckOptions, KinkPolicy } from "./gradient/options.js";
export type {
  Diagnosis,
  Entry,
  EntryStatus,
  GradientReport,
  Method,
  Parameter,
  Pattern,
  Place,
  Scope,
  Totals,
} from "./gradient/report.js";
export { type GradientMatchers, type MatcherResult, matchers } from "./matchers.js";
export { type CheckGradientsOptions, checkGradients } from "./network/checkGradients.js";
export type { BackwardPass, CheckedNetwork, GivenGradients, Numbers } from "./network/target.js";
export { type CheckOptimizerOptions, checkOptimizer } from "./optimizer/checkOptimizer.js";
export type { CheckedOptimizer } from "./optimizer/path.js";
export type { OptimizerDiagnosis, OptimizerEntry, OptimizerReport } from "./optimizer/report.js";
export { type Rule, type RuleName, type RuleNumbers, type RuleOptions, referenceRule } from "./optimizer/rules.js";
export { type CheckActivationOptions, checkActivation } from "./pieces/checkActivation.js";
export { type CheckLossOptions, checkLoss } from "./pieces/checkLoss.js";
