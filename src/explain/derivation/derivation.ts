import type { Check } from "../trace/trace.js";
import type { Expression, Prose } from "./expression.js";

/** A trace as a text in order, which every renderer writes in its own format. */
export interface Derivation {
  readonly title: string;
  /** Paragraphs: the network, the letters, and the remarks of the trace. */
  readonly preface: readonly Prose[];
  readonly parts: readonly DerivationPart[];
}

/** A chapter: forward through a layer, the loss, … */
export interface DerivationPart {
  readonly title: string;
  readonly steps: readonly DerivationStep[];
}

/** Words and equations that a reader sees together. */
export interface DerivationStep {
  readonly title: Prose;
  /** Paragraphs that say what happens and why. */
  readonly say: readonly Prose[];
  /** `rows`: each equation on one line; `stack`: each stage on its own line. */
  readonly layout: "rows" | "stack";
  readonly equations: readonly Equation[];
  readonly table: NumberTable | null;
  /** The nodes and weights that the step is about. */
  readonly marks: Marks;
  /**
   * What the reader knows after this step: a or δ of the marked nodes, or E; `after`: all that the
   * update changes.
   */
  readonly reveals: "a" | "delta" | "loss" | "after" | null;
}

/** left = stage = stage = value; the value is the last stage. */
export interface Equation {
  readonly left: Expression;
  readonly stages: readonly Expression[];
  readonly check: Check | null;
}

export interface NumberTable {
  readonly head: readonly Prose[];
  readonly rows: readonly { readonly cells: readonly Expression[]; readonly check: Check | null }[];
}

/** Places in the network. Layers are counted from 0, and −1 is the input. */
export interface Marks {
  readonly nodes: readonly (readonly [layer: number, node: number])[];
  readonly edges: readonly (readonly [layer: number, to: number, from: number])[];
}

/** An equation from its stages and its value. A stage equal to the one before it is dropped. */
export function equation(
  left: Expression,
  stages: readonly Expression[],
  value: Expression,
  check: Check | null = null,
): Equation {
  const said = [...stages, value].map((stage) => JSON.stringify(stage));
  return { left, stages: [...stages, value].filter((_, i) => i === 0 || said[i] !== said[i - 1]), check };
}
