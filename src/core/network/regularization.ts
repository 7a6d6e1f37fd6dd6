import { number, type Option, readOptions } from "../checks/options.js";
import type { Vector } from "../numbers/matrix.js";
import { layerViews, type Network } from "./network.js";

/**
 * A part of E that keeps weights small, `l1 Σ|w| + l2/2 Σw²` over all weights of the network and
 * none of its biases. Its gradient is `l1 sign(w) + l2 w`, with sign(0) = 0.
 *
 * `l2` is what PyTorch's sgd calls `weight_decay`, and `alpha / n` in scikit-learn's MLPs for n
 * samples; Keras' `l2(λ)` is `l2: 2 λ` here.
 */
export interface Regularization {
  /** From 0; 0 by default. */
  readonly l1?: number | undefined;
  /** From 0; 0 by default. */
  readonly l2?: number | undefined;
}

/** The same with its defaults; `null` where it adds nothing. */
export type Penalty = { readonly l1: number; readonly l2: number } | null;

/** Where some parameters stand in the flat vector: from `start` to before `end`. */
export type Range = readonly [start: number, end: number];

/** The option `regularization`. */
export const givenRegularization: Option<Regularization | undefined, Penalty> = (call, name, given) => {
  if (given === undefined) return null;
  const read = readOptions(call, given, { l1: number(0, { min: 0 }), l2: number(0, { min: 0 }) }, name);
  return read.l1 === 0 && read.l2 === 0 ? null : read;
};

/** The places of every layer's weights, biases, or both, where `wanted` takes the layer. */
export function rangesOf(
  network: Pick<Network, "layers" | "read">,
  part: "weights" | "biases" | "both",
  wanted: (layer: Network["layers"][number]) => boolean = () => true,
): Range[] {
  let at = 0;
  return layerViews(network, network.read()).flatMap(({ weights, biases }, l): Range[] => {
    const start = at;
    const middle = start + weights.data.length;
    at = middle + (biases?.length ?? 0);
    if (!wanted(network.layers[l])) return [];
    return [[part === "biases" ? middle : start, part === "weights" ? middle : at]];
  });
}

/**
 * The penalty on these parameters, in float64. Adds its gradient to `gradient`, where that is
 * given.
 */
export function penaltyOf(penalty: Penalty, weights: readonly Range[], parameters: Vector, gradient?: Vector): number {
  if (penalty === null) return 0;
  const { l1, l2 } = penalty;
  let sum = 0;
  for (const [start, end] of weights) {
    for (let i = start; i < end; i++) {
      const w = parameters[i];
      sum += l1 * Math.abs(w) + (l2 / 2) * w * w;
      if (gradient !== undefined) gradient[i] += l1 * Math.sign(w) + l2 * w;
    }
  }
  return sum;
}
