import { boolean, number, readOptions } from "../checks/options.js";
import { positivePower } from "../numbers/elementary/pow.js";
import { isVector, type Vector } from "../numbers/matrix.js";
import { type Rate, rate } from "../schedules/schedule.js";
import { firstOrder } from "./firstOrder.js";
import { type MomentOptions, momentOptions } from "./moments.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link adam} and {@link adamW}. */
export interface AdamOptions extends MomentOptions {
  /** η, from 0; 0.001 by default. */
  learningRate?: Rate | undefined;
  /** λ from 0; by default 0 in adam and 0.01 in adamW. */
  weightDecay?: number | undefined;
  /**
   * Whether weight decay acts on biases too; true by default. False needs `fit` or `partialFit`.
   */
  decayBiases?: boolean | undefined;
  /** Whether to divide by the largest v so far in place of v; false by default. */
  amsgrad?: boolean | undefined;
}

/**
 * The number of updates made, and the running means m of g and v of g² of each parameter; with
 * amsgrad also the `largest` v so far.
 */
export type AdamState = { step: number; m: Vector; v: Vector; [memory: string]: number | Vector };

/**
 * Adam. With the gradient g of parameter p, at update t = 1, 2, …: `g ← g + λp`,
 * `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`,
 * `p ← p − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)`. ε stands outside the root and is added after
 * the correction, as in PyTorch. With amsgrad, the largest v so far stands in place of v, before
 * the correction, as in PyTorch and Keras.
 *
 * Source: Kingma and Ba 2015, Algorithm 1; Reddi, Kale and Kumar 2018, Algorithm 2, for amsgrad.
 *
 * ```ts
 * import { adam, Layer, mse, Sequential } from "deltarule";
 *
 * const net = new Sequential([new Layer(1, 1)], { seed: 1 });
 * const optimizer = adam({ learningRate: 0.05 });
 * net.fit([[0], [1]], [[1], [3]], { loss: mse, optimizer, epochs: 200 });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function adam(options: AdamOptions = {}): Optimizer<AdamState> {
  return adamRule("adam", options, "gradient", 0);
}

/**
 * Adam with decoupled weight decay: `p ← p (1 − ηλ)`, then Adam's update by the gradient of the
 * loss alone.
 *
 * Source: Loshchilov and Hutter 2019, Algorithm 2; η multiplies λ, as in PyTorch.
 *
 * ```ts
 * import { adamW } from "deltarule";
 *
 * const optimizer = adamW({ learningRate: 0.001, weightDecay: 0.05 });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function adamW(options: AdamOptions = {}): Optimizer<AdamState> {
  return adamRule("adamW", options, "parameters", 0.01);
}

/**
 * Adam's update. Weight decay acts on the gradient, as λp in g, or on the parameters, as p (1 −
 * ηλ).
 */
function adamRule(
  name: string,
  options: AdamOptions,
  decays: "gradient" | "parameters",
  usualDecay: number,
): Optimizer<AdamState> {
  const read = readOptions(name, options, {
    learningRate: rate(0.001),
    ...momentOptions(),
    weightDecay: number(usualDecay, { min: 0 }),
    decayBiases: boolean(true),
    amsgrad: boolean(false),
  });
  const { beta1, beta2, epsilon, weightDecay, amsgrad } = read;
  const l2 = decays === "gradient" ? weightDecay : 0;
  const shrink = decays === "parameters" ? weightDecay : 0;
  return firstOrder<AdamState>({
    name,
    options: read,
    initialize: (parameterCount) => ({
      step: 0,
      m: new Float64Array(parameterCount),
      v: new Float64Array(parameterCount),
      ...(amsgrad && { largest: new Float64Array(parameterCount) }),
    }),
    scalars: (rate, t, into, at) => {
      // √v/c + ε = (√v + εc)/c, which saves a division per parameter.
      const c = Math.sqrt(1 - decayed(beta2, t));
      into[at] = (rate / (1 - decayed(beta1, t))) * c;
      into[at + 1] = epsilon * c;
      into[at + 2] = 1 - rate * shrink;
    },
    update: (parameters, gradient, { m, v, largest }, scalars) => {
      const size = scalars[0];
      const addend = scalars[1];
      const keep = scalars[2];
      const most = isVector(largest) ? largest : null;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] + l2 * parameters[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        let square = v[i];
        if (most !== null) {
          square = Math.max(most[i], square);
          most[i] = square;
        }
        parameters[i] = parameters[i] * keep - (size * m[i]) / (Math.sqrt(square) + addend);
      }
    },
  });
}

/** βᵗ for β in [0, 1): `pow` without its edges, which would be in every page by the default. */
function decayed(beta: number, t: number): number {
  return beta === 0 ? 0 : positivePower(beta, t);
}
