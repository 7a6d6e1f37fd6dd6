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
  /**
   * What the optimizer remembers of this parameter, by its names (`m`, `v`, `velocity`, `sum`);
   * `null` without an optimizer of the library.
   */
  readonly memory: Readonly<Record<string, MemoryChange>> | null;
}

/** A number of the optimizer's state before and after the update. */
export interface MemoryChange {
  readonly before: number;
  readonly after: number;
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
