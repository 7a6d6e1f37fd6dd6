import { type FollowCase, type GradientCase, type GradientsCase, reportFollowing, reportGradients } from "./assert.js";
import { checkGradient, type Gradient, type ScalarFunction } from "./gradient/checkGradient.js";
import type { CheckedNetwork } from "./network/target.js";
import type { CheckedOptimizer } from "./optimizer/path.js";
import type { Rule, RuleName } from "./optimizer/rules.js";

/** The matchers that `expect(…)` has after registration. */
export interface GradientMatchers<R = void> {
  /**
   * All gradients of the network are right: `expect(net).toHaveCorrectGradients({ x, t, loss })`.
   */
  toHaveCorrectGradients(given: GradientsCase): R;
  /** The function has this gradient: `expect(f).toHaveGradient(g, { at })`. */
  toHaveGradient(gradient: Gradient, given: GradientCase): R;
  /** The optimizer follows this rule: `expect(adam()).toFollow("adam")`. */
  toFollow(reference: RuleName | Rule, given?: FollowCase): R;
}

/** What a matcher returns to the test runner. */
export interface MatcherResult {
  readonly pass: boolean;
  /** The text to print when the assertion fails. */
  readonly message: () => string;
}

/**
 * Matchers for `expect.extend` of vitest and jest.
 *
 * ```ts
 * import { matchers } from "deltarule/testing";
 * import { expect } from "vitest";
 *
 * expect.extend(matchers);
 * ```
 */
export const matchers: {
  /** All gradients of a network are right. */
  readonly toHaveCorrectGradients: (received: unknown, given: GradientsCase) => MatcherResult;
  /** A function has this gradient. */
  readonly toHaveGradient: (received: unknown, gradient: Gradient, given: GradientCase) => MatcherResult;
  /** An optimizer follows this rule. */
  readonly toFollow: (received: unknown, reference: RuleName | Rule, given?: FollowCase) => MatcherResult;
} = {
  toHaveCorrectGradients: (received, given) => matcherResult(reportGradients(received as CheckedNetwork, given)),
  toHaveGradient: (received, gradient, { at, ...options }) =>
    matcherResult(checkGradient(received as ScalarFunction, gradient, at, options)),
  toFollow: (received, reference, given = {}) =>
    matcherResult(reportFollowing(received as CheckedOptimizer<unknown>, reference, given)),
};

function matcherResult(report: { readonly ok: boolean; toString(): string }): MatcherResult {
  return { pass: report.ok, message: () => String(report) };
}
