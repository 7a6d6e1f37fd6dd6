import type { NeuronTrace } from "../trace/trace.js";
import { type DerivationStep, equation, stepOf } from "./derivation.js";
import { type Expression, numeral, partial, productOf, sum } from "./expression.js";
import { penaltySlope, penaltySlopeAt } from "./penalty.js";
import type { Telling } from "./telling.js";

/** ∂E/∂w = δ·a, ∂E/∂b = δ. */
export function weightsStep(
  { pass, names, say }: Telling,
  l: number,
  { index, terms, rest, bias, delta }: NeuronTrace,
  first: boolean,
): DerivationStep {
  const { penalty } = pass.loss;
  const deltaName = names.delta(l, index);
  const E = names.loss;
  // δ·a with the penalty's slope at this weight.
  const withSlope = (product: Expression, w: Expression, value: number): Expression =>
    penalty === undefined ? product : sum([product, penaltySlopeAt(penalty, w, value).named]);
  const rows = terms.map(({ from, weight, value }) => {
    const w = names.weight(l, index, from);
    const stages = [
      withSlope(productOf(deltaName, names.output(l - 1, from)), w, weight.value),
      withSlope(productOf(numeral(delta), numeral(value)), numeral(weight.value), weight.value),
    ];
    const of = { kind: "derivative", layer: l, neuron: index, from } as const;
    return equation(partial(E, w), stages, numeral(weight.gradient), { check: weight.check, of });
  });
  if (bias !== null) {
    const of = { kind: "derivative", layer: l, neuron: index, from: null } as const;
    const left = partial(E, names.bias(l, index));
    rows.push(equation(left, [deltaName], numeral(bias.gradient), { check: bias.check, of }));
  }
  const words = [say(bias === null ? "weights.what" : "weights.whatBias", { delta: deltaName })];
  if (penalty !== undefined) words.push(say("weights.penalty", { slope: penaltySlope(penalty) }));
  if (rest !== null) words.push(say("weights.left", { count: rest.count }));
  const title = say("weights.title", { neuron: names.number(l, index) });
  return stepOf({ kind: "weights", layer: l, neuron: index }, title, {
    say: first || rest !== null ? words.slice(first ? 0 : 1) : [],
    layout: "rows",
    equations: rows,
    marks: { nodes: [[l, index]], edges: terms.map(({ from }) => [l, index, from] as const) },
  });
}
