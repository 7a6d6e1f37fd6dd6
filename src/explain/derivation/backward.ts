import type { NeuronTrace, Trace } from "../trace/trace.js";
import { formulaOf } from "./activations.js";
import { type Equation, equation, type Part, type Step } from "./derivation.js";
import { type Expression, number, others, type Prose, partial, product, prose, sum, symbol } from "./expression.js";
import { omittedNeurons } from "./forward.js";
import type { Names } from "./names.js";
import { linkedDelta, lossSlope } from "./outputs.js";

const E = symbol("E");

/** Backward through layer l: δ of each neuron, and the derivatives by its weights. */
export function backwardThrough(trace: Trace, names: Names, l: number): Part {
  const layer = trace.layers[l];
  const steps = layer.neurons.flatMap((neuron, at) => [
    deltaStep(trace, names, l, neuron, at === 0),
    weightsStep(trace, names, l, neuron, at === 0),
  ]);
  return { title: `Backward: layer ${l + 1}`, steps: [...steps, ...omittedNeurons(layer)] };
}

function deltaStep(trace: Trace, names: Names, l: number, neuron: NeuronTrace, first: boolean): Step {
  const { index, gradient } = neuron;
  const isLast = l === trace.layers.length - 1;
  const equations =
    gradient === null
      ? [linkedDelta(trace, names, neuron)]
      : [
          isLast ? lossSlope(trace, names, neuron) : arrivals(neuron, names, l),
          ...throughActivation(trace, names, l, neuron),
        ];
  return {
    title: prose`How much neuron ${names.number(l, index)} has to do with it: ${names.delta(l, index)}`,
    say: first ? saying(trace, names, l, neuron) : [prose`The same for this neuron.`],
    layout: "stack",
    equations,
    table: null,
    marks: { nodes: [[l, index]], edges: neuron.arrivals.map(({ to }) => [l + 1, to, index] as const) },
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
  const source =
    l === layers.length - 1
      ? prose`The loss says how fast ${E} grows with ${a};`
      : prose`${a} went along every weight to the next layer, so each δ there comes back along the same weight, and they add up to ${partial(E, a)};`;
  const through = activation.rowwise
    ? prose`each output of ${activation.name} depends on every ${symbol("z")} of the layer, so ${delta} gathers what all of them say, each through its ∂a/∂z.`
    : prose`times the slope of ${activation.backward?.name ?? activation.name} at ${z}, that is ${delta} (the chain rule).`;
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

/** δ = ∂E/∂a · f′(z), or through the Jacobian. */
function throughActivation(trace: Trace, names: Names, l: number, neuron: NeuronTrace): Equation[] {
  const { index, z, a, gradient, slope, lent, jacobian, jacobianRest, delta } = neuron;
  const { activation } = trace.layers[l];
  const [zName, aName] = [names.sum(l, index), names.output(l, index)];
  if (slope === null || gradient === null) {
    const entries = jacobian.map((entry): Equation => {
      const [of, named] = [names.output(l, entry.of), partial(names.output(l, entry.of), zName)];
      if (!(activation.builtIn && activation.name === "softmax")) return equation(named, [], number(entry.slope));
      const stages =
        entry.of === index
          ? [
              product(aName, { kind: "difference", from: number(1), take: aName } as const),
              product(number(a), { kind: "difference", from: number(1), take: number(a) } as const),
            ]
          : [
              { kind: "negative", of: product(of, aName) } as const,
              { kind: "negative", of: product(number(entry.a), number(a)) } as const,
            ];
      return equation(named, stages, number(entry.slope));
    });
    const tail = (total: number | null): Expression[] =>
      jacobianRest === null ? [] : [others(jacobianRest.count, total)];
    const named = jacobian.map(({ of }) =>
      product(partial(E, names.output(l, of)), partial(names.output(l, of), zName)),
    );
    const numbers = jacobian.map((entry) => product(number(entry.gradient), number(entry.slope)));
    const total = jacobianRest?.sum ?? 0;
    return [
      ...entries,
      equation(
        names.delta(l, index),
        [sum([...named, ...tail(null)]), sum([...numbers, ...tail(total)])],
        number(delta),
      ),
    ];
  }
  const formula = formulaOf(activation);
  const borrowed = activation.backward === null ? null : formulaOf(activation.backward).called;
  const aHere = borrowed === null ? aName : ({ kind: "call", name: borrowed, primed: false, args: [zName] } as const);
  const slopes = [formula.slope(zName, aHere, z), formula.slope(number(z), number(lent ?? a), z)];
  return [
    equation(partial(aName, zName), slopes, number(slope)),
    equation(
      names.delta(l, index),
      [product(partial(E, aName), partial(aName, zName)), product(number(gradient), number(slope))],
      number(delta),
    ),
  ];
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
  };
}
