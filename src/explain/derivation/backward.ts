import type { LossTerm, NeuronTrace, Trace } from "../trace/trace.js";
import { type DerivationPart, type DerivationStep, type Equation, equation } from "./derivation.js";
import {
  callOf,
  difference,
  E,
  type Expression,
  negative,
  numeral,
  others,
  type Prose,
  partial,
  productOf,
  prose,
  quotient,
  sum,
  symbol,
} from "./expression.js";
import { activationFormulaOf, lossFormulaOf } from "./formulas.js";
import { omittedNeurons } from "./forward.js";
import { lettersOf } from "./loss.js";
import type { NodeNames } from "./names.js";

/** The backward pass through layer l: δ of each neuron, then the derivatives by its weights. */
export function backwardThrough(trace: Trace, names: NodeNames, l: number): DerivationPart {
  const layer = trace.layers[l];
  const steps = layer.neurons.flatMap((neuron, at) => [
    deltaStep(trace, names, l, neuron, at === 0),
    weightsStep(trace, names, l, neuron, at === 0),
  ]);
  const row = layer.neurons.some(isThroughRow) ? [backwardRowStep(trace, names, l)] : [];
  return { title: `Backward: layer ${l + 1}`, steps: [...row, ...steps, ...omittedNeurons(layer)] };
}

/** Whether δ of the neuron is a sum over every a of the layer, as for softmax. */
function isThroughRow({ slope, gradient }: NeuronTrace): boolean {
  return slope === null && gradient !== null;
}

/** ∂E/∂a of every neuron, where each δ depends on all of them. */
function backwardRowStep(trace: Trace, names: NodeNames, l: number): DerivationStep {
  const { activation, neurons } = trace.layers[l];
  const marked = neurons.map(({ index }) => [l, index] as const);
  return {
    title: prose`What comes back to the outputs of ${activation.name}`,
    say: [
      l === trace.layers.length - 1
        ? prose`The loss says how fast ${E} grows with each of them.`
        : prose`Each went along every weight to the next layer, so each δ there comes back along the same weight.`,
    ],
    layout: "stack",
    equations: neurons.map((neuron) => gradientOf(trace, names, l, neuron)),
    table: null,
    marks: { nodes: marked, edges: neurons.flatMap((neuron) => edgesTo(neuron, l)) },
    reveals: null,
  };
}

function gradientOf(trace: Trace, names: NodeNames, l: number, neuron: NeuronTrace): Equation {
  return l === trace.layers.length - 1 ? lossSlope(trace, names, neuron) : arrivals(neuron, names, l);
}

function edgesTo({ index, arrivals: back }: NeuronTrace, l: number): DerivationStep["marks"]["edges"] {
  return back.map(({ to }) => [l + 1, to, index] as const);
}

function deltaStep(trace: Trace, names: NodeNames, l: number, neuron: NeuronTrace, first: boolean): DerivationStep {
  const { index, gradient } = neuron;
  const equations =
    gradient === null
      ? [linkedDelta(trace, names, neuron)]
      : isThroughRow(neuron)
        ? throughRow(trace, names, l, neuron)
        : [gradientOf(trace, names, l, neuron), ...throughSlope(trace, names, l, neuron)];
  return {
    title: prose`How much neuron ${names.number(l, index)} has to do with it: ${names.delta(l, index)}`,
    say: first ? saying(trace, names, l, neuron) : [prose`The same for this neuron.`],
    layout: "stack",
    equations,
    table: null,
    marks: { nodes: [[l, index]], edges: isThroughRow(neuron) ? [] : edgesTo(neuron, l) },
    reveals: "delta",
  };
}

function saying(trace: Trace, names: NodeNames, l: number, { index, gradient }: NeuronTrace): Prose[] {
  const { loss, layers } = trace;
  const [delta, z, a] = [names.delta(l, index), names.sum(l, index), names.output(l, index)];
  const what = prose`${delta} is ${partial(E, z)}: how fast ${E} grows when ${z} does.`;
  const { activation } = layers[l];
  if (gradient === null)
    return [
      what,
      prose`${loss.function.name} and ${activation.name} taken together give it at once; their slopes are not taken one by one.`,
      ...(loss.total === 1 || loss.function.name !== "crossEntropy"
        ? []
        : [prose`${symbol("T")} is the sum of the targets.`]),
    ];
  if (activation.rowwise)
    return [
      what,
      prose`Each output of ${activation.name} depends on every ${symbol("z")} of the layer, so ${delta} gathers what comes back to all of them, each times its ∂a/∂z.`,
    ];
  const source =
    l === layers.length - 1
      ? prose`The loss says how fast ${E} grows with ${a};`
      : prose`${a} went along every weight to the next layer, so each δ there comes back along the same weight, and they add up to ${partial(E, a)};`;
  const through = prose`times the slope of ${activation.backward?.name ?? activation.name} at ${z}, that is ${delta} (the chain rule).`;
  const lent =
    activation.backward === null ? [] : [prose`The slope is borrowed: ${activation.forward?.name ?? ""} has none.`];
  return [what, [...source, " ", ...through], ...lent];
}

/** ∂E/∂a = Σ δ·w. */
function arrivals(
  { index, arrivals: back, arrivalsRest: rest, gradient }: NeuronTrace,
  names: NodeNames,
  l: number,
): Equation {
  const tail = (total: number | null): Expression[] => (rest === null ? [] : [others(rest.count, total)]);
  const stages = [
    sum([...back.map(({ to }) => productOf(names.delta(l + 1, to), names.weight(l + 1, to, index))), ...tail(null)]),
    sum([...back.map(({ delta, weight }) => productOf(numeral(delta), numeral(weight))), ...tail(rest?.sum ?? 0)]),
    sum([...back.map((term) => numeral(term.product)), ...tail(rest?.sum ?? 0)]),
  ];
  return equation(partial(E, names.output(l, index)), stages, numeral(gradient ?? 0));
}

/** ∂E/∂w = δ·a, ∂E/∂b = δ. */
function weightsStep(
  { loss: { penalty } }: Trace,
  names: NodeNames,
  l: number,
  { index, terms, rest, bias, delta }: NeuronTrace,
  first: boolean,
): DerivationStep {
  const deltaName = names.delta(l, index);
  const rows = terms.map(({ from, weight, value }) => {
    const name = partial(E, names.weight(l, index, from));
    const stages = [
      withSlope(penalty, productOf(deltaName, names.output(l - 1, from)), names.weight(l, index, from), weight.value),
      withSlope(penalty, productOf(numeral(delta), numeral(value)), numeral(weight.value), weight.value),
    ];
    return equation(name, stages, numeral(weight.gradient), weight.check);
  });
  if (bias !== null)
    rows.push(equation(partial(E, names.bias(l, index)), [deltaName], numeral(bias.gradient), bias.check));
  const say = [
    prose`A weight matters as much as what comes along it: its derivative is ${deltaName} times that${bias === null ? "" : ". A bias is the weight of a constant 1"}.`,
  ];
  if (penalty !== undefined) say.push(prose`The penalty adds its own slope: ${penaltySlope(penalty)}.`);
  if (rest !== null) say.push(prose`Left out: ${rest.count} more weights of this neuron.`);
  return {
    title: prose`The derivatives by the weights of neuron ${names.number(l, index)}`,
    say: first || rest !== null ? say.slice(first ? 0 : 1) : [],
    layout: "rows",
    equations: rows,
    table: null,
    marks: { nodes: [[l, index]], edges: terms.map(({ from }) => [l, index, from] as const) },
    reveals: null,
  };
}

/** δ·a with the penalty's slope at this weight, l1 sign(w) + l2 w. */
function withSlope(penalty: Trace["loss"]["penalty"], product: Expression, w: Expression, value: number): Expression {
  if (penalty === undefined) return product;
  const { l1, l2 } = penalty;
  const terms = [product];
  if (l2 > 0) terms.push(productOf(numeral(l2), w));
  if (l1 > 0) terms.push(numeral(l1 * Math.sign(value)));
  return sum(terms);
}

function penaltySlope({ l1, l2 }: NonNullable<Trace["loss"]["penalty"]>): string {
  return [l2 > 0 ? `${l2} w` : "", l1 > 0 ? `${l1} sign(w)` : ""].filter(Boolean).join(" + ");
}

/** ∂E/∂a of an output, from the loss. */
function lossSlope(trace: Trace, names: NodeNames, { index, gradient, z, a }: NeuronTrace): Equation {
  const { loss, layers } = trace;
  const left = partial(E, names.output(layers.length - 1, index));
  const formula = lossFormulaOf(loss.function);
  const term = loss.terms.find((one) => one.index === index);
  if (formula === null || term === undefined) return equation(left, [], numeral(gradient ?? 0));
  const { named, numbers } = lettersOf(trace, names, { ...term, z, a });
  const mean = (of: Expression): Expression =>
    formula.mean && loss.outputs > 1 ? quotient(of, numeral(loss.outputs)) : of;
  return equation(left, [mean(formula.slope(named, term)), mean(formula.slope(numbers, term))], numeral(gradient ?? 0));
}

/** δ of an output, where loss and activation are taken together. */
function linkedDelta(trace: Trace, names: NodeNames, { index, a, delta }: NeuronTrace): Equation {
  const { loss, layers } = trace;
  const l = layers.length - 1;
  const left = names.delta(l, index);
  const term = loss.terms.find((one: LossTerm) => one.index === index);
  const formula = lossFormulaOf(loss.function);
  if (formula === null || term === undefined)
    return equation(left, [callOf(loss.function.name, names.sum(l, index), names.target(index))], numeral(delta));
  const mean = (of: Expression): Expression =>
    formula.mean && loss.outputs > 1 ? quotient(of, numeral(loss.outputs)) : of;
  if (formula.linkedSlope !== undefined) {
    const { named, numbers } = lettersOf(trace, names, term);
    return equation(left, [mean(formula.linkedSlope(named)), mean(formula.linkedSlope(numbers))], numeral(delta));
  }
  const share = (own: Expression, total: Expression): Expression =>
    loss.total === 1 || formula.mean ? own : productOf(own, total);
  const named = difference(share(names.output(l, index), symbol("T")), names.target(index));
  const numbers = difference(share(numeral(a), numeral(loss.total)), numeral(term.target));
  return equation(left, [mean(named), mean(numbers)], numeral(delta));
}

/** δ = Σ ∂E/∂a · ∂a/∂z over the row, with every ∂a/∂z first. */
function throughRow(trace: Trace, names: NodeNames, l: number, neuron: NeuronTrace): Equation[] {
  const { index, jacobian, jacobianRest: rest, delta } = neuron;
  const zName = names.sum(l, index);
  const tail = (total: number | null): Expression[] => (rest === null ? [] : [others(rest.count, total)]);
  const named = jacobian.map(({ of }) =>
    productOf(partial(E, names.output(l, of)), partial(names.output(l, of), zName)),
  );
  const numbers = jacobian.map((entry) => productOf(numeral(entry.gradient), numeral(entry.slope)));
  const stages = [sum([...named, ...tail(null)]), sum([...numbers, ...tail(rest?.sum ?? 0)])];
  return [
    ...jacobian.map((entry) => jacobianEntry(trace, names, l, neuron, entry)),
    equation(names.delta(l, index), stages, numeral(delta)),
  ];
}

/** ∂a/∂z; for softmax a (1 − a) for the neuron's own a, and −a·a for another's. */
function jacobianEntry(
  trace: Trace,
  names: NodeNames,
  l: number,
  { index, a }: NeuronTrace,
  entry: NeuronTrace["jacobian"][number],
): Equation {
  const { activation } = trace.layers[l];
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
function throughSlope(trace: Trace, names: NodeNames, l: number, neuron: NeuronTrace): Equation[] {
  const { index, z, a, gradient, slope, lent, delta } = neuron;
  const { activation } = trace.layers[l];
  const [zName, aName] = [names.sum(l, index), names.output(l, index)];
  const formula = activationFormulaOf(activation);
  const lender = activation.backward === null ? null : activationFormulaOf(activation.backward).called;
  const slopes = [
    formula.slope(zName, lender === null ? aName : callOf(lender, zName), z),
    formula.slope(numeral(z), numeral(lent ?? a), z),
  ];
  return [
    equation(partial(aName, zName), slopes, numeral(slope ?? 0)),
    equation(
      names.delta(l, index),
      [productOf(partial(E, aName), partial(aName, zName)), productOf(numeral(gradient ?? 0), numeral(slope ?? 0))],
      numeral(delta),
    ),
  ];
}
