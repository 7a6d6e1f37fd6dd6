import type { LayerTrace, NeuronTrace, Trace } from "../trace/trace.js";
import { type DerivationPart, type DerivationStep, type Equation, equation } from "./derivation.js";
import {
  callOf,
  type Expression,
  expOf,
  numeral,
  others,
  type Prose,
  productOf,
  prose,
  quotient,
  sum,
  symbol,
} from "./expression.js";
import { activationFormulaOf } from "./formulas.js";
import type { NodeNames } from "./names.js";

/** The forward pass through layer l: z and a of each neuron. */
export function forwardThrough(trace: Trace, names: NodeNames, l: number): DerivationPart {
  const layer = trace.layers[l];
  const { name, rowwise } = layer.activation;
  const steps = layer.neurons.map((neuron, at): DerivationStep => {
    const { index, terms } = neuron;
    const [z, a] = [names.sum(l, index), names.output(l, index)];
    const weighted = prose`Multiply what comes along each weight by that weight, and add it all up${layer.bias ? ", with the bias" : ""}: that is ${z}.`;
    const answer = prose` Then ${name} makes ${a} of it, which is what the neuron gives.`;
    return {
      title: prose`Neuron ${names.number(l, index)} adds up${rowwise ? "" : " and answers"}`,
      say: [
        at > 0
          ? prose`The same again, with the weights of this neuron.`
          : rowwise
            ? weighted
            : [...weighted, ...answer],
      ],
      layout: "stack",
      equations: [weightedSum(neuron, names, l), ...(rowwise ? [] : [activationOf(layer, neuron, names, l)])],
      table: null,
      marks: { nodes: [[l, index]], edges: terms.map(({ from }) => [l, index, from] as const) },
      reveals: rowwise ? null : "a",
    };
  });
  const row = rowwise ? [forwardRowStep(layer, names, l)] : [];
  return { title: `Forward: layer ${l + 1}`, steps: [...steps, ...row, ...omittedNeurons(layer)] };
}

/** a of every neuron, for a function of the whole row. */
function forwardRowStep(layer: LayerTrace, names: NodeNames, l: number): DerivationStep {
  const { name, builtIn } = layer.activation;
  const sums = builtIn && name === "softmax" ? ": every one is positive, and they add up to 1" : "";
  return {
    title: prose`The neurons answer together`,
    say: [prose`${name} looks at all neurons of the layer at once${sums}.`],
    layout: "stack",
    equations: layer.neurons.map((neuron) => activationOf(layer, neuron, names, l)),
    table: null,
    marks: { nodes: layer.neurons.map(({ index }) => [l, index] as const), edges: [] },
    reveals: "a",
  };
}

/** z = w·a + … + b. */
function weightedSum({ index, terms, rest, bias, z }: NeuronTrace, names: NodeNames, l: number): Equation {
  const named = terms.map(({ from }) => productOf(names.weight(l, index, from), names.output(l - 1, from)));
  const numbers = terms.map(({ weight, value }) => productOf(numeral(weight.value), numeral(value)));
  const products = terms.map((term) => numeral(term.product));
  const tail = (restStage: (Expression | null)[], biasStage: Expression): Expression[] => [
    ...restStage.filter((stage) => stage !== null),
    ...(bias === null ? [] : [biasStage]),
  ];
  const total = rest && others(rest.count, rest.sum);
  const stages = [
    sum([...named, ...tail([rest && others(rest.count, null)], names.bias(l, index))]),
    sum([...numbers, ...tail([total], numeral(bias?.value ?? 0))]),
    sum([...products, ...tail([total], numeral(bias?.value ?? 0))]),
  ];
  return equation(names.sum(l, index), stages, numeral(z));
}

/** a = f(z). */
function activationOf(
  { activation, neurons, omitted }: LayerTrace,
  { index, z, a }: NeuronTrace,
  names: NodeNames,
  l: number,
): Equation {
  const zName = names.sum(l, index);
  const { called, value } = activationFormulaOf(activation);
  if (activation.rowwise) {
    if (!(activation.builtIn && activation.name === "softmax"))
      return equation(names.output(l, index), [callOf(called, symbol("z", [], l + 1))], numeral(a));
    const ratio = (own: Expression, all: readonly Expression[]): Expression =>
      quotient(expOf(own), sum([...all.map(expOf), ...(omitted > 0 ? [others(omitted, null)] : [])]));
    const named = ratio(
      zName,
      neurons.map((neuron) => names.sum(l, neuron.index)),
    );
    return equation(
      names.output(l, index),
      [
        named,
        ratio(
          numeral(z),
          neurons.map((neuron) => numeral(neuron.z)),
        ),
      ],
      numeral(a),
    );
  }
  if (activation.builtIn && activation.name === "identity")
    return equation(names.output(l, index), [zName], numeral(a));
  const [named, numbers] = [value(zName, z), value(numeral(z), z)];
  const stages = [
    callOf(called, zName),
    ...(named === null ? [callOf(called, numeral(z))] : [named]),
    ...(numbers === null ? [] : [numbers]),
  ];
  return equation(names.output(l, index), stages, numeral(a));
}

/** A step that says how many neurons the trace leaves out; none for a whole layer. */
export function omittedNeurons({ omitted, neurons }: LayerTrace): DerivationStep[] {
  if (omitted === 0) return [];
  const shown: Prose = prose`${omitted} more neurons of this layer are not shown. The ${neurons.length} shown are those with the largest |δ|.`;
  return [
    {
      title: prose`Neurons left out`,
      say: [shown],
      layout: "stack",
      equations: [],
      table: null,
      marks: { nodes: [], edges: [] },
      reveals: null,
    },
  ];
}
