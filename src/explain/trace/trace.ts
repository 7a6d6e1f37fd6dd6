import type { Dtype } from "../../core/index.js";

/**
 * One step of learning from one sample, every number of it: plain data that `JSON.stringify` writes and `JSON.parse` reads back.
 * Layers and neurons are counted from 0, in the order of the network's own arrays.
 */
export interface Trace {
  readonly format: "deltarule/trace";
  readonly version: 1;
  readonly dtype: Dtype;
  /** How many inputs there are, then the neurons of each layer: `[2, 2, 1]`. */
  readonly widths: readonly number[];
  /** How many weights and biases the network has. */
  readonly parameters: number;
  readonly inputs: readonly InputTrace[];
  /** First to last. */
  readonly layers: readonly LayerTrace[];
  readonly loss: LossTrace;
  /** `null` without an optimizer. */
  readonly update: UpdateTrace | null;
  /** Whether derivatives were compared with difference quotients. */
  readonly checked: boolean;
  /** What one should know when reading it, a sentence each. */
  readonly notes: readonly string[];
}

/** A number of the sample. Of many, only those that a term of the trace takes are there. */
export interface InputTrace {
  readonly index: number;
  readonly value: number;
}

/** A layer: some of its neurons, or all. */
export interface LayerTrace {
  readonly activation: FunctionTrace;
  readonly bias: boolean;
  readonly neurons: readonly NeuronTrace[];
  /** How many neurons were left out: those with the smallest |δ|. */
  readonly omitted: number;
}

/** An activation or a loss. */
export interface FunctionTrace {
  readonly name: string;
  readonly options: Readonly<Record<string, number>>;
  /** It is the library's own, so that its formula is known. */
  readonly builtIn: boolean;
  /** A function of the whole row, such as softmax. */
  readonly rowwise: boolean;
  /** Of a surrogate: what runs forward, and what lends its slope. */
  readonly forward: FunctionTrace | null;
  readonly backward: FunctionTrace | null;
}

/** A neuron, forward and backward. */
export interface NeuronTrace {
  readonly index: number;
  /** What adds up to z: a term for each node of the layer before. */
  readonly terms: readonly Term[];
  readonly rest: Rest | null;
  readonly bias: ParameterTrace | null;
  readonly z: number;
  readonly a: number;
  /** ∂E/∂a; `null` where the loss gives δ itself. */
  readonly gradient: number | null;
  /** What adds up to ∂E/∂a: each δ of the next layer, through the weight to it. None in the last layer, where ∂E/∂a is the loss's. */
  readonly arrivals: readonly Arrival[];
  readonly arrivalsRest: Rest | null;
  /** f′(z); `null` where f works on a row, or the loss gives δ itself. */
  readonly slope: number | null;
  /** What the function that lends its slope would have given for z: of a surrogate only. */
  readonly lent: number | null;
  /** Where f works on a row: ∂E/∂a of each neuron of the layer, times ∂a/∂z by this neuron's z. They add up to δ. */
  readonly jacobian: readonly JacobianTerm[];
  readonly jacobianRest: Rest | null;
  /** ∂E/∂z. */
  readonly delta: number;
}

/** w·a: what comes along one weight. */
export interface Term {
  /** The node of the layer before. */
  readonly from: number;
  readonly weight: ParameterTrace;
  readonly value: number;
  readonly product: number;
}

/** What was left out of a sum: the smallest terms. */
export interface Rest {
  readonly count: number;
  readonly sum: number;
}

/** δ·w: what comes back along one weight. */
export interface Arrival {
  /** The neuron of the next layer. */
  readonly to: number;
  readonly delta: number;
  readonly weight: number;
  readonly product: number;
}

/** One entry of a column of the Jacobian ∂a/∂z. */
export interface JacobianTerm {
  /** Which a. */
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
  /** ∂E/∂w = δ·a, or ∂E/∂b = δ. */
  readonly gradient: number;
  /** The same by difference quotients; `null` when that was not asked for. */
  readonly check: Check | null;
  /** What it is after the update; `null` without an optimizer. */
  readonly next: number | null;
  /** The optimizer's velocity after the update, where it moves by that. */
  readonly velocity: number | null;
}

/** What difference quotients say of a derivative. */
export interface Check {
  readonly numeric: number | null;
  /** `kink`: E has none there; `surrogate`: the slope was borrowed, so that it is not that of E. */
  readonly status: "agrees" | "differs" | "kink" | "surrogate";
}

/** The loss of the sample. */
export interface LossTrace {
  readonly function: FunctionTrace;
  /** δ of the last layer comes from z in closed form: loss and activation are taken together. */
  readonly linked: boolean;
  readonly terms: readonly LossTerm[];
  readonly rest: Rest | null;
  readonly outputs: number;
  /** Σ of the targets. */
  readonly total: number;
  /** E. */
  readonly value: number;
}

/** What one output adds to the loss, before a mean over the outputs is taken; `null` where a loss of one's own does not say. */
export interface LossTerm {
  readonly index: number;
  readonly z: number;
  readonly a: number;
  readonly target: number;
  readonly value: number | null;
}

/** The update, and what came of it. */
export interface UpdateTrace {
  readonly optimizer: string;
  /**
   * `gradient`: every parameter moved by −learningRate · gradient; `velocity`: by −learningRate · velocity; `other`: by a rule of the
   * optimizer's own.
   */
  readonly rule: "gradient" | "velocity" | "other";
  readonly learningRate: number | null;
  /** The outputs after it, as many as the loss has terms, and E. */
  readonly outputs: readonly InputTrace[];
  readonly loss: number;
}
