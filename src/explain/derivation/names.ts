import { type Expression, type Prose, prose, symbol } from "./expression.js";

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
  /** Sentences for the reader about the letters. */
  readonly legend: Prose;
}

/** The symbols for a network of these widths; unless told, the lecture notes' for up to 9 nodes. */
export function namesFor(widths: readonly number[], notation?: Notation): NodeNames {
  const nodes = widths.reduce((total, width) => total + width, 0);
  return (notation ?? (nodes < 10 ? "lectureNotes" : "general")) === "general"
    ? general(widths.length - 2)
    : numbered(widths);
}

/** All nodes in one sequence, inputs first; weights by source, then target: x₁, w₁₃, O₃. */
function numbered(widths: readonly number[]): NodeNames {
  const starts = widths.map((_, l) => widths.slice(0, l).reduce((total, width) => total + width, 1));
  const at = (layer: number, node: number): number => starts[layer + 1] + node;
  return {
    output: (layer, node) => symbol(layer < 0 ? "x" : "O", [at(layer, node)]),
    sum: (layer, node) => symbol("x", [at(layer, node)]),
    weight: (layer, to, from) => symbol("w", [at(layer - 1, from), at(layer, to)]),
    bias: (layer, to) => symbol("θ", [at(layer, to)]),
    delta: (layer, node) => symbol("δ", [at(layer, node)]),
    target: (node) => symbol("t", [at(widths.length - 2, node)]),
    number: at,
    legend: prose`Nodes are numbered through, inputs first. ${symbol("w", [1, starts[1]])} is the weight from node 1 to node ${starts[1]}; ${symbol("x", [starts[1]])} is what arrives at neuron ${starts[1]}, added up, and ${symbol("O", [starts[1]])} what it gives.`,
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
    legend: prose`Layers and neurons are counted from 1. ${symbol("W", [2, 1], 1)} is the weight in layer 1 to its neuron 2, from input 1; ${symbol("z", [1], last + 1)} is what arrives at neuron 1 of layer ${last + 1}, added up, and ${symbol("a", [1], last + 1)} what it gives.`,
  };
}
