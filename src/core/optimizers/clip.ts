import { describable, tellable } from "../checks/describe.js";
import { OptionError } from "../checks/errors.js";
import { mark } from "../checks/mark.js";
import { checkMethods, checkNumber } from "../checks/options.js";
import { dtypeOf, type Vector, vector } from "../numbers/matrix.js";
import type { Progress } from "../schedules/schedule.js";
import type { Optimizer, OptimizerState } from "./optimizer.js";

/**
 * Shortens a gradient longer than `max` and keeps its direction: `g ← g · max / ‖g‖₂` if
 * ‖g‖₂ > max, over all parameters taken together. The gradient given to `step` is not changed.
 *
 * Source: Pascanu, Mikolov and Bengio 2013, Algorithm 1. PyTorch adds 1e−6 to the norm.
 *
 * ```ts
 * import { adam, clipNorm } from "deltarule";
 *
 * const optimizer = clipNorm(adam(), 1);
 * ```
 *
 * @throws OptionError when `max` is not a number above 0, or the optimizer takes full batches.
 */
export function clipNorm<State extends OptimizerState>(optimizer: Optimizer<State>, max: number): Optimizer<State> {
  return clipped("clipNorm", optimizer, max, (gradient, into) => {
    const length = norm(gradient);
    const factor = length > max ? max / length : 1;
    for (let i = 0; i < gradient.length; i++) into[i] = gradient[i] * factor;
  });
}

/**
 * Limits every entry of the gradient to ±`max`. The gradient given to `step` is not changed.
 *
 * ```ts
 * import { clipValue, sgd } from "deltarule";
 *
 * const optimizer = clipValue(sgd({ learningRate: 0.1 }), 0.5);
 * ```
 *
 * @throws OptionError when `max` is not a number above 0, or the optimizer takes full batches.
 */
export function clipValue<State extends OptimizerState>(optimizer: Optimizer<State>, max: number): Optimizer<State> {
  return clipped("clipValue", optimizer, max, (gradient, into) => {
    for (let i = 0; i < gradient.length; i++) into[i] = Math.min(Math.max(gradient[i], -max), max);
  });
}

/** ‖g‖₂, computed in units of the largest entry, so that no square overflows. */
function norm(gradient: Vector): number {
  let largest = 0;
  for (const g of gradient) largest = Math.max(largest, Math.abs(g));
  if (largest === 0) return 0;
  let sum = 0;
  for (const g of gradient) sum += (g / largest) * (g / largest);
  return largest * Math.sqrt(sum);
}

/** The optimizer with `clip(gradient)` in place of each gradient. `clip` writes to `into`. */
function clipped<State extends OptimizerState>(
  name: string,
  optimizer: Optimizer<State>,
  max: number,
  clip: (gradient: Vector, into: Vector) => void,
): Optimizer<State> {
  checkMethods(name, "optimizer", optimizer, ["initialize", "step"], "an optimizer such as sgd()");
  checkNumber(name, "max", max, { above: 0 });
  if (optimizer.fullBatch)
    throw new OptionError(`${name}: ${optimizer.name} chooses the length of its steps itself; use it without ${name}`);
  let room: Vector = new Float64Array(0);
  const { learningRate } = optimizer;
  const rule: Optimizer<State> = {
    name: `${name}(${optimizer.name})`,
    initialize: (parameterCount) => optimizer.initialize(parameterCount),
    step: (parameters, gradient, state, context) => {
      const dtype = dtypeOf(gradient) ?? "float64";
      if (room.length !== gradient.length || dtypeOf(room) !== dtype) room = vector(gradient.length, dtype);
      clip(gradient, room);
      optimizer.step(parameters, room, state, context);
    },
    ...(learningRate && {
      learningRate: (state: State, progress?: Progress) => learningRate.call(optimizer, state, progress),
    }),
  };
  return Object.freeze(describable(mark(rule), name, () => tellable(name, { optimizer, max })));
}
