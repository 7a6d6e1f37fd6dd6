import {
  type Dtype,
  Layer,
  type Loss,
  type Matrix,
  type Optimizer,
  type OptimizerState,
  type Regularization,
  Sequential,
  type Vector,
} from "../../core/index.js";
import { copyState, derivativeAt } from "../../core/internal.js";
import { lenderOf } from "./functions.js";
import { memoryAt, traceOptimizer } from "./optimizer.js";
import type { Check, ParameterTrace } from "./parameterTrace.js";
import type { UpdateTrace } from "./updateTrace.js";

/** The batch and the options of a step. */
export interface StepGiven {
  readonly x: Matrix;
  readonly t: Matrix;
  readonly weights: Vector;
  readonly loss: Loss;
  readonly regularization: Regularization | undefined;
}

/** The outcome of one update, made on copies of the network and of the optimizer's state. */
export interface TrialUpdate extends Omit<UpdateTrace, "outputs"> {
  /** All parameters after it. */
  readonly next: Vector;
  /** The velocity after it, where the parameters moved by −learningRate · velocity. */
  readonly velocity: Vector | null;
  /** What the optimizer remembers of a parameter; `null` where its formulas are not known. */
  memoryOf(at: number): ParameterTrace["memory"];
  /** The outputs after it, a row for each sample. */
  readonly output: Matrix;
}

/** One step of the optimizer for this batch, from the given state or that of a first step. */
export function tryUpdate<State extends OptimizerState>(
  net: Sequential,
  { x, t, weights, loss, regularization }: StepGiven,
  gradient: Vector,
  optimizer: Optimizer<State>,
  given: State | undefined,
): TrialUpdate {
  const copy = copyNetwork(net, net.dtype);
  const state = copyState(given ?? optimizer.initialize(net.parameters.length));
  const before = copyState(state);
  const learningRate = optimizer.learningRate?.(state, { epoch: 0, losses: [] }) ?? null;
  copy.partialFit(x, t, { loss, optimizer, state, regularization, sampleWeights: weights });
  const moves = (by: ArrayLike<number>): boolean => movedBy(net.parameters, copy.parameters, learningRate, by);
  const velocity = ArrayBuffer.isView(state.velocity) && moves(state.velocity) ? state.velocity : null;
  const rule = moves(gradient) ? "gradient" : velocity === null ? "other" : "velocity";
  const arithmetic = learningRate === null ? null : traceOptimizer(optimizer, withoutFrozen(net, gradient), state);
  const forward = copy.forward(x);
  return {
    optimizer: optimizer.name,
    rule,
    learningRate,
    arithmetic,
    loss: copy.backward(forward, t, loss, { regularization, sampleWeights: weights }).loss,
    next: copy.parameters,
    velocity: rule === "velocity" ? velocity : null,
    memoryOf: (at) => (arithmetic === null ? null : memoryAt(before, state, gradient.length, at)),
    output: forward.output,
  };
}

/** The gradient by which the optimizer steps: 0 for the parameters of frozen layers. */
function withoutFrozen({ layers }: Sequential, gradient: Vector): Vector {
  const live = gradient.slice();
  let start = 0;
  for (const { weights, biases, trainable } of layers) {
    const end = start + weights.data.length + (biases?.length ?? 0);
    if (!trainable) live.fill(0, start, end);
    start = end;
  }
  return live;
}

/** Whether every parameter went from `before` to `after` by −rate · `by`, bit for bit. */
function movedBy(before: Vector, after: Vector, rate: number | null, by: ArrayLike<number>): boolean {
  if (rate === null || by.length !== before.length) return false;
  const stored = before.slice(0, 1);
  return before.every((value, i) => {
    stored[0] = value - rate * by[i];
    return stored[0] === after[i];
  });
}

/** Checks the derivative by parameter `at` of the network, which belongs to this layer. */
export type DerivativeCheck = (layer: number, at: number, derivative: number) => Check;

/** A check that moves one parameter of a float64 copy up and down, and follows E. */
export function checkerFor(net: Sequential, { x, t, weights, loss, regularization }: StepGiven): DerivativeCheck {
  const copy = copyNetwork(net, "float64");
  const { parameters } = copy;
  const lossAt = (at: number, value: number): number => {
    const kept = parameters[at];
    parameters[at] = value;
    const { loss: E } = copy.backward(copy.forward(x), t, loss, { regularization, sampleWeights: weights });
    parameters[at] = kept;
    return E;
  };
  const lastSurrogate = net.layers.map(({ activation }) => lenderOf(activation) !== null).lastIndexOf(true);
  const tolerance = checkTolerance[net.dtype];
  return (layer, at, derivative) => {
    if (layer <= lastSurrogate) return { numeric: null, status: "surrogate" };
    const { value, errorBar, kink } = derivativeAt((parameter) => lossAt(at, parameter), parameters[at]);
    const allowed = tolerance * Math.max(Math.abs(value), Math.abs(derivative)) + errorBar;
    const status = Math.abs(value - derivative) <= allowed ? "agrees" : kink === null ? "differs" : "kink";
    return { numeric: value, status };
  };
}

/** Relative difference allowed: a float32 gradient is rounded at every operation. */
const checkTolerance: Readonly<Record<Dtype, number>> = { float64: 1e-6, float32: 1e-3 };

/** A copy of the network that shares nothing with it, without dropout. */
function copyNetwork(net: Sequential, dtype: Dtype): Sequential {
  const layers = net.layers.map(({ inputs, outputs, activation, weights, biases, trainable }): Layer => {
    const given = biases === null ? { bias: false } : { biases };
    return new Layer(inputs, outputs, activation, { weights, trainable, ...given });
  });
  return new Sequential(layers, { dtype, seed: net.seed, engine: net.engine });
}
