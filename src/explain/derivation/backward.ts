import type { LossTerm, NeuronTrace } from "../trace/trace.js";
import {
  type DerivationPart,
  type DerivationStep,
  type Equation,
  equation,
  type Quantity,
  stepOf,
} from "./derivation.js";
import {
  callOf,
  difference,
  type Expression,
  negative,
  numeral,
  others,
  type Prose,
  partial,
  productOf,
  quotient,
  sum,
  symbol,
} from "./expression.js";
import { activationFormulaOf, lossFormulaOf } from "./formulas.js";
import { omittedNeurons } from "./forward.js";
import { lettersOf } from "./loss.js";
import type { Telling } from "./telling.js";
import { weightsStep } from "./weights.js";

/** The backward pass through layer l: δ of each neuron, then the derivatives by its weights. */
export function backwardThrough(telling: Telling, l: number): DerivationPart {
  const layer = telling.pass.layers[l];
  const steps = layer.neurons.flatMap((neuron, at) => [
    deltaStep(telling, l, neuron, at === 0),
    weightsStep(telling, l, neuron, at === 0),
  ]);
  const row = layer.neurons.some(isThroughRow) ? [backwardRowStep(telling, l)] : [];
  return {
    title: telling.text("part.backward", { layer: l + 1 }),
    steps: [...row, ...steps, ...omittedNeurons(telling, layer, l)],
  };
}

/** Whether δ of the neuron is a sum over every a of the layer, as for softmax. */
function isThroughRow({ slope, gradient }: NeuronTrace): boolean {
  return slope === null && gradient !== null;
}

/** ∂E/∂a of every neuron, where each δ depends on all of them. */
function backwardRowStep(telling: Telling, l: number): DerivationStep {
  const { pass, names, say } = telling;
  const { activation, neurons } = pass.layers[l];
  const isLast = l === pass.layers.length - 1;
  return stepOf({ kind: "returns", layer: l }, say("delta.rowTitle", { f: activation.name }), {
    say: [say(isLast ? "delta.rowFromLoss" : "delta.rowFromNext", { E: names.loss })],
    equations: neurons.map((neuron) => gradientOf(telling, l, neuron)),
    marks: {
      nodes: neurons.map(({ index }) => [l, index] as const),
      edges: neurons.flatMap((neuron) => edgesTo(neuron, l)),
    },
  });
}

function gradientOf(telling: Telling, l: number, neuron: NeuronTrace): Equation {
  return l === telling.pass.layers.length - 1 ? lossSlope(telling, neuron) : arrivals(telling, l, neuron);
}

function edgesTo({ index, arrivals: back }: NeuronTrace, l: number): DerivationStep["marks"]["edges"] {
  return back.map(({ to }) => [l + 1, to, index] as const);
}

/** A number of a neuron. */
function quantity(kind: Quantity["kind"], layer: number, neuron: number): { readonly of: Quantity } {
  return { of: { kind, layer, neuron, from: null } };
}

function deltaStep(telling: Telling, l: number, neuron: NeuronTrace, first: boolean): DerivationStep {
  const { names, say } = telling;
  const { index, gradient } = neuron;
  const equations =
    gradient === null
      ? [linkedDelta(telling, neuron)]
      : isThroughRow(neuron)
        ? throughRow(telling, l, neuron)
        : [gradientOf(telling, l, neuron), ...throughSlope(telling, l, neuron)];
  const title = say("delta.title", { neuron: names.number(l, index), delta: names.delta(l, index) });
  return stepOf({ kind: "delta", layer: l, neuron: index }, title, {
    say: first ? saying(telling, l, neuron) : [say("delta.again")],
    equations,
    marks: { nodes: [[l, index]], edges: isThroughRow(neuron) ? [] : edgesTo(neuron, l) },
    reveals: "delta",
  });
}

function saying({ pass, names, say, join }: Telling, l: number, { index, gradient }: NeuronTrace): Prose[] {
  const { loss, layers } = pass;
  const [delta, z, a, E] = [names.delta(l, index), names.sum(l, index), names.output(l, index), names.loss];
  const what = say("delta.what", { delta, derivative: partial(E, z), E, z });
  const { activation } = layers[l];
  if (gradient === null) {
    const hasTotal = loss.total !== 1 && loss.function.name === "crossEntropy";
    const linked = say("delta.linked", { loss: loss.function.name, f: activation.name });
    return [what, linked, ...(hasTotal ? [say("delta.total", { T: symbol("T") })] : [])];
  }
  if (activation.rowwise) return [what, say("delta.throughRow", { f: activation.name, z: symbol("z"), delta })];
  const source =
    l === layers.length - 1 ? say("delta.fromLoss", { E, a }) : say("delta.fromNext", { a, derivative: partial(E, a) });
  const through = say("delta.slope", { f: activation.backward?.name ?? activation.name, z, delta });
  const lent = activation.forward === null ? [] : [say("delta.borrowed", { f: activation.forward.name })];
  return [what, join(source, through), ...lent];
}

/** ∂E/∂a = Σ δ·w. */
function arrivals(
  { names }: Telling,
  l: number,
  { index, arrivals: back, arrivalsRest: rest, gradient }: NeuronTrace,
): Equation {
  const tail = (total: number | null): Expression[] => (rest === null ? [] : [others(rest.count, total)]);
  const stages = [
    sum([...back.map(({ to }) => productOf(names.delta(l + 1, to), names.weight(l + 1, to, index))), ...tail(null)]),
    sum([...back.map(({ delta, weight }) => productOf(numeral(delta), numeral(weight))), ...tail(rest?.sum ?? 0)]),
    sum([...back.map((term) => numeral(term.product)), ...tail(rest?.sum ?? 0)]),
  ];
  const left = partial(names.loss, names.output(l, index));
  return equation(left, stages, numeral(gradient ?? 0), quantity("outputSlope", l, index));
}

/** ∂E/∂a of an output, from the loss. */
function lossSlope(telling: Telling, { index, gradient, z, a }: NeuronTrace): Equation {
  const { pass, names } = telling;
  const { loss, layers } = pass;
  const l = layers.length - 1;
  const left = partial(names.loss, names.output(l, index));
  const more = quantity("outputSlope", l, index);
  const formula = lossFormulaOf(loss.function);
  const term = loss.terms.find((one) => one.index === index);
  if (formula === null || term === undefined) return equation(left, [], numeral(gradient ?? 0), more);
  const { named, numbers } = lettersOf(telling, { ...term, z, a });
  const mean = (of: Expression): Expression =>
    formula.mean && loss.outputs > 1 ? quotient(of, numeral(loss.outputs)) : of;
  const stages = [mean(formula.slope(named, term)), mean(formula.slope(numbers, term))];
  return equation(left, stages, numeral(gradient ?? 0), more);
}

/** δ of an output, where loss and activation are taken together. */
function linkedDelta(telling: Telling, { index, a, delta }: NeuronTrace): Equation {
  const { pass, names } = telling;
  const { loss, layers } = pass;
  const l = layers.length - 1;
  const left = names.delta(l, index);
  const more = quantity("delta", l, index);
  const term = loss.terms.find((one: LossTerm) => one.index === index);
  const formula = lossFormulaOf(loss.function);
  if (formula === null || term === undefined)
    return equation(left, [callOf(loss.function.name, names.sum(l, index), names.target(index))], numeral(delta), more);
  const mean = (of: Expression): Expression =>
    formula.mean && loss.outputs > 1 ? quotient(of, numeral(loss.outputs)) : of;
  if (formula.linkedSlope !== undefined) {
    const { named, numbers } = lettersOf(telling, term);
    return equation(left, [mean(formula.linkedSlope(named)), mean(formula.linkedSlope(numbers))], numeral(delta), more);
  }
  const share = (own: Expression, total: Expression): Expression =>
    loss.total === 1 || formula.mean ? own : productOf(own, total);
  const named = difference(share(names.output(l, index), symbol("T")), names.target(index));
  const numbers = difference(share(numeral(a), numeral(loss.total)), numeral(term.target));
  return equation(left, [mean(named), mean(numbers)], numeral(delta), more);
}

/** δ = Σ ∂E/∂a · ∂a/∂z over the row, with every ∂a/∂z first. */
function throughRow(telling: Telling, l: number, neuron: NeuronTrace): Equation[] {
  const { names } = telling;
  const { index, jacobian, jacobianRest: rest, delta } = neuron;
  const zName = names.sum(l, index);
  const tail = (total: number | null): Expression[] => (rest === null ? [] : [others(rest.count, total)]);
  const named = jacobian.map(({ of }) =>
    productOf(partial(names.loss, names.output(l, of)), partial(names.output(l, of), zName)),
  );
  const numbers = jacobian.map((entry) => productOf(numeral(entry.gradient), numeral(entry.slope)));
  const stages = [sum([...named, ...tail(null)]), sum([...numbers, ...tail(rest?.sum ?? 0)])];
  return [
    ...jacobian.map((entry) => jacobianEntry(telling, l, neuron, entry)),
    equation(names.delta(l, index), stages, numeral(delta), quantity("delta", l, index)),
  ];
}

/** ∂a/∂z; for softmax a (1 − a) for the neuron's own a, and −a·a for another's. */
function jacobianEntry(
  { pass, names }: Telling,
  l: number,
  { index, a }: NeuronTrace,
  entry: NeuronTrace["jacobian"][number],
): Equation {
  const { activation } = pass.layers[l];
  const left = partial(names.output(l, entry.of), names.sum(l, index));
  if (!(activation.builtIn && activation.name === "softmax")) return equation(left, [], numeral(entry.slope));
  const own = (of: Expression): Expression => productOf(of, difference(numeral(1), of));
  const other = (of: Expression, by: Expression): Expression => negative(productOf(of, by));
  const aName = names.output(l, index);
  const stages =
    entry.of === index
      ? [own(aName), own(numeral(a))]
      : [other(names.output(l, entry.of), aName), other(numeral(entry.a), numeral(a))];
  return equation(left, stages, numeral(entry.slope));
}

/** δ = ∂E/∂a · f′(z). */
function throughSlope({ pass, names }: Telling, l: number, neuron: NeuronTrace): Equation[] {
  const { index, z, a, gradient, slope, lent, delta } = neuron;
  const { activation } = pass.layers[l];
  const [zName, aName] = [names.sum(l, index), names.output(l, index)];
  const formula = activationFormulaOf(activation);
  const lender = activation.backward === null ? null : activationFormulaOf(activation.backward).called;
  const slopes = [
    formula.slope(zName, lender === null ? aName : callOf(lender, zName), z),
    formula.slope(numeral(z), numeral(lent ?? a), z),
  ];
  const products = [
    productOf(partial(names.loss, aName), partial(aName, zName)),
    productOf(numeral(gradient ?? 0), numeral(slope ?? 0)),
  ];
  return [
    equation(partial(aName, zName), slopes, numeral(slope ?? 0), quantity("slope", l, index)),
    equation(names.delta(l, index), products, numeral(delta), quantity("delta", l, index)),
  ];
}
