import type { Check } from "../trace/parameterTrace.js";
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
  readonly about: StepSubject;
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

/** What a step does, and where. Layers, neurons and samples are counted from 0. */
export interface StepSubject {
  /**
   * `outputs` and `returns` are of a whole layer such as softmax: its outputs, and ∂E/∂a of each.
   * `mean` is of a batch, `optimizer` says what the optimizer does.
   */
  readonly kind:
    | "given"
    | "forward"
    | "outputs"
    | "loss"
    | "returns"
    | "delta"
    | "weights"
    | "omitted"
    | "mean"
    | "optimizer"
    | "update"
    | "after";
  readonly layer: number | null;
  readonly neuron: number | null;
  /** The sample's row in the batch; `null` outside the part of one sample of a batch. */
  readonly sample: number | null;
}

/** left = stage = stage = value; the value is the last stage. */
export interface Equation {
  readonly left: Expression;
  /** Whether the left side gets a new value, which is written `:=`. */
  readonly assigns: boolean;
  readonly stages: readonly Expression[];
  readonly check: Check | null;
  /** The number of the trace that it is about; `null` for a number of no node or weight. */
  readonly of: Quantity | null;
}

/** A number of the trace. Layers and neurons are counted from 0. */
export interface Quantity {
  /**
   * `z`, `a`, `delta` of a neuron; `outputSlope` ∂E/∂a, `slope` ∂a/∂z; `derivative` ∂E/∂w of a
   * weight, `memory` what the optimizer remembers of it, `next` its new value.
   */
  readonly kind: "z" | "a" | "outputSlope" | "slope" | "delta" | "derivative" | "memory" | "next";
  readonly layer: number;
  readonly neuron: number;
  /** The source of a weight; `null` for a bias, and for a number of a neuron. */
  readonly from: number | null;
}

/** Numbers in rows, such as old and new weights; a row may have a check. */
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
  { of = null, check = null, assigns = false }: Partial<Pick<Equation, "of" | "check" | "assigns">> = {},
): Equation {
  const said = [...stages, value].map((stage) => JSON.stringify(stage));
  return { left, assigns, stages: [...stages, value].filter((_, i) => i === 0 || said[i] !== said[i - 1]), check, of };
}

/** A step of words and equations that marks nothing, with what is different. */
export function stepOf(
  about: Pick<StepSubject, "kind"> & Partial<StepSubject>,
  title: Prose,
  rest: Partial<Omit<DerivationStep, "about" | "title">>,
): DerivationStep {
  return {
    about: { layer: null, neuron: null, sample: null, ...about },
    title,
    say: [],
    layout: "stack",
    equations: [],
    table: null,
    marks: { nodes: [], edges: [] },
    reveals: null,
    ...rest,
  };
}
