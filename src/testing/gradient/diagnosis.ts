/** The kinds of mistake that have a pattern of their own. */
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
  | "stale buffer"
  | "accumulated"
  | "random"
  | "forward pass"
  | "not a number"
  | "few entries"
  | "not differentiable"
  | "unknown";

/** Which derivatives go wrong. */
export type Scope = "everything" | "weights only" | "biases only" | "input only" | "from a layer down" | "one layer";

/** Why the errors look as they do. */
export interface Diagnosis {
  readonly pattern: Pattern;
  readonly scope: Scope;
  /** analytic ÷ numeric, where that is the same for all; else `null`. */
  readonly ratio: number | null;
  /** A sentence for people. */
  readonly message: string;
}
