import type { Activation } from "deltarule";
import type { Rule, RuleName, RuleOptions } from "deltarule/testing";

/**
 * The adapter between a library and the checker. Adapters are plain JavaScript in `peers/`, as
 * users of the library would write it.
 */
export interface Peer {
  readonly package: string;
  /** The precision in which it computes. */
  readonly precision: "float64" | "float32";
  /** `true` for a float32 library whose optimizers are called with float64 buffers. */
  readonly wide?: boolean;
  /** Called once, before everything else. */
  prepare?(): Promise<unknown>;
  /** How its gradients are checked; entry by entry unless given. */
  readonly method?: "richardson" | "directional";
  /** Relative tolerance; the checker's default unless given. */
  readonly tolerance?: number;
  /** The calls that are checked, for the page. */
  readonly calls: readonly string[];
  /** Intended differences, for the page. */
  readonly conventions: readonly string[];
  readonly notOffered: readonly string[];
  readonly gradients: readonly GradientCase[];
  readonly optimizers: readonly OptimizerCase[];
}

/** One activation with one loss. */
export interface GradientCase {
  readonly activation: string;
  readonly loss: string;
  /** The number of parameters; 27 unless given. */
  readonly parameters?: number;
  /** E by the library's forward pass. */
  value(parameters: Float64Array): number;
  /** ∂E/∂parameters by the library's backward pass or training step. */
  gradient(parameters: Float64Array): ArrayLike<number>;
  /** The same network in deltarule, where there is one. */
  readonly like?: Like;
}

/** A network of deltarule: names of its exports, or an activation that deltarule lacks. */
export interface Like {
  readonly activations: readonly [string | Activation, string];
  readonly loss: string;
  /** The library's E ÷ deltarule's: other than 1 where one sums and the other averages. */
  readonly times?: number;
  /** The factor of deltarule's E whose gradient the step follows, where it is not `times`. */
  readonly trains?: number;
  readonly input?: readonly (readonly number[])[];
  readonly target?: readonly number[] | readonly (readonly number[])[];
}

/** One optimizer, and the rule it should follow. */
export interface OptimizerCase {
  readonly name: string;
  /** A stock rule, or a function that makes one. */
  readonly rule: RuleName | ((options: RuleOptions) => Rule);
  readonly options: RuleOptions;
  readonly call: string;
  /** A new optimizer: a function from `at` and `gradient` to the parameters after one step. */
  start(parameters: Float64Array): (gradient: Float64Array, at: Float64Array) => ArrayLike<number>;
}
