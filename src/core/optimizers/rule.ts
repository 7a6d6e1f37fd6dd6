import type { Vector } from "../numbers/matrix.js";
import type { Progress } from "../schedules/schedule.js";
import type { Optimizer, OptimizerState } from "./optimizer.js";

/** What the compiled kernels need to know of an optimizer of the library. */
export interface Rule<State extends OptimizerState = OptimizerState> {
  /** Of `compiled/codes.ts`. */
  readonly code: number;
  /** What is the same for all updates. */
  readonly constants: readonly number[];
  /** Counts an update, and puts the up to three numbers that follow from the schedule and the count into `into`, from `at` on. */
  next(state: State, progress: Progress | undefined, into: Vector, at: number): void;
  /** What it remembers of each parameter. */
  memories(state: State): readonly Vector[];
}

const rules = /* @__PURE__ */ new WeakMap<object, Rule>();

/** Freezes the optimizer, and remembers that the compiled kernels have its update. */
export function ruled<State extends OptimizerState>(
  rule: Rule<State>,
  optimizer: Optimizer<State>,
): Readonly<Optimizer<State>> {
  rules.set(optimizer, rule as Rule);
  return Object.freeze(optimizer);
}

/** The rule of an optimizer; none for what is somebody's own. */
export function ruleOf(optimizer: Optimizer): Rule | undefined {
  return rules.get(optimizer);
}

/** Where `next` puts its numbers for a step in JavaScript. */
export const scalars: Float64Array = /* @__PURE__ */ new Float64Array(3);
