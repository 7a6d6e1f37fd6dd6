import { builtIn, isBuiltIn } from "../checks/builtIn.js";
import { tellable } from "../checks/describe.js";
import type { Vector } from "../numbers/matrix.js";
import { type Progress, type Rate, rateAt, type Schedule } from "../schedules/schedule.js";
import type { Optimizer, OptimizerState } from "./optimizer.js";

/** Options of a first-order optimizer, defaults included. */
type FirstOrderOptions = Readonly<Record<string, number | boolean | Schedule>> & { readonly learningRate: Rate };

/** A state that counts the updates made. */
type CountedState = OptimizerState & { step: number };

/**
 * The mathematics of a first-order optimizer: each parameter changes by its own gradient, by the
 * options, and by a few scalars that are the same for all parameters of an update.
 */
interface FirstOrderMathematics<State extends CountedState> {
  readonly name: string;
  readonly options: FirstOrderOptions;
  initialize(parameterCount: number): State;
  /**
   * Writes the scalars of update t = 1, 2, … at the rate η to `into`, from `at` on; η by default.
   */
  scalars?(rate: number, t: number, into: Vector, at: number): void;
  /** One update of every parameter. */
  update(parameters: Vector, gradient: Vector, state: State, scalars: Vector): void;
}

/** The most scalars that an update has. */
export const scalarsPerUpdate = 3;

/** What the engine reads of an optimizer. It has a symbol for a key: users do not see it. */
export const forEngine: unique symbol = /* @__PURE__ */ Symbol("forEngine");

/** A first-order optimizer of the library. */
export interface FirstOrder extends Optimizer {
  readonly [forEngine]: {
    readonly options: FirstOrderOptions;
    /** Whether all updates have the same scalars. */
    readonly isConstant: boolean;
    /** Counts an update and writes its scalars to `into`, from `at` on. */
    next(state: OptimizerState, progress: Progress | undefined, into: Vector, at: number): void;
  };
}

/** Whether the library made this optimizer with `firstOrder`. */
export function isFirstOrder(optimizer: Optimizer): optimizer is FirstOrder {
  return isBuiltIn(optimizer) && forEngine in optimizer;
}

/** Whether the library made this optimizer, with a number for its rate. */
export function hasFixedRate(optimizer: Optimizer): boolean {
  return isFirstOrder(optimizer) && typeof optimizer[forEngine].options.learningRate === "number";
}

/** The optimizer of these formulas. */
export function firstOrder<State extends CountedState>({
  name,
  options,
  initialize,
  scalars,
  update,
}: FirstOrderMathematics<State>): Optimizer<State> {
  // One for each optimizer: a schedule may call another optimizer.
  const room = new Float64Array(scalarsPerUpdate);
  const learningRate = (state: State, progress?: Progress): number =>
    rateAt(name, options.learningRate, state.step, progress);
  const next = (state: State, progress: Progress | undefined, into: Vector, at: number): void => {
    const rate = learningRate(state, progress);
    state.step++;
    if (scalars === undefined) into[at] = rate;
    else scalars(rate, state.step, into, at);
  };
  const optimizer: Optimizer<State> = {
    name,
    initialize,
    step: (parameters, gradient, state, context) => {
      next(state, context, room, 0);
      update(parameters, gradient, state, room);
    },
    learningRate,
  };
  const isConstant = scalars === undefined && typeof options.learningRate === "number";
  return builtIn(Object.defineProperty(optimizer, forEngine, { value: { options, isConstant, next } }), () =>
    tellable(name, options),
  );
}
