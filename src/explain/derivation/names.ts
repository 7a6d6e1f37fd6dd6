import type { StringKey } from "../language/language.js";
import type { Values } from "../language/say.js";
import { E, type Expression, symbol } from "./expression.js";

/** The letters of the lecture notes, or those of textbooks. */
export type Notation = "lectureNotes" | "general";

/** The symbols for the numbers of a network. Layers are counted from 0, and −1 is the input. */
export interface NodeNames {
  /** The output of a node: x for an input, a for a neuron. */
  output(layer: number, node: number): Expression;
  sum(layer: number, node: number): Expression;
  weight(layer: number, to: number, from: number): Expression;
  bias(layer: number, to: number): Expression;
  delta(layer: number, node: number): Expression;
  target(node: number): Expression;
  /** The node's number in texts: neuron 5. */
  number(layer: number, node: number): number;
  /** Whether each layer counts its neurons anew, so that a number needs its layer beside it. */
  readonly isByLayer: boolean;
  /** What the derivatives are of: E, or L₂ for a sample of a batch. */
  readonly loss: Expression;
  /** The term that an output adds to the loss. */
  lossTerm(node: number): Expression;
  /** The string for the reader about the letters. */
  readonly legend: { readonly key: StringKey; readonly values: Values };
}

/** The symbols for a network of these widths; unless told, the lecture notes' for up to 9 nodes. */
export function namesFor(widths: readonly number[], notation?: Notation): NodeNames {
  const nodes = widths.reduce((total, width) => total + width, 0);
  return (notation ?? (nodes < 10 ? "lectureNotes" : "general")) === "general"
    ? general(widths.length - 2)
    : numbered(widths);
}

/** The same symbols, with the loss of one sample of a batch in place of E. */
export function namesOfSample(names: NodeNames, sample: number, last: number): NodeNames {
  return {
    ...names,
    loss: sampleLoss(sample),
    lossTerm: (node) => symbol("L", [sample + 1, names.number(last, node)]),
  };
}

/** L₁, the loss of the first sample of a batch. */
export function sampleLoss(sample: number): Expression {
  return symbol("L", [sample + 1]);
}

/** All nodes in one sequence, inputs first; weights by source, then target: x₁, w₁₃, O₃. */
function numbered(widths: readonly number[]): NodeNames {
  const starts = widths.map((_, l) => widths.slice(0, l).reduce((total, width) => total + width, 1));
  const at = (layer: number, node: number): number => starts[layer + 1] + node;
  const to = starts[1];
  return {
    output: (layer, node) => symbol(layer < 0 ? "x" : "O", [at(layer, node)]),
    sum: (layer, node) => symbol("x", [at(layer, node)]),
    weight: (layer, to, from) => symbol("w", [at(layer - 1, from), at(layer, to)]),
    bias: (layer, to) => symbol("θ", [at(layer, to)]),
    delta: (layer, node) => symbol("δ", [at(layer, node)]),
    target: (node) => symbol("t", [at(widths.length - 2, node)]),
    number: at,
    isByLayer: false,
    loss: E,
    lossTerm: (node) => symbol("E", [at(widths.length - 2, node)]),
    legend: {
      key: "legend.numbered",
      values: { from: 1, to, w: symbol("w", [1, to]), x: symbol("x", [to]), O: symbol("O", [to]) },
    },
  };
}

/** Layers above, neurons below, weights by target, then source, all from 1: W⁽¹⁾₂₁. */
function general(last: number): NodeNames {
  return {
    output: (layer, node) => (layer < 0 ? symbol("x", [node + 1]) : symbol("a", [node + 1], layer + 1)),
    sum: (layer, node) => symbol("z", [node + 1], layer + 1),
    weight: (layer, to, from) => symbol("W", [to + 1, from + 1], layer + 1),
    bias: (layer, to) => symbol("b", [to + 1], layer + 1),
    delta: (layer, node) => symbol("δ", [node + 1], layer + 1),
    target: (node) => symbol("t", [node + 1]),
    number: (_, node) => node + 1,
    isByLayer: true,
    loss: E,
    lossTerm: (node) => symbol("E", [node + 1]),
    legend: {
      key: "legend.general",
      values: {
        layer: last + 1,
        W: symbol("W", [2, 1], 1),
        z: symbol("z", [1], last + 1),
        a: symbol("a", [1], last + 1),
      },
    },
  };
}
