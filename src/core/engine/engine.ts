import type { Activation } from "../activations/activation.js";
import type { Loss } from "../losses/loss.js";
import type { Dtype, Grid, Vector } from "../numbers/matrix.js";
import type { Optimizer, OptimizerState, StepContext } from "../optimizers/optimizer.js";
import type { Progress } from "../schedules/schedule.js";

/** What a network computes with. Opaque: the numbers that come out do not depend on it. */
export interface Engine {
  readonly name: string;
}

/** An engine as the inside of the library sees it: memory to compute in, and kernels. */
export interface Machine extends Engine {
  /** The largest slice, in samples × parameters: about two milliseconds of work. */
  readonly slice: number;
  /** Memory for one workspace. */
  open(dtype: Dtype): Memory;
  readonly kernels: Kernels;
}

/** The memory of one workspace. There is nothing to dispose. */
export interface Memory {
  /** Room for `rows` samples; in the memory's own dtype unless given. */
  block(rows: number, columns: number, dtype?: Dtype): Block;
  /** A number for each parameter, read from and written to `flat`. */
  parameters(layers: readonly Shape[], flat: Vector): Parameters;
  /** Updates of these parameters by their gradient. */
  updates(optimizer: Optimizer, state: OptimizerState, parameters: Parameters, gradient: Parameters): Updates;
  /** A forward pass in one call; `null` where the engine computes it kernel by kernel. */
  pass(input: Block, layers: readonly PassLayer[]): ForwardPass | null;
  /** Whole batches in one call, in room for `capacity` samples; `null` as above. */
  batches(training: TrainingParts, capacity: number): Batches | null;
  /**
   * Keeps what is written from now on, until `release`. False when something written before has
   * been lost.
   */
  hold(): boolean;
  /** Allows other workspaces to overwrite the memory. */
  release(): void;
}

/** The shape of a layer's parameters. */
export interface Shape {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
}

/** A number for each parameter of a network: the parameters themselves, or their gradient. */
export interface Parameters {
  readonly layers: readonly { readonly weights: Weights; readonly biases: Biases | null }[];
  /** The same numbers as of the last `load` or `store`: W row by row, then b, layer by layer. */
  readonly flat: Vector;
  /**
   * Takes another vector of the same length for `flat`. False where the kernels compute in `flat`
   * itself.
   */
  bind(flat: Vector): boolean;
  /** Reads them from `flat`. */
  load(): void;
  /** Writes them to `flat`. */
  store(): void;
  /** Makes all of them 0; in `flat` only with the next `store`. */
  clear(): void;
}

/** A layer's W, in the layout of the engine. */
export interface Weights {
  readonly rows: number;
  readonly columns: number;
}

/** A layer's b, in the layout of the engine. */
export interface Biases {
  readonly length: number;
}

/** An optimizer with its state in the engine's memory. */
export interface Updates {
  /**
   * Takes another optimizer of the same kind with its state. False where that is not possible; then
   * nothing has changed.
   */
  bind(optimizer: Optimizer, state: OptimizerState): boolean;
  /** Reads the state from the caller's object. */
  load(): void;
  step(context: StepContext): void;
  /** Writes the state to the caller's object. */
  store(): void;
  /** Keeps a copy of the state. */
  keep(): void;
  /** Makes the state what it was at the last `keep`. */
  undo(): void;
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
export interface ForwardPass {
  /** Must be called before the first run, and when the memory has lost its contents. */
  load(): void;
  run(): void;
}

/** All parts of a training that run in one call. */
export interface TrainingParts {
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
  /** The most samples of one run: whole batches. */
  readonly capacity: number;
  readonly input: Block;
  readonly target: Block;
  readonly weights: Block;
  /** The network's output for each sample, just before the update of its batch. */
  readonly output: Block;
  /** Σ wᵢ Lᵢ since `load`. */
  readonly total: number;
  /** Must be called before the first run. */
  load(): void;
  /**
   * Updates by this many of the samples that are in. Returns how many are done: all, or those
   * before the first batch whose loss is not finite, of which the forward pass has been computed.
   */
  run(samples: number, progress: Progress): number;
  /**
   * Whole epochs of `samples` samples, at most `most` in a call. The samples must fit in: at most
   * `capacity`.
   */
  epochs(samples: number, most: number): Epochs;
}

/** Whole epochs in one call: each updates by all samples, in an order of its own. */
export interface Epochs {
  /** The samples in the order of the data. Fill these before each run. */
  readonly input: Block;
  readonly target: Block;
  readonly weights: Block;
  /** The most epochs of one run. */
  readonly most: number;
  /** The mean loss of each epoch of the last run. */
  readonly losses: ArrayLike<number>;
  /**
   * Must be called before the first run.
   *
   * @param seeds the seeds of each epoch's order, without its number; `null` for the data's order
   * @param wantsOutputs whether the batches' `output` is filled
   */
  load(seeds: readonly number[] | null, wantsOutputs: boolean): void;
  /**
   * Returns how many epochs are done. An epoch that leaves the finite numbers is undone, and no
   * other follows it; nor does one follow a loss of at most `targetLoss`, or above `limit`.
   */
  run(plan: EpochsPlan): number;
  /** The rows of the data in the order of the last epoch, where each has its own. */
  readonly order: Uint32Array;
  /** Writes the parameters before the epoch with the lowest loss since `load`. */
  storeCalm(into: Vector): void;
  /** Makes the optimizer's state what it was before the last epoch; the last run had one. */
  undo(): void;
}

/** Epochs to run in one call. */
export interface EpochsPlan {
  readonly count: number;
  /** The number of the first, from 0: its order follows from it. */
  readonly first: number;
  readonly targetLoss: number;
  readonly limit: number;
  readonly progress: Progress;
}

/**
 * A matrix in a workspace with as many rows as the batch has samples. A kernel may end `data` and
 * rows: read them anew after each.
 */
export interface Block extends Grid {
  rows: number;
  row(r: number): Vector;
}

/** The last layer's z and a, with the targets and the sample weights. */
export interface Output {
  readonly activation: Activation;
  readonly z: Block;
  readonly a: Block;
  readonly target: Block;
  /** wᵢ, one a sample, always in float64. */
  readonly weights: Block;
  /** n, over which E is the mean: the samples of the whole batch, also where these are a slice. */
  samples: number;
}

/**
 * The operations that a network is computed with. n samples, i inputs and o outputs of the layer;
 * sums are added in the order of their index, and in float32 rounded after every operation;
 * functions of one number, and of one sample's loss, are computed in float64 and rounded when they
 * are stored.
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
