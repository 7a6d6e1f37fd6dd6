import { readFileSync } from "node:fs";
import {
  type Activation,
  binaryCrossEntropy,
  crossEntropy,
  type Dtype,
  elu,
  gelu,
  geluTanh,
  huber,
  identity,
  Layer,
  type Loss,
  leakyRelu,
  mae,
  mse,
  relu,
  Sequential,
  sigmoid,
  silu,
  softmax,
  softplus,
  squaredError,
  tanh,
} from "deltarule";

type Rows = readonly (readonly number[])[];

/** A layer of a fixture. */
export interface OracleLayer {
  readonly in: number;
  readonly out: number;
  readonly activation: string;
}

/** A case of networks.json or edge.json, which fixtures/README.md describes. */
export interface OracleCase {
  readonly id: string;
  readonly layers: readonly OracleLayer[];
  readonly loss: string;
  readonly lossParams: { readonly delta?: number };
  readonly W: readonly Rows[];
  readonly b: readonly (readonly number[] | null)[];
  readonly x: Rows;
  readonly t: Rows;
  readonly z: readonly Rows[];
  readonly a: readonly Rows[];
  readonly E: number;
  readonly dz: readonly Rows[];
  readonly dW: readonly Rows[];
  readonly db: readonly (readonly number[] | null)[];
  readonly dx: Rows;
}

/** Activations by PyTorch's names. */
export const activationOf: Readonly<Record<string, Activation>> = {
  identity,
  sigmoid,
  tanh,
  relu,
  leaky_relu: leakyRelu(),
  softplus,
  elu: elu(),
  gelu,
  gelu_tanh: geluTanh,
  silu,
  softmax,
};

/** The loss of a case; a loss "with logits" also has the activation that it contains. */
export function lossOf({ loss, lossParams }: OracleCase): { loss: Loss; inside?: Activation } {
  const known: Readonly<Record<string, { loss: Loss; inside?: Activation }>> = {
    half_sse: { loss: squaredError },
    mse: { loss: mse },
    mae: { loss: mae },
    huber: { loss: huber(lossParams.delta) },
    bce: { loss: binaryCrossEntropy },
    bce_with_logits: { loss: binaryCrossEntropy, inside: sigmoid },
    softmax_cross_entropy: { loss: crossEntropy },
    cross_entropy_logits: { loss: crossEntropy, inside: softmax },
  };
  return known[loss];
}

/** The network of a fixture, with its weights. */
export function networkOf(
  { layers, W, b }: Pick<OracleCase, "layers" | "W" | "b">,
  inside?: Activation,
  dtype: Dtype = "float64",
): Sequential<readonly Layer[]> {
  return new Sequential(
    layers.map((layer, l): Layer => {
      const biases = b[l];
      const last = l === layers.length - 1 ? inside : undefined;
      return new Layer(layer.in, layer.out, last ?? activationOf[layer.activation], {
        weights: W[l],
        ...(biases === null ? { bias: false } : { biases }),
      });
    }),
    { seed: 1, dtype },
  );
}

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8")) as T;
}
