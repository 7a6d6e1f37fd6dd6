/**
 * Checks of gradients, optimizers, activations and losses, by whatever library they are computed.
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
export type { Diagnosis, Pattern, Scope } from "./gradient/diagnosis.js";
export type { CheckOptions, KinkPolicy } from "./gradient/options.js";
export type { Entry, EntryStatus, GradientReport, Method, Parameter, Place, Totals } from "./gradient/report.js";
export { type GradientMatchers, type MatcherResult, matchers } from "./matchers.js";
export { type CheckGradientsOptions, checkGradients } from "./network/checkGradients.js";
export type { BackwardPass, CheckedNetwork, GivenGradients, Numbers } from "./network/target.js";
export { type CheckedOptimizer, type CheckOptimizerOptions, checkOptimizer } from "./optimizer/checkOptimizer.js";
export type { OptimizerDiagnosis, OptimizerEntry, OptimizerReport } from "./optimizer/report.js";
export { type Rule, type RuleName, type RuleNumbers, type RuleOptions, referenceRule } from "./optimizer/rules.js";
export { type CheckActivationOptions, checkActivation } from "./pieces/checkActivation.js";
export { type CheckLossOptions, checkLoss } from "./pieces/checkLoss.js";
