import type { Activation } from "../activations/activation.js";
import type { Loss } from "../losses/loss.js";
import type { Dtype, Matrix, Vector } from "../matrix.js";

/** What a network computes with. Opaque: which numbers come out does not depend on it. */
export interface Engine {
  readonly name: string;
}

/** An engine as the inside of the library sees it: memory to compute in, and the kernels that do it. */
export interface Machine extends Engine {
  /** Zeros in the engine's own memory. */
  claim(length: number, dtype: Dtype): Vector;
  readonly kernels: Kernels;
}

/** A matrix in a workspace: as many rows as the batch has, with a view of each. */
export interface Block extends Matrix {
  rows: number;
  row(r: number): Vector;
}

/** The last layer's z and a, the targets beside them, and what each sample counts for. */
export interface Output {
  readonly activation: Activation;
  readonly z: Block;
  readonly a: Block;
  readonly target: Block;
  /** wᵢ, one a sample, in float64 always. */
  readonly weights: Vector;
  /** n, of which E is the mean: the samples of the whole batch, of which these may be a slice. */
  samples: number;
}

/**
 * The operations that a network is computed with. n samples, i inputs and o outputs of the layer; sums are added in the order
 * of their index, and in float32 rounded after every operation; functions of one number, and of one sample's loss, are
 * computed in float64 and rounded when they are stored.
 */
export interface Kernels {
  /** `z = a·Wᵀ + b`, the sum starting with b: a is n × i, W is o × i, z is n × o. */
  affine(a: Block, W: Matrix, b: Vector | null, z: Block): void;
  /** `a = f(z)`. */
  activate(f: Activation, z: Block, a: Block): void;
  /** `δ = ∂E/∂a ⊙ f′(z)`, or through the Jacobian of a row-wise f. */
  slope(f: Activation, z: Block, a: Block, gradA: Block, delta: Block): void;
  /** `∂E/∂a = δ·W` of the layer before: n × i. */
  gradA(delta: Block, W: Matrix, into: Block): void;
  /** Adds `∂E/∂W = δᵀ·a` to `into`, sample by sample: o × i. */
  gradW(delta: Block, a: Block, into: Matrix): void;
  /** Adds `∂E/∂b = Σ δ` over the samples to `into`, sample by sample: o. */
  gradB(delta: Block, into: Vector): void;
  /** `a ⊙ mask`: both n × o. */
  multiply(a: Block, mask: Block, into: Block): void;
  /** Adds `Σ wᵢ Lᵢ` to `sum`, sample by sample, in float64. */
  lossSum(loss: Loss, output: Output, sum: number): number;
  /** `∂E/∂a` of the last layer: `wᵢ/n · ∂Lᵢ/∂a`. */
  lossGradient(loss: Loss, output: Output, into: Block): void;
  /** δ of the last layer by the loss's link: `wᵢ/n · ∂Lᵢ/∂z`. */
  lossDelta(link: NonNullable<Loss["link"]>, output: Output, into: Block): void;
}
