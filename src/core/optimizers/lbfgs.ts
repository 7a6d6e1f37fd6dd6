import { builtIn } from "../checks/builtIn.js";
import { OptionError } from "../checks/errors.js";
import { number, optional, readOptions } from "../checks/options.js";
import { reachOf, type Vector } from "../numbers/matrix.js";
import type { Optimizer } from "./optimizer.js";
import { type LinePoint, wolfe } from "./wolfe.js";

/** Options of {@link lbfgs}. */
export interface LbfgsOptions {
  /** The number of last steps that it remembers, a whole number from 1; 10 by default. */
  memory?: number | undefined;
  /**
   * The training ends, with `stopped: "optimizer"`, when no |∂E/∂p| is larger: scikit-learn's
   * `tol`, SciPy's `gtol`, PyTorch's `tolerance_grad`. From 0; none by default.
   */
  tolerance?: number | undefined;
  /**
   * The training ends in the same way after this many evaluations of E, a whole number from 1:
   * SciPy's `maxfun`. Each training has as many; without limit by default.
   */
  maxEvaluations?: number | undefined;
}

/**
 * The number of pairs remembered so far, and the last `memory` of them as a ring: steps s and
 * changes y of the gradient. With a tolerance or a limit, also the evaluations of E so far, and 1
 * in
 * `done` when the last step was within the tolerance or took the last of them.
 */
export type LbfgsState = { step: number; s: Vector; y: Vector; evaluations?: number; done?: number };

/**
 * Limited-memory BFGS, for full batches: a step along `−H g`, where H approximates the inverse
 * Hessian from the last steps, to a point that fulfills the strong Wolfe conditions. It has no
 * learning rate. If no point lowers E, the parameters stay.
 *
 * Source: Nocedal and Wright 2006, Algorithms 7.4 and 7.5.
 *
 * ```ts
 * import { Layer, lbfgs, mse, Sequential, tanh } from "deltarule";
 *
 * const net = new Sequential([new Layer(1, 4, tanh), new Layer(4, 1)], { seed: 1 });
 * const x = [[-1], [-0.5], [0], [0.5], [1]];
 * const t = [[1], [0.25], [0], [0.25], [1]];
 * const { epochs } = net.fit(x, t, { loss: mse, optimizer: lbfgs(), epochs: 60 });
 * epochs[epochs.length - 1].loss < 1e-4; // true
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range, and for a step without
 * `context.evaluate`.
 */
export function lbfgs(options: LbfgsOptions = {}): Optimizer<LbfgsState> {
  const read = readOptions("lbfgs", options, {
    memory: number(10, { integer: true, min: 1 }),
    tolerance: number(optional, { min: 0 }),
    maxEvaluations: number(optional, { integer: true, min: 1 }),
  });
  const { memory, tolerance = -1, maxEvaluations = Infinity } = read;
  const isLimited = tolerance >= 0 || maxEvaluations < Infinity;
  const optimizer: Optimizer<LbfgsState> = {
    name: "lbfgs",
    fullBatch: true,
    initialize: (parameterCount) => ({
      step: 0,
      s: new Float64Array(memory * parameterCount),
      y: new Float64Array(memory * parameterCount),
      ...(isLimited && { evaluations: 0, done: 0 }),
    }),
    isDone: ({ done }) => done === 1,
    step: (parameters, gradient, state, context) => {
      if (context === undefined) throw new OptionError("lbfgs: a step needs its context, to evaluate E along a line");
      if (isLimited) state.done = reachOf(gradient) <= tolerance ? 1 : 0;
      if (state.done === 1) return;
      const start = Float64Array.from(parameters);
      let evaluations = (state.evaluations ?? 0) + 1;
      const origin = { t: 0, E: context.evaluate(parameters), gradient: Float64Array.from(gradient) };
      let direction = descent(origin.gradient, state, memory);
      if (!(dot(origin.gradient, direction) < 0)) {
        // Rounding has spoiled the memory, so that E does not fall along the direction.
        state.step = 0;
        direction = descent(origin.gradient, state, memory);
      }
      const slope = dot(origin.gradient, direction);
      if (slope === 0) return;
      const walk = (t: number): void => {
        for (let i = 0; i < start.length; i++) parameters[i] = start[i] + t * direction[i];
      };
      const pointAt = (t: number): LinePoint => {
        walk(t);
        evaluations++;
        const there = new Float64Array(start.length);
        const E = context.evaluate(parameters, there);
        return { t, E, slope: dot(there, direction), gradient: there };
      };
      const found = wolfe(pointAt, { ...origin, slope }, maxEvaluations - evaluations);
      if (isLimited) {
        state.done = evaluations >= maxEvaluations ? 1 : 0;
        state.evaluations = state.done === 1 ? 0 : evaluations;
      }
      if (found === null) {
        parameters.set(start);
        state.step = 0;
        return;
      }
      walk(found.t);
      remember(state, memory, parameters, start, found.gradient, origin.gradient);
    },
  };
  return builtIn(optimizer, () => read);
}

/**
 * `−H g`, by two loops over the memory; without memory `−g`, shortened to an L1 norm of at most 1.
 */
function descent(gradient: Vector, { step, s, y }: LbfgsState, memory: number): Vector {
  const size = gradient.length;
  const first = step === 0 ? Math.min(1, 1 / length1(gradient)) : 1;
  const direction = Float64Array.from(gradient, (g) => -first * g);
  const part = (of: Vector, k: number): Vector => of.subarray((k % memory) * size, ((k % memory) + 1) * size);
  const shares: number[] = [];
  const oldest = Math.max(0, step - memory);
  for (let k = step - 1; k >= oldest; k--) {
    shares[k] = dot(part(s, k), direction) / dot(part(s, k), part(y, k));
    add(direction, -shares[k], part(y, k));
  }
  if (step > 0) {
    const last = part(y, step - 1);
    const scale = dot(part(s, step - 1), last) / dot(last, last);
    for (let i = 0; i < size; i++) direction[i] *= scale;
  }
  for (let k = oldest; k < step; k++) {
    const share = dot(part(y, k), direction) / dot(part(s, k), part(y, k));
    add(direction, shares[k] - share, part(s, k));
  }
  return direction;
}

/**
 * Remembers a step and the change of the gradient along it, if their curvature exceeds the
 * rounding.
 */
function remember(state: LbfgsState, memory: number, to: Vector, from: Vector, after: Vector, before: Vector): void {
  const s = Float64Array.from(from, (start, i) => to[i] - start);
  const y = Float64Array.from(before, (g, i) => after[i] - g);
  if (!(dot(s, y) > 1e-16 * dot(y, y))) return;
  const at = (state.step % memory) * s.length;
  state.s.set(s, at);
  state.y.set(y, at);
  state.step++;
}

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function add(to: Vector, factor: number, from: Vector): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * from[i];
}

function length1(of: Vector): number {
  let sum = 0;
  for (const value of of) sum += Math.abs(value);
  return sum;
}
