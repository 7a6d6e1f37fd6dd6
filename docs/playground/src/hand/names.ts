/** Symbols for the numbers of a network. Layers are counted from 0, and −1 is the input. */
export interface Names {
  output(layer: number, node: number): string;
  sum(layer: number, node: number): string;
  weight(layer: number, to: number, from: number): string;
  bias(layer: number, to: number): string;
  delta(layer: number, node: number): string;
  target(node: number): string;
  /** The number of the node as text. */
  number(layer: number, node: number): string;
}

/**
 * The lecture notes number their nodes consecutively: x₁, w₁₃, O₅. All other networks have the
 * layer as superscript and the neurons as subscripts: W⁽¹⁾₂₁.
 */
export function namesFor(widths: readonly number[], notes: boolean): Names {
  return notes ? numbered(widths) : general;
}

function numbered(widths: readonly number[]): Names {
  const first = widths.map((_, l) => widths.slice(0, l).reduce((sum, width) => sum + width, 1));
  const at = (layer: number, node: number): string => below(first[layer + 1] + node);
  return {
    output: (layer, node) => (layer < 0 ? "x" : "O") + at(layer, node),
    sum: (layer, node) => `x${at(layer, node)}`,
    weight: (layer, to, from) => `w${at(layer - 1, from)}${at(layer, to)}`,
    bias: (layer, to) => `θ${at(layer, to)}`,
    delta: (layer, node) => `δ${at(layer, node)}`,
    target: (node) => `t${at(widths.length - 2, node)}`,
    number: (layer, node) => String(first[layer + 1] + node),
  };
}

const general: Names = {
  output: (layer, node) => (layer < 0 ? `x${below(node + 1)}` : `a${above(layer + 1)}${below(node + 1)}`),
  sum: (layer, node) => `z${above(layer + 1)}${below(node + 1)}`,
  weight: (layer, to, from) => `W${above(layer + 1)}${below(to + 1)}${below(from + 1)}`,
  bias: (layer, to) => `b${above(layer + 1)}${below(to + 1)}`,
  delta: (layer, node) => `δ${above(layer + 1)}${below(node + 1)}`,
  target: (node) => `t${below(node + 1)}`,
  number: (_, node) => String(node + 1),
};

function below(value: number): string {
  return Array.from(String(value), (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
}

function above(value: number): string {
  return `⁽${raised(value)}⁾`;
}

/** A whole number as an exponent. */
export function raised(value: number): string {
  return Array.from(String(value), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻").join("");
}
