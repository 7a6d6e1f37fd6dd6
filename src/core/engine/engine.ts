import type { Activation } from "../activations/activation.js";
import type { Loss } from "../losses/loss.js";
import type { Dtype, Matrix, Vector } from "../numbers/matrix.js";
import type { Optimizer, OptimizerState, StepContext } from "../optimizers/optimizer.js";
import type { Progress } from "../schedules/schedule.js";

/** What a network computes with. Opaque: which numbers come out does not depend on it. */
export interface Engine {
  readonly name: string;
}

/** An engine as the inside of the library sees it: memory to compute in, and the kernels that do it. */
export interface Machine extends Engine {
  /** How much may go through at once, in samples × parameters: about two milliseconds of work. */
  readonly slice: number;
  /** Memory for one workspace. */
  open(dtype: Dtype): Memory;
  readonly kernels: Kernels;
}

/** What a workspace computes in. There is nothing to dispose. */
export interface Memory {
  /** Room for `rows` samples; in the memory's own dtype unless given. */
  block(rows: number, columns: number, dtype?: Dtype): Block;
  /** A number for each parameter, taken from and given back to `flat`. */
  parameters(layers: readonly Shape[], flat: Vector): Parameters;
  /** Updates of these parameters by their gradient. */
  updates(optimizer: Optimizer, state: OptimizerState, parameters: Parameters, gradient: Parameters): Updates;
  /** A forward pass in one call; `null` where that is not to be had: then kernel by kernel. */
  pass(input: Block, layers: readonly PassLayer[]): Pass | null;
  /** Whole batches in one call, in room for `capacity` samples; `null` where that is not to be had. */
  batches(training: Training, capacity: number): Batches | null;
  /** What is put in from now on stays, until `release`. False when something has been lost since. */
  hold(): boolean;
  /** Nothing in it is needed: it may be lost when other memory is used. */
  release(): void;
}

/** What a layer has parameters for. */
export interface Shape {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
}

/** A number for each parameter of a network, where the kernels want it: the parameters themselves, or their gradient. */
export interface Parameters {
  readonly layers: readonly { readonly weights: Weights; readonly biases: Biases | null }[];
  /** The same numbers, but for what changed since `load` or `store`: W row by row, then b, layer by layer. */
  readonly flat: Vector;
  /** Takes them from `flat`. */
  load(): void;
  /** Puts them into `flat`. */
  store(): void;
  /** Makes all of them 0, but in `flat` only with the next `store`. */
  clear(): void;
}

/** A layer's W, laid out as the engine likes. */
export interface Weights {
  readonly rows: number;
  readonly columns: number;
}

/** A layer's b, laid out as the engine likes. */
export interface Biases {
  readonly length: number;
}

/** An optimizer at work. */
export interface Updates {
  /** Takes the state from where the caller keeps it. */
  load(): void;
  step(context: StepContext): void;
  /** Puts the state there. */
  store(): void;
}

/** A layer's part of a forward pass. */
export interface PassLayer {
  readonly activation: Activation;
  readonly W: Weights;
  readonly b: Biases | null;
  readonly z: Block;
  readonly a: Block;
  readonly dropout: object | null;
}

/** A forward pass of the rows that are in the input. */
export interface Pass {
  /** To be called before the first run, and when what the memory held is lost. */
  load(): void;
  run(): void;
}

/** All that training needs. */
export interface Training {
  readonly layers: readonly PassLayer[];
  readonly gradients: readonly { readonly a: Block; readonly delta: Block; readonly W: Weights }[];
  readonly loss: Loss;
  readonly output: Output;
  readonly parameters: Parameters;
  readonly gradient: Parameters;
  readonly updates: Updates;
  readonly batchSize: number;
}

/** Updates of some batches, one after the other, in one call. */
export interface Batches {
  /** How many samples go in at most: whole batches. */
  readonly capacity: number;
  readonly input: Block;
  readonly target: Block;
  readonly weights: Block;
  /** What the network gave for each sample, just before its batch's update. */
  readonly output: Block;
  /** Σ wᵢ Lᵢ since `load`. */
  total: number;
  /** To be called before the first run. */
  load(): void;
  /**
   * Updates by so many of the samples that are in. Returns how many it came through: all, or those before the first batch whose loss is not finite,
   * of which the forward pass is done.
   */
  run(samples: number, progress: Progress): number;
}

/** A matrix in a workspace: as many rows as the batch has, with a view of each. `data` and rows are to be asked for anew after every kernel. */
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
  readonly weights: Block;
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
  affine(a: Block, W: Weights, b: Biases | null, z: Block): void;
  /** `a = f(z)`. */
  activate(f: Activation, z: Block, a: Block): void;
  /** `δ = ∂E/∂a ⊙ f′(z)`, or through the Jacobian of a row-wise f. */
  slope(f: Activation, z: Block, a: Block, gradA: Block, delta: Block): void;
  /** `∂E/∂a = δ·W` of the layer before: n × i. */
  gradA(delta: Block, W: Weights, into: Block): void;
  /** Adds `∂E/∂W = δᵀ·a` to `into`, sample by sample: o × i. */
  gradW(delta: Block, a: Block, into: Weights): void;
  /** Adds `∂E/∂b = Σ δ` over the samples to `into`, sample by sample: o. */
  gradB(delta: Block, into: Biases): void;
  /** `a ⊙ mask`: both n × o. */
  multiply(a: Block, mask: Block, into: Block): void;
  /** Adds `Σ wᵢ Lᵢ` to `sum`, sample by sample, in float64. */
  lossSum(loss: Loss, output: Output, sum: number): number;
  /** `∂E/∂a` of the last layer: `wᵢ/n · ∂Lᵢ/∂a`. */
  lossGradient(loss: Loss, output: Output, into: Block): void;
  /** δ of the last layer by the loss's link: `wᵢ/n · ∂Lᵢ/∂z`. */
  lossDelta(loss: Loss, output: Output, into: Block): void;
}
