import type { LayerTrace, NeuronTrace } from "../trace/trace.js";
import { type DerivationPart, type DerivationStep, type Equation, equation, stepOf } from "./derivation.js";
import { callOf, type Expression, expOf, numeral, others, productOf, quotient, sum, symbol } from "./expression.js";
import { activationFormulaOf } from "./formulas.js";
import type { NodeNames } from "./names.js";
import type { Telling } from "./telling.js";

/** The forward pass through layer l: z and a of each neuron. */
export function forwardThrough(telling: Telling, l: number): DerivationPart {
  const { pass, names, say, join, text } = telling;
  const layer = pass.layers[l];
  const { name, rowwise } = layer.activation;
  const steps = layer.neurons.map((neuron, at): DerivationStep => {
    const { index, terms } = neuron;
    const [z, a] = [names.sum(l, index), names.output(l, index)];
    const weighted = say(layer.bias ? "forward.sumBias" : "forward.sum", { z });
    const title = say(rowwise ? "forward.titleRow" : "forward.title", { neuron: names.number(l, index) });
    return stepOf({ kind: "forward", layer: l, neuron: index }, title, {
      say: [at > 0 ? say("forward.again") : rowwise ? weighted : join(weighted, say("forward.output", { f: name, a }))],
      equations: [weightedSum(neuron, names, l), ...(rowwise ? [] : [activationOf(layer, neuron, names, l)])],
      marks: { nodes: [[l, index]], edges: terms.map(({ from }) => [l, index, from] as const) },
      reveals: rowwise ? null : "a",
    });
  });
  const row = rowwise ? [forwardRowStep(telling, layer, l)] : [];
  return {
    title: text("part.forward", { layer: l + 1 }),
    steps: [...steps, ...row, ...omittedNeurons(telling, layer, l)],
  };
}

/** a of every neuron, for a function of the whole row. */
function forwardRowStep({ names, say }: Telling, layer: LayerTrace, l: number): DerivationStep {
  const { name, builtIn } = layer.activation;
  return stepOf({ kind: "outputs", layer: l }, say("forward.rowTitle"), {
    say: [say(builtIn && name === "softmax" ? "forward.softmax" : "forward.row", { f: name })],
    equations: layer.neurons.map((neuron) => activationOf(layer, neuron, names, l)),
    marks: { nodes: layer.neurons.map(({ index }) => [l, index] as const), edges: [] },
    reveals: "a",
  });
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
  return equation(names.sum(l, index), stages, numeral(z), { of: { kind: "z", layer: l, neuron: index, from: null } });
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
  const answer = (stages: readonly Expression[]): Equation =>
    equation(names.output(l, index), stages, numeral(a), { of: { kind: "a", layer: l, neuron: index, from: null } });
  if (activation.rowwise) {
    if (!(activation.builtIn && activation.name === "softmax")) return answer([callOf(called, symbol("z", [], l + 1))]);
    const ratio = (own: Expression, all: readonly Expression[]): Expression =>
      quotient(expOf(own), sum([...all.map(expOf), ...(omitted > 0 ? [others(omitted, null)] : [])]));
    const all = neurons.map((neuron) => names.sum(l, neuron.index));
    const numbers = neurons.map((neuron) => numeral(neuron.z));
    return answer([ratio(zName, all), ratio(numeral(z), numbers)]);
  }
  if (activation.builtIn && activation.name === "identity") return answer([zName]);
  const [named, numbers] = [value(zName, z), value(numeral(z), z)];
  return answer([
    callOf(called, zName),
    ...(named === null ? [callOf(called, numeral(z))] : [named]),
    ...(numbers === null ? [] : [numbers]),
  ]);
}

/** A step that says how many neurons the trace leaves out; none for a whole layer. */
export function omittedNeurons({ say }: Telling, { omitted, neurons }: LayerTrace, l: number): DerivationStep[] {
  if (omitted === 0) return [];
  const words = say("omitted.say", { count: omitted, shown: neurons.length });
  return [stepOf({ kind: "omitted", layer: l }, say("omitted.title"), { say: [words] })];
}
