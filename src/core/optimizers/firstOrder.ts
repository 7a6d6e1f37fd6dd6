import { builtIn, isBuiltIn } from "../checks/builtIn.js";
import { tellable } from "../checks/describe.js";
import { OptionError } from "../checks/errors.js";
import type { Vector } from "../numbers/matrix.js";
import { type Progress, type Rate, rateAt, type Schedule } from "../schedules/schedule.js";
import type { Optimizer, OptimizerState, StepContext } from "./optimizer.js";

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
   * An optimizer without a kernel may keep numbers of its own in the state.
   */
  scalars?(rate: number, t: number, into: Vector, at: number, state: State): void;
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
  // No kernel knows where the biases stand.
  const sparesBiases = options.decayBiases === false && options.weightDecay !== 0;
  // One for each optimizer: a schedule may call another optimizer.
  const room = new Float64Array(scalarsPerUpdate);
  const learningRate = (state: State, progress?: Progress): number =>
    rateAt(name, options.learningRate, state.step, progress);
  const next = (state: State, progress: Progress | undefined, into: Vector, at: number): void => {
    const rate = learningRate(state, progress);
    state.step++;
    if (scalars === undefined) into[at] = rate;
    else scalars(rate, state.step, into, at, state);
  };
  const optimizer: Optimizer<State> = {
    name,
    initialize,
    step: (parameters, gradient, state, context) => {
      const biases = sparesBiases ? biasesOf(name, context) : null;
      next(state, context, room, 0);
      if (biases === null) {
        update(parameters, gradient, state, room);
        return;
      }
      // Biases step from 0, where there is nothing to decay, and are added back.
      const moved = Float64Array.from(parameters);
      for (const [start, end] of biases) moved.fill(0, start, end);
      update(moved, gradient, state, room);
      for (const [start, end] of biases) for (let i = start; i < end; i++) moved[i] += parameters[i];
      parameters.set(moved);
    },
    learningRate,
  };
  if (!sparesBiases) {
    const isConstant = scalars === undefined && typeof options.learningRate === "number";
    Object.defineProperty(optimizer, forEngine, { value: { options, isConstant, next } });
  }
  const { decayBiases, ...usual } = options;
  return builtIn(optimizer, () => tellable(name, decayBiases === false ? options : usual));
}

function biasesOf(name: string, context: StepContext | undefined): NonNullable<StepContext["biases"]> {
  if (context?.biases !== undefined) return context.biases;
  throw new OptionError(`${name}: decayBiases is false, so a step needs its context, to know the biases`);
}
