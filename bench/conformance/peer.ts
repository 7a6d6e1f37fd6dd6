import type { Activation } from "deltarule";
import type { Rule, RuleName, RuleOptions } from "deltarule/testing";

/** A library as its adapter shows it to the checker. Adapters are plain JavaScript in `peers/`, as its users would write. */
export interface Peer {
  readonly package: string;
  /** In what precision it computes. */
  readonly precision: "float64" | "float32";
  /** A float32 library whose optimizers are given float64 buffers. */
  readonly wide?: boolean;
  /** Called once before anything else. */
  prepare?(): Promise<unknown>;
  /** How its gradients are checked; entry by entry unless given. */
  readonly method?: "richardson" | "directional";
  /** Relative; the checker's own unless given. */
  readonly tolerance?: number;
  /** What is called, for the page. */
  readonly calls: readonly string[];
  /** What it does differently on purpose, for the page. */
  readonly conventions: readonly string[];
  readonly notOffered: readonly string[];
  readonly gradients: readonly GradientCase[];
  readonly optimizers: readonly OptimizerCase[];
}

/** One activation with one loss. */
export interface GradientCase {
  readonly activation: string;
  readonly loss: string;
  /** How many parameters the network has; 27 unless given. */
  readonly parameters?: number;
  /** E by its own forward pass. */
  value(parameters: Float64Array): number;
  /** Its gradient of the same, from its own backward pass or training step. */
  gradient(parameters: Float64Array): ArrayLike<number>;
  /** The same network in deltarule, where there is one. */
  readonly like?: Like;
}

/** A network of deltarule: names of its exports, or an activation that it lacks. */
export interface Like {
  readonly activations: readonly [string | Activation, string];
  readonly loss: string;
  /** Its E is so many times deltarule's: a sum where that has a mean. */
  readonly times?: number;
  /** Its step goes down so many times deltarule's E, where that is another number than `times`. */
  readonly trains?: number;
  readonly input?: readonly (readonly number[])[];
  readonly target?: readonly number[] | readonly (readonly number[])[];
}

/** One optimizer, and the rule it should follow. */
export interface OptimizerCase {
  readonly name: string;
  /** A stock rule, or what makes one. */
  readonly rule: RuleName | ((options: RuleOptions) => Rule);
  readonly options: RuleOptions;
  readonly call: string;
  /** A new optimizer; what it returns makes a step from `at` by `gradient`, and gives the parameters after it. */
  start(parameters: Float64Array): (gradient: Float64Array, at: Float64Array) => ArrayLike<number>;
}
