import type { Check } from "../trace/trace.js";
import type { Expression, Prose } from "./expression.js";

/** A trace told in order, for a renderer to write down. */
export interface Derivation {
  readonly title: string;
  /** What it is about, the letters, and what one should know: a paragraph each. */
  readonly preface: readonly Prose[];
  readonly parts: readonly DerivationPart[];
}

/** A stretch of the way: forward through a layer, the loss, … */
export interface DerivationPart {
  readonly title: string;
  readonly steps: readonly DerivationStep[];
}

/** What is to be seen at once. */
export interface DerivationStep {
  readonly title: Prose;
  /** In words, what happens and why. */
  readonly say: readonly Prose[];
  /** `rows` of one line each, or one below the other, every stage on a line of its own. */
  readonly layout: "rows" | "stack";
  readonly equations: readonly Equation[];
  readonly table: NumberTable | null;
  /** The nodes and weights it is about. */
  readonly marks: Marks;
  /** Which number of the marked nodes is known after it: a, δ, or E; or `after`, all that the update makes new. */
  readonly reveals: "a" | "delta" | "loss" | "after" | null;
}

/** left = stage = stage = value. The last stage is the value. */
export interface Equation {
  readonly left: Expression;
  readonly stages: readonly Expression[];
  readonly check: Check | null;
}

export interface NumberTable {
  readonly head: readonly Prose[];
  readonly rows: readonly { readonly cells: readonly Expression[]; readonly check: Check | null }[];
}

/** Layers are counted from 0, and −1 is the input. */
export interface Marks {
  readonly nodes: readonly (readonly [layer: number, node: number])[];
  readonly edges: readonly (readonly [layer: number, to: number, from: number])[];
}

/** An equation from its stages before the value. A stage that says the same as the one before it is left out. */
export function equation(
  left: Expression,
  stages: readonly Expression[],
  value: Expression,
  check: Check | null = null,
): Equation {
  const said = [...stages, value].map((stage) => JSON.stringify(stage));
  return { left, stages: [...stages, value].filter((_, i) => i === 0 || said[i] !== said[i - 1]), check };
}
