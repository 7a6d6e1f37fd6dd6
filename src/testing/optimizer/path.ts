import type { OptimizerState, Vector } from "../../core/index.js";
import { stream } from "../../core/internal.js";
import type { RuleUpdate } from "./rules.js";

/** The optimizer that `checkOptimizer` checks: an `Optimizer` of the library is one. */
export interface CheckedOptimizer<State = OptimizerState> {
  readonly name?: string;
  /** The state before the first step. */
  initialize(parameterCount: number): State;
  /** Changes `parameters` and `state` in place. */
  step(parameters: Vector, gradient: Vector, state: State): void;
}

/** Parameters, one row a step. */
export type ParameterRows = readonly (readonly number[])[];

/** The parameters before the first step, and the gradients, one row a step. */
export interface OptimizerPath {
  readonly start: readonly number[];
  readonly gradients: ParameterRows;
}

/** Random parameters and gradients of sizes from 1e−6 to 10, with zeros and changes of sign. */
export function drawPath(steps: number, seed: number): OptimizerPath {
  const random = stream(seed, "optimizer");
  const sizes = [1, 0.1, 1e-2, 1e-4, 1e-6, 10, 1];
  return {
    start: sizes.map((_, k) => (2 * random() - 1) * (k === 6 ? 10 : 1)),
    gradients: Array.from({ length: steps }, (_, s) =>
      sizes.map((size, k) => (k === 6 && s % 3 === 1 ? 0 : size * (0.3 + 2 * random() - (random() < 0.3 ? 2 : 0)))),
    ),
  };
}

/** The parameters after each step of a rule. */
export function followRule({ start, gradients }: OptimizerPath, rule: () => RuleUpdate): ParameterRows {
  const updates = start.map(() => rule());
  let now: readonly number[] = start;
  return gradients.map((gradient) => {
    now = now.map((p, k) => updates[k](p, gradient[k]));
    return now;
  });
}

/**
 * The parameters after each step of an optimizer. With `beside`, a second state of the same
 * optimizer makes its own steps in between.
 */
export function followOptimizer<State>(
  optimizer: CheckedOptimizer<State>,
  path: OptimizerPath,
  beside: OptimizerPath | null,
): ParameterRows {
  const parameters = Float64Array.from(path.start);
  const state = optimizer.initialize(parameters.length);
  const others = Float64Array.from(beside?.start ?? []);
  const otherState = beside === null ? null : optimizer.initialize(others.length);
  return path.gradients.map((gradient, s) => {
    if (otherState !== null) optimizer.step(others, Float64Array.from(beside?.gradients[s] ?? []), otherState);
    optimizer.step(parameters, Float64Array.from(gradient), state);
    return Array.from(parameters);
  });
}
