/**
 * What became of one derivative. `ok` and `fail`: compared. `kink`: not compared, since the
 * function has no slope within the smallest step. `flat`: not compared, since both values are too
 * near to 0.
 */
export type EntryStatus = "ok" | "fail" | "kink" | "flat";

/** How derivatives are estimated. */
export type Method = "richardson" | "central" | "directional";

/**
 * What a derivative is taken by: `weights`, `biases`, `delta` (∂E/∂z) and `input` (∂E/∂x) of a
 * network, or the `argument` of a function. `z`, `a` and `loss` are values of the forward pass.
 */
export type Parameter = "weights" | "biases" | "delta" | "input" | "argument" | "z" | "a" | "loss";

/** One derivative: the value under test (analytic) and the difference quotient (numeric). */
export interface Entry {
  /** Counted from 0; `null` where there are no layers. */
  readonly layer: number | null;
  readonly parameter: Parameter;
  /** Row and column, or one index; of a random direction, the word and its number. */
  readonly index: readonly (number | string)[];
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic − numeric|. */
  readonly error: number;
  /** The error divided by the larger of |analytic| and |numeric|; 0 where both are 0. */
  readonly relativeError: number;
  /** How far the numeric value itself may be off. */
  readonly errorBar: number;
  /** The widest step behind the numeric value; 0 where it is not a difference quotient. */
  readonly step: number;
  readonly status: EntryStatus;
}

/** How many entries have each status, and how many there are. */
export type Totals = { readonly [status in EntryStatus | "entries"]: number };

/** A place in a pass. Reports name the first wrong one, in the order of computation. */
export interface Place {
  readonly layer: number | null;
  readonly parameter: Parameter;
}

/** The kinds of mistake with a recognizable pattern, and `unknown`. */
export type Pattern =
  | "factor"
  | "sign"
  | "zero"
  | "missing mean"
  | "mean twice"
  | "missing slope"
  | "slope twice"
  | "slope at a"
  | "slope of another activation"
  | "gradient of another loss"
  | "transposed weights"
  | "missing weights"
  | "transposed gradient"
  | "z in place of a"
  | "one sample"
  | "missing input"
  | "missing sample weights"
  | "weight decay"
  | "updated weights"
  | "stale buffer"
  | "accumulated"
  | "random"
  | "forward pass"
  | "not a number"
  | "few entries"
  | "not differentiable"
  | "unknown";

/** Which derivatives are wrong. */
export type Scope = "everything" | "weights only" | "biases only" | "input only" | "from a layer down" | "one layer";

/** The likely cause of the errors. */
export interface Diagnosis {
  readonly pattern: Pattern;
  readonly scope: Scope;
  /** analytic ÷ numeric, where it is the same for all entries; else `null`. */
  readonly ratio: number | null;
  /** A sentence to read. */
  readonly message: string;
}

/** What `checkGradient` and `checkGradients` found: plain data, with a readable `toString()`. */
export interface GradientReport {
  /** Nothing failed, and something was compared. */
  readonly ok: boolean;
  /** What was checked: `the gradients of a 2-4-1 network (tanh, sigmoid; float64) with …`. */
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
  /** Sentences about the check: surrogates, kinks avoided, entries drawn. */
  readonly notes: readonly string[];
  /** For a float32 network, the report of its float64 copy; else `null`. */
  readonly copy: GradientReport | null;
}

/** A diagnosis of a gradient without layers. */
export function wholeDiagnosis(pattern: Pattern, message: string, ratio: number | null = null): Diagnosis {
  return { pattern, scope: "everything", ratio, message };
}

const computed: readonly Parameter[] = ["z", "a", "loss", "delta", "weights", "biases", "input", "argument"];

/**
 * The rank of a place in the order of computation: forward from layer 0, then back from the last.
 */
export function placeOrder({ layer, parameter }: Place): number {
  const rank = computed.indexOf(parameter);
  if (parameter === "z" || parameter === "a") return (layer ?? 0) * 10 + rank - 1e6;
  if (parameter === "loss") return 2e6;
  return parameter === "input" ? 1e6 : -(layer ?? 0) * 10 + rank;
}

/** The first place, in the order of computation, with a failed entry. */
export function firstWrongOf(entries: readonly Entry[]): Place | null {
  const failed = entries.filter(({ status }) => status === "fail");
  if (failed.length === 0) return null;
  const { layer, parameter } = failed.reduce((first, entry) => (placeOrder(entry) < placeOrder(first) ? entry : first));
  return { layer, parameter };
}
