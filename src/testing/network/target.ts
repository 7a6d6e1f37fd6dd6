import type { Activation, Backward, BackwardOptions, Dtype, Forward, Loss, Matrix, Vector } from "../../core/index.js";
import { Layer } from "../../core/index.js";
import { createNetwork, type Network } from "../../core/internal.js";

/**
 * What `checkGradients` looks at: a `Sequential` is one, and so is an object of your own with the same shape, for instance a
 * network whose `backward` you replaced.
 */
export interface CheckedNetwork {
  /** Live: the weights and biases that `forward` and `backward` compute with. */
  readonly layers: readonly {
    readonly activation: Activation;
    readonly weights: Matrix;
    readonly biases: Vector | null;
  }[];
  /** `"float64"` where it does not say. */
  readonly dtype?: Dtype;
  readonly seed?: number;
  /** Every z and a, as `Sequential`'s. */
  forward(x: Matrix): Forward;
  /** Every δ and gradient, as `Sequential`'s: what is checked. */
  backward(forward: Forward, target: Matrix, loss: Loss, options?: BackwardOptions): Backward;
}

/** Numbers of a matrix: as a Matrix, as rows, or row by row in one array. */
export type Numbers = Matrix | ArrayLike<number> | readonly ArrayLike<number>[];

/** Gradients from elsewhere; what is left out is not checked. A `Backward` is one. */
export interface GivenGradients {
  /** E. */
  readonly loss?: number | undefined;
  /** One for each layer: δ = ∂E/∂z (samples × outputs), ∂E/∂W (outputs × inputs), ∂E/∂b. */
  readonly layers: readonly {
    readonly delta?: Numbers | null | undefined;
    readonly weights?: Numbers | null | undefined;
    readonly biases?: Numbers | null | undefined;
  }[];
  /** ∂E/∂x, samples × inputs. */
  readonly input?: Numbers | null | undefined;
}

/** A backward pass from elsewhere: another library's, or the network's own with a mistake put in. */
export type BackwardPass<Net extends CheckedNetwork = CheckedNetwork> = (
  net: Net,
  x: Matrix,
  t: Matrix,
  loss: Loss,
  options: BackwardOptions,
) => GivenGradients;

/** The same network in float64 on the reference engine, sharing nothing. */
export function copyOf({ layers }: CheckedNetwork): Network {
  const copies = layers.map(({ activation, weights, biases }): Layer => {
    const given = biases === null ? { bias: false } : { biases };
    return new Layer(weights.columns, weights.rows, activation, { weights, ...given });
  });
  return createNetwork(copies, { seed: 0 });
}

/** `a 2-4-1 network (tanh, sigmoid) with mse on 3 samples, float32, seed 7`. */
export function describe(net: CheckedNetwork, loss: Loss, samples: number): string {
  const { layers, dtype = "float64", seed } = net;
  const widths = [layers[0].weights.columns, ...layers.map(({ weights }) => weights.rows)].join("-");
  const names = layers.map(({ activation }) => activation.name).join(", ");
  const made = seed === undefined ? "" : `, seed ${seed}`;
  const several = samples === 1 ? "1 sample" : `${samples} samples`;
  return `the gradients of a ${widths} network (${names}; ${dtype}${made}) with ${loss.name} on ${several}`;
}
