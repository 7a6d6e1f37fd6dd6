import type { Dtype } from "../../core/index.js";

/**
 * Every number of one training step on one sample, as plain data: `JSON.stringify` writes it, and
 * `JSON.parse` reads it back. Layers and neurons are counted from 0, in the network's order.
 */
export interface Trace {
  readonly format: "deltarule/trace";
  readonly version: 1;
  readonly dtype: Dtype;
  /** The number of inputs, then the number of neurons of each layer: `[2, 2, 1]`. */
  readonly widths: readonly number[];
  /** The number of weights and biases in the network. */
  readonly parameters: number;
  readonly inputs: readonly InputTrace[];
  /** The layers from first to last. */
  readonly layers: readonly LayerTrace[];
  readonly loss: LossTrace;
  /** The update; `null` without an optimizer. */
  readonly update: UpdateTrace | null;
  /** Whether derivatives were compared with difference quotients. */
  readonly checked: boolean;
  /** Remarks for the reader, a sentence each. */
  readonly notes: readonly string[];
}

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
  /** ∂E/∂a; `null` where the loss gives δ directly. */
  readonly gradient: number | null;
  /**
   * The terms of ∂E/∂a: each δ of the next layer, times the weight to it. Empty in the last layer,
   * where ∂E/∂a comes from the loss.
   */
  readonly arrivals: readonly Arrival[];
  readonly arrivalsRest: Rest | null;
  /** f′(z); `null` where f works on a row, or the loss gives δ directly. */
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

/** A weight or a bias. */
export interface ParameterTrace {
  readonly value: number;
  /** ∂E/∂w = δ·a, with the penalty's l1 sign(w) + l2 w where there is one, or ∂E/∂b = δ. */
  readonly gradient: number;
  /** The comparison with difference quotients; `null` unless asked for. */
  readonly check: Check | null;
  /** The value after the update; `null` without an optimizer. */
  readonly next: number | null;
  /** The optimizer's velocity after the update, where the parameter moves by it; else `null`. */
  readonly velocity: number | null;
}

/** A derivative compared with difference quotients. */
export interface Check {
  /** The difference quotient; `null` for a surrogate. */
  readonly numeric: number | null;
  /**
   * `kink`: E has no derivative there; `surrogate`: the slope is borrowed, so it is not that of E.
   */
  readonly status: "agrees" | "differs" | "kink" | "surrogate";
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
  /** The term, before any mean over the outputs; `null` for a loss that is not the library's. */
  readonly value: number | null;
}

/** The update, and the outputs and E after it. */
export interface UpdateTrace {
  readonly optimizer: string;
  /**
   * `gradient`: every parameter moved by −learningRate · gradient; `velocity`: by −learningRate ·
   * velocity; `other`: by another rule.
   */
  readonly rule: "gradient" | "velocity" | "other";
  readonly learningRate: number | null;
  /** The outputs after the update, one for each term of the loss. */
  readonly outputs: readonly InputTrace[];
  /** E after the update. */
  readonly loss: number;
}
