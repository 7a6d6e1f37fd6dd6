import {
  type Dtype,
  Layer,
  type Loss,
  type Optimizer,
  type OptimizerState,
  Sequential,
  type Vector,
} from "../../core/index.js";
import { vector } from "../../core/internal.js";
import { traceActivation } from "./functions.js";
import type { Check, UpdateTrace } from "./trace.js";

/** The update of every parameter, made on copies of the network and the state. */
export interface TrialUpdate extends Omit<UpdateTrace, "outputs"> {
  readonly next: Vector;
  readonly velocity: Vector | null;
  readonly output: Vector;
}

/** One step of the optimizer for this sample: by the state, or by the first one. */
export function tryUpdate<State extends OptimizerState>(
  net: Sequential,
  x: ArrayLike<number>,
  t: ArrayLike<number>,
  loss: Loss,
  gradient: Vector,
  optimizer: Optimizer<State>,
  given: State | undefined,
): TrialUpdate {
  const copy = copyNetwork(net, net.dtype);
  const state = copyState(given ?? optimizer.initialize(net.parameters.length));
  const learningRate = optimizer.learningRate?.(state, { epoch: 0, losses: [] }) ?? null;
  copy.partialFit([x], [t], { loss, optimizer, state });
  const moves = (by: ArrayLike<number>): boolean => movedBy(net.parameters, copy.parameters, learningRate, by);
  const velocity = ArrayBuffer.isView(state.velocity) && moves(state.velocity) ? state.velocity : null;
  const rule = moves(gradient) ? "gradient" : velocity === null ? "other" : "velocity";
  return {
    optimizer: optimizer.name,
    rule,
    learningRate,
    loss: copy.evaluate([x], [t], { loss }).loss,
    next: copy.parameters,
    velocity: rule === "velocity" ? velocity : null,
    output: copy.forward([x]).output.data,
  };
}

/** Whether every parameter went from `before` to `after` by −rate · `by`, bit for bit. */
function movedBy(before: Vector, after: Vector, rate: number | null, by: ArrayLike<number>): boolean {
  if (rate === null || by.length !== before.length) return false;
  const stored = vector(1, before instanceof Float32Array ? "float32" : "float64");
  return before.every((value, i) => {
    stored[0] = value - rate * by[i];
    return stored[0] === after[i];
  });
}

/** Compares the derivative by the parameter at this place, a parameter of this layer, with difference quotients of E. */
export type DerivativeCheck = (layer: number, at: number, derivative: number) => Check;

/** Moves single parameters of a copy in float64, a little up and down, and looks how E follows. */
export function checkerFor(net: Sequential, x: ArrayLike<number>, t: ArrayLike<number>, loss: Loss): DerivativeCheck {
  const copy = copyNetwork(net, "float64");
  const { parameters } = copy;
  const errorAt = (at: number, value: number): number => {
    const kept = parameters[at];
    parameters[at] = value;
    const E = copy.evaluate([x], [t], { loss }).loss;
    parameters[at] = kept;
    return E;
  };
  const borrowed = net.layers.map(({ activation }) => traceActivation(activation).backward !== null).lastIndexOf(true);
  const relative = checkTolerance[net.dtype];
  return (layer, at, derivative) => {
    if (layer <= borrowed) return { numeric: null, status: "surrogate" };
    const middle = parameters[at];
    const E = errorAt(at, middle);
    const agrees = (numeric: number, noise: number): boolean =>
      Math.abs(numeric - derivative) <= relative * Math.max(Math.abs(numeric), Math.abs(derivative)) + noise;
    let numeric = Number.NaN;
    for (const h of [2 ** -10, 2 ** -17]) {
      const step = h * Math.max(1, Math.abs(middle));
      const [wide, close] = [step, step / 2].map(
        (by) => (errorAt(at, middle + by) - errorAt(at, middle - by)) / (middle + by - (middle - by)),
      );
      numeric = (4 * close - wide) / 3;
      if (agrees(numeric, (16 * Number.EPSILON * Math.max(1, Math.abs(E))) / step))
        return { numeric, status: "agrees" };
    }
    const step = 2 ** -17 * Math.max(1, Math.abs(middle));
    const [up, down] = [(errorAt(at, middle + step) - E) / step, (E - errorAt(at, middle - step)) / step];
    const bends = Math.abs(up - down) > 1e-3 * Math.max(Math.abs(up), Math.abs(down));
    return { numeric, status: bends ? "kink" : "differs" };
  };
}

/** How far the two may be apart, relative to the larger: a float32 gradient is rounded at every operation. */
const checkTolerance: Readonly<Record<Dtype, number>> = { float64: 1e-6, float32: 1e-3 };

/** A network of these layers that shares nothing with them, and drops nothing out. */
export function copyNetwork(net: Sequential, dtype: Dtype, from = 0): Sequential {
  const layers = net.layers.slice(from).map(({ inputs, outputs, activation, weights, biases }): Layer => {
    return new Layer(inputs, outputs, activation, { weights, ...(biases === null ? { bias: false } : { biases }) });
  });
  return new Sequential(layers, { dtype, seed: net.seed, engine: net.engine });
}

/** An optimizer's state that shares nothing with it. What is no state comes back as it is. */
export function copyState<State extends OptimizerState>(state: State): State {
  if (typeof state !== "object" || state === null) return state;
  const copied = Object.entries(state).map(([name, value]): [string, number | Vector | OptimizerState] => {
    return [name, ArrayBuffer.isView(value) ? value.slice() : typeof value === "object" ? copyState(value) : value];
  });
  return Object.fromEntries(copied) as State;
}
