import { type FollowCase, type GradientCase, type GradientsCase, reportFollowing, reportGradients } from "./assert.js";
import { checkGradient, type Gradient, type ScalarFunction } from "./gradient/checkGradient.js";
import type { CheckedNetwork } from "./network/target.js";
import type { CheckedOptimizer } from "./optimizer/checkOptimizer.js";
import type { Rule, RuleName } from "./optimizer/rules.js";

/** What `expect(…)` gains. */
export interface GradientMatchers<R = void> {
  /** Every gradient of the network is right: `expect(net).toHaveCorrectGradients({ x, t, loss })`. */
  toHaveCorrectGradients(given: GradientsCase): R;
  /** The function has this gradient: `expect(f).toHaveGradient(g, { at })`. */
  toHaveGradient(gradient: Gradient, given: GradientCase): R;
  /** The optimizer makes the steps of this rule: `expect(adam()).toFollow("adam")`. */
  toFollow(reference: RuleName | Rule, given?: FollowCase): R;
}

/** What a matcher tells the test runner. */
export interface MatcherResult {
  readonly pass: boolean;
  /** What to print when it fails. */
  readonly message: () => string;
}

/** Matchers for `expect.extend` of vitest and jest. */
export const matchers: {
  /** Every gradient of a network is right. */
  readonly toHaveCorrectGradients: (received: unknown, given: GradientsCase) => MatcherResult;
  /** A function has this gradient. */
  readonly toHaveGradient: (received: unknown, gradient: Gradient, given: GradientCase) => MatcherResult;
  /** An optimizer makes the steps of this rule. */
  readonly toFollow: (received: unknown, reference: RuleName | Rule, given?: FollowCase) => MatcherResult;
} = {
  toHaveCorrectGradients: (received, given) => told(reportGradients(received as CheckedNetwork, given)),
  toHaveGradient: (received, gradient, { at, ...options }) =>
    told(checkGradient(received as ScalarFunction, gradient, at, options)),
  toFollow: (received, reference, given = {}) =>
    told(reportFollowing(received as CheckedOptimizer<unknown>, reference, given)),
};

function told(report: { readonly ok: boolean; toString(): string }): MatcherResult {
  return { pass: report.ok, message: () => String(report) };
}
