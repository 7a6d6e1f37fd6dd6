import type { Loss, Optimizer, OptimizerState, Sequential, Vector } from "../../core/index.js";
import { vector } from "../../core/internal.js";
import { copyOf, copyState } from "./copies.js";
import type { UpdateTrace } from "./trace.js";

/** The update of every parameter, made on copies of the network and the state. */
export interface Update extends Omit<UpdateTrace, "outputs"> {
  readonly next: Vector;
  readonly velocity: Vector | null;
  readonly output: Vector;
}

/** One step of the optimizer for this sample: by the state, or by the first one. */
export function updateOf<State extends OptimizerState>(
  net: Sequential,
  x: ArrayLike<number>,
  t: ArrayLike<number>,
  loss: Loss,
  gradient: Vector,
  optimizer: Optimizer<State>,
  given: State | undefined,
): Update {
  const copy = copyOf(net, net.dtype);
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
