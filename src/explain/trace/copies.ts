import type { Dtype, OptimizerState, Vector } from "../../core/index.js";
import { Layer, Sequential } from "../../core/index.js";

/** A network of these layers that shares nothing with them, and drops nothing out. */
export function copyOf(net: Sequential, dtype: Dtype, from = 0): Sequential {
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
