import type {
  Activation,
  Backward,
  BackwardOptions,
  Dtype,
  Forward,
  Loss,
  Matrix,
  MatrixLike,
  Vector,
} from "../../core/index.js";
import { Layer, reference } from "../../core/index.js";
import { createNetwork, inspectBackward, inspectForward, type Penalty } from "../../core/internal.js";
import type { CheckPlan } from "../gradient/options.js";

/**
 * The network that `checkGradients` checks: a `Sequential`, or an object of the same shape, for
 * instance a network with another `backward`.
 */
export interface CheckedNetwork {
  /** Live: the weights and biases that `forward` and `backward` compute with. */
  readonly layers: readonly {
    readonly activation: Activation;
    readonly weights: Matrix;
    readonly biases: Vector | null;
  }[];
  /** `"float64"` unless given. */
  readonly dtype?: Dtype;
  readonly seed?: number;
  /** Every z and a, as in `Sequential`. */
  forward(x: Matrix): Forward;
  /** Every δ and gradient, as in `Sequential`: what is checked. */
  backward(forward: Forward, target: Matrix, loss: Loss, options?: BackwardOptions): Backward;
}

/** Numbers of a matrix: a Matrix, its rows, or one array row by row. */
export type Numbers = MatrixLike | ArrayLike<number> | readonly ArrayLike<number>[];

/** Gradients from another source; what is left out is not checked. A `Backward` is one. */
export interface GivenGradients {
  /** E. */
  readonly loss?: number | undefined;
  /** For each layer: δ = ∂E/∂z (samples × outputs), ∂E/∂W (outputs × inputs), ∂E/∂b. */
  readonly layers: readonly {
    readonly delta?: Numbers | null | undefined;
    readonly weights?: Numbers | null | undefined;
    readonly biases?: Numbers | null | undefined;
  }[];
  /** ∂E/∂x, samples × inputs. */
  readonly input?: Numbers | null | undefined;
}

/** A backward pass from another source: another library's, or the network's own with a mistake. */
export type BackwardPass<Net extends CheckedNetwork = CheckedNetwork> = (
  net: Net,
  x: Matrix,
  t: Matrix,
  loss: Loss,
  options: BackwardOptions,
) => GivenGradients;

/** Samples with their targets and weights. */
export interface CheckedBatch {
  readonly x: Matrix;
  readonly t: Matrix;
  readonly weights: Vector;
}

/** A check under way: what is checked, on which data, and how. */
export interface NetworkCheck {
  readonly net: CheckedNetwork;
  /** The backward pass under test, after `net.forward(x)`. */
  readonly backward: (forward: Forward, x: Matrix, t: Matrix, options: BackwardOptions) => GivenGradients;
  readonly data: CheckedBatch;
  readonly loss: Loss;
  /** The part of E that is of the weights alone. */
  readonly penalty: Penalty;
  readonly plan: CheckPlan;
  readonly maxEntries: number;
}

/** The network's own backward pass. */
export function ownBackward(net: CheckedNetwork, loss: Loss): NetworkCheck["backward"] {
  return (forward, _x, t, options) => net.backward(forward, t, loss, options);
}

/** The network that a check computes with: a `Sequential` would bring training into the entry. */
export interface PlainNetwork {
  readonly dtype: Dtype;
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly Layer[];
  forward(x: Matrix): Forward;
  backward(forward: Forward, target: Matrix, loss: Loss, options?: BackwardOptions): Backward;
}

/** A copy of the network in float64 on the reference engine, which shares nothing with it. */
export function float64Copy({ layers }: CheckedNetwork): PlainNetwork {
  const copies = layers.map(({ activation, weights, biases }): Layer => {
    const given = biases === null ? { bias: false } : { biases };
    return new Layer(weights.columns, weights.rows, activation, { weights, ...given });
  });
  const network = createNetwork(copies, { seed: 0, engine: reference });
  const { dtype, inputs, outputs } = network;
  return {
    dtype,
    inputs,
    outputs,
    layers: network.layers,
    forward: (x) => inspectForward(network, x),
    backward: (forward, target, loss, options = {}) => inspectBackward(network, forward, target, loss, options),
  };
}

/** `the gradients of a 2-4-1 network (tanh, sigmoid; float32, seed 7) with mse on 3 samples`. */
export function describeGradients(net: CheckedNetwork, loss: Loss, samples: number): string {
  const { layers, dtype = "float64", seed } = net;
  const widths = [layers[0].weights.columns, ...layers.map(({ weights }) => weights.rows)].join("-");
  const names = layers.map(({ activation }) => activation.name).join(", ");
  const seeded = seed === undefined ? "" : `, seed ${seed}`;
  const several = samples === 1 ? "1 sample" : `${samples} samples`;
  return `the gradients of a ${widths} network (${names}; ${dtype}${seeded}) with ${loss.name} on ${several}`;
}
