import type { Dtype } from "../../core/index.js";
import type { ParameterTrace } from "./parameterTrace.js";
import type { UpdateTrace } from "./updateTrace.js";

/** The numbers of one sample in a step, or the means of a batch. */
export interface PassTrace {
  readonly inputs: readonly InputTrace[];
  /** The layers from first to last. */
  readonly layers: readonly LayerTrace[];
  readonly loss: LossTrace;
}

/**
 * Every number of one training step, as plain data: `JSON.stringify` writes it, and `JSON.parse`
 * reads it back. Layers and neurons are counted from 0, in the network's order.
 *
 * For one sample, `inputs`, `layers` and `loss` are its numbers. For a batch, they are the means
 * over its samples: of x, z and a; of each sample's own δ; and the derivatives of E, by which the
 * weights move. The numbers of the samples are in `batch`.
 */
export interface Trace extends PassTrace {
  readonly format: "deltarule/trace";
  readonly version: 2;
  readonly dtype: Dtype;
  /** The number of inputs, then the number of neurons of each layer: `[2, 2, 1]`. */
  readonly widths: readonly number[];
  /** The number of weights and biases in the network. */
  readonly parameters: number;
  /** The samples of a batch; `null` for one sample without a weight. */
  readonly batch: BatchTrace | null;
  /** The update; `null` without an optimizer. */
  readonly update: UpdateTrace | null;
  /** Whether derivatives were compared with difference quotients. */
  readonly checked: boolean;
  /** Remarks for the reader. */
  readonly notes: readonly TraceNote[];
}

/** The samples of a batch, whose weighted mean is E: `Σ w L / n`. */
export interface BatchTrace {
  /** n: the number of samples, without those whose target is not known at all. */
  readonly size: number;
  /** The samples shown, in the order of the batch: all, or those with the largest w L. */
  readonly samples: readonly SampleTrace[];
  /** The samples left out, and the sum of their w L; `null` where all are shown. */
  readonly rest: Rest | null;
}

/**
 * One sample of a batch. Its δ and its derivatives are those of its own loss L, without its weight,
 * the mean and a penalty.
 */
export interface SampleTrace extends PassTrace {
  /** Its row in the batch, from 0. */
  readonly index: number;
  /** Its weight in the mean; 1 unless `sampleWeights` says otherwise. */
  readonly weight: number;
}

/** A remark for the reader: what training does and this step leaves out, or does on purpose. */
export type TraceNote =
  | { readonly kind: "dropout" }
  | { readonly kind: "frozen"; readonly layer: number }
  | { readonly kind: "surrogate"; readonly layer: number; readonly forward: string; readonly backward: string };

/** A number of the sample. An abridged trace has only those that one of its terms takes. */
export interface InputTrace {
  readonly index: number;
  readonly value: number;
}

/** A layer with all of its neurons, or those with the largest |δ|. */
export interface LayerTrace {
  readonly activation: FunctionTrace;
  readonly bias: boolean;
  readonly neurons: readonly NeuronTrace[];
  /** The number of neurons left out: those with the smallest |δ|. */
  readonly omitted: number;
}

/** An activation or a loss. */
export interface FunctionTrace {
  readonly name: string;
  readonly options: Readonly<Record<string, number>>;
  /** Whether it is the library's own; then its formula is known. */
  readonly builtIn: boolean;
  /** Whether it is a function of the whole row, such as softmax. */
  readonly rowwise: boolean;
  /** For a surrogate, the function that runs forward; else `null`. */
  readonly forward: FunctionTrace | null;
  /** For a surrogate, the function whose slope runs backward; else `null`. */
  readonly backward: FunctionTrace | null;
}

/** A neuron in the forward and the backward pass. */
export interface NeuronTrace {
  readonly index: number;
  /** The terms of z, beside the bias: one for each node of the layer before. */
  readonly terms: readonly Term[];
  readonly rest: Rest | null;
  readonly bias: ParameterTrace | null;
  readonly z: number;
  readonly a: number;
  /** ∂E/∂a; `null` where the loss gives δ directly, and in the mean of a batch. */
  readonly gradient: number | null;
  /**
   * The terms of ∂E/∂a: each δ of the next layer, times the weight to it. Empty in the last layer,
   * where ∂E/∂a comes from the loss.
   */
  readonly arrivals: readonly Arrival[];
  readonly arrivalsRest: Rest | null;
  /**
   * f′(z); `null` where f works on a row, or the loss gives δ directly, and in the mean of a batch.
   */
  readonly slope: number | null;
  /** For a surrogate, the value at z of the function that lends its slope; else `null`. */
  readonly lent: number | null;
  /** Where f works on a row, the terms of δ: ∂E/∂a of each neuron, times ∂a/∂z by this z. */
  readonly jacobian: readonly JacobianTerm[];
  readonly jacobianRest: Rest | null;
  /** ∂E/∂z. */
  readonly delta: number;
}

/** w·a: a term of z. */
export interface Term {
  /** The node of the layer before. */
  readonly from: number;
  readonly weight: ParameterTrace;
  readonly value: number;
  readonly product: number;
}

/** The smallest terms of a sum, which were left out. */
export interface Rest {
  readonly count: number;
  readonly sum: number;
}

/** δ·w: a term of ∂E/∂a. */
export interface Arrival {
  /** The neuron of the next layer. */
  readonly to: number;
  readonly delta: number;
  readonly weight: number;
  readonly product: number;
}

/** ∂E/∂a · ∂a/∂z: a term of δ, with an entry of the Jacobian of a whole row. */
export interface JacobianTerm {
  /** The neuron of that a. */
  readonly of: number;
  readonly a: number;
  /** ∂E/∂a of that neuron. */
  readonly gradient: number;
  /** ∂a/∂z. */
  readonly slope: number;
  readonly product: number;
}

/** The loss of the sample. */
export interface LossTrace {
  readonly function: FunctionTrace;
  /**
   * Whether loss and activation are taken together: δ of the last layer is then a closed form of z.
   */
  readonly linked: boolean;
  readonly terms: readonly LossTerm[];
  readonly rest: Rest | null;
  readonly outputs: number;
  /** The share of `smoothLabels`, whose targets the terms have; `null` without it. */
  readonly smoothed: number | null;
  /** Σ of the targets. */
  readonly total: number;
  /** E. */
  readonly value: number;
  /** The penalty on the weights, where E has one, and the loss without it. */
  readonly penalty?: { readonly l1: number; readonly l2: number; readonly data: number };
}

/** What one output adds to the loss. */
export interface LossTerm {
  readonly index: number;
  readonly z: number;
  readonly a: number;
  readonly target: number;
  /**
   * The term, before any mean over the outputs; `null` for a loss that is not the library's, and in
   * the mean of a batch.
   */
  readonly value: number | null;
}
