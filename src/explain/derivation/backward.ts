import type { NeuronTrace, Trace } from "../trace/trace.js";
import { type Equation, equation, type Part, type Step } from "./derivation.js";
import { type Expression, number, others, type Prose, partial, product, prose, sum, symbol } from "./expression.js";
import { omittedNeurons } from "./forward.js";
import type { Names } from "./names.js";
import { linkedDelta, lossSlope } from "./outputs.js";
import { throughRow, throughSlope } from "./through.js";

const E = symbol("E");

/** Backward through layer l: δ of each neuron, and the derivatives by its weights. */
export function backwardThrough(trace: Trace, names: Names, l: number): Part {
  const layer = trace.layers[l];
  const steps = layer.neurons.flatMap((neuron, at) => [
    deltaStep(trace, names, l, neuron, at === 0),
    weightsStep(trace, names, l, neuron, at === 0),
  ]);
  const row = layer.neurons.some(isThroughRow) ? [rowStep(trace, names, l)] : [];
  return { title: `Backward: layer ${l + 1}`, steps: [...row, ...steps, ...omittedNeurons(layer)] };
}

/** Its δ gathers what every a of the layer has to say. */
function isThroughRow({ slope, gradient }: NeuronTrace): boolean {
  return slope === null && gradient !== null;
}

/** ∂E/∂a of every neuron, where each δ takes all of them. */
function rowStep(trace: Trace, names: Names, l: number): Step {
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

function gradientOf(trace: Trace, names: Names, l: number, neuron: NeuronTrace): Equation {
  return l === trace.layers.length - 1 ? lossSlope(trace, names, neuron) : arrivals(neuron, names, l);
}

function edgesTo({ index, arrivals: back }: NeuronTrace, l: number): Step["marks"]["edges"] {
  return back.map(({ to }) => [l + 1, to, index] as const);
}

function deltaStep(trace: Trace, names: Names, l: number, neuron: NeuronTrace, first: boolean): Step {
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

function saying(trace: Trace, names: Names, l: number, { index, gradient }: NeuronTrace): Prose[] {
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
  names: Names,
  l: number,
): Equation {
  const tail = (total: number | null): Expression[] => (rest === null ? [] : [others(rest.count, total)]);
  const stages = [
    sum([...back.map(({ to }) => product(names.delta(l + 1, to), names.weight(l + 1, to, index))), ...tail(null)]),
    sum([...back.map(({ delta, weight }) => product(number(delta), number(weight))), ...tail(rest?.sum ?? 0)]),
    sum([...back.map((term) => number(term.product)), ...tail(rest?.sum ?? 0)]),
  ];
  return equation(partial(E, names.output(l, index)), stages, number(gradient ?? 0));
}

/** ∂E/∂w = δ·a, ∂E/∂b = δ. */
function weightsStep(
  _trace: Trace,
  names: Names,
  l: number,
  { index, terms, rest, bias, delta }: NeuronTrace,
  first: boolean,
): Step {
  const deltaName = names.delta(l, index);
  const rows = terms.map(({ from, weight, value }) => {
    const name = partial(E, names.weight(l, index, from));
    const stages = [product(deltaName, names.output(l - 1, from)), product(number(delta), number(value))];
    return equation(name, stages, number(weight.gradient), weight.check);
  });
  if (bias !== null)
    rows.push(equation(partial(E, names.bias(l, index)), [deltaName], number(bias.gradient), bias.check));
  const say = [
    prose`A weight matters as much as what comes along it: its derivative is ${deltaName} times that${bias === null ? "" : ". A bias is the weight of a constant 1"}.`,
  ];
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
