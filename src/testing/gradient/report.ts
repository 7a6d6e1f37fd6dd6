import type { Diagnosis } from "./diagnosis.js";

/**
 * What became of one derivative: `ok` and `fail` were compared; `kink` was not, since the function has no slope within the
 * smallest step; `flat` is too near to 0 on both sides to be compared.
 */
export type EntryStatus = "ok" | "fail" | "kink" | "flat";

/** How derivatives are estimated. */
export type Method = "richardson" | "central" | "directional";

/**
 * What a derivative is taken by: a network's `weights`, `biases`, `delta` (∂E/∂z) and `input` (∂E/∂x); the `argument` of a function;
 * or numbers of the forward pass that should be something else: `z`, `a`, `loss`.
 */
export type Parameter = "weights" | "biases" | "delta" | "input" | "argument" | "z" | "a" | "loss";

/** One derivative, as it was given and as it is. */
export interface Entry {
  /** Counted from 0; `null` where there are no layers. */
  readonly layer: number | null;
  readonly parameter: Parameter;
  /** Row and column, or the one index; of a random direction, its number behind the word. */
  readonly index: readonly (number | string)[];
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic − numeric|. */
  readonly error: number;
  /** The error divided by the larger of the two; 0 where both are 0. */
  readonly relativeError: number;
  /** How far the numeric value itself may be off. */
  readonly errorBar: number;
  /** The widest step that went into the numeric value, 0 where it is no difference quotient. */
  readonly step: number;
  readonly status: EntryStatus;
}

/** How many entries there are of each status. */
export type Totals = { readonly [status in EntryStatus | "entries"]: number };

/** Where the backward pass first goes wrong, in the order in which it is computed: from the last layer to the first. */
export interface Place {
  readonly layer: number | null;
  readonly parameter: Parameter;
}

/** What `checkGradient` and `checkGradients` found: plain data, and `toString()` for people. */
export interface GradientReport {
  /** Nothing failed, and something was compared. */
  readonly ok: boolean;
  /** What was checked: `a 2-4-1 network (tanh, sigmoid), …`. */
  readonly subject: string;
  readonly method: Method;
  readonly tolerance: number;
  /** Seed of everything random in the check: directions, resampling, the choice of entries. */
  readonly seed: number;
  /** Worst first. */
  readonly entries: readonly Entry[];
  readonly totals: Totals;
  readonly firstWrong: Place | null;
  readonly diagnosis: Diagnosis | null;
  /** Sentences about how it was checked: surrogates, kinks that were avoided, entries that were drawn. */
  readonly notes: readonly string[];
  /** Of a float32 network: its float64 copy, compared with difference quotients. */
  readonly copy: GradientReport | null;
}
