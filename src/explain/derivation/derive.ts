import type { Trace } from "../trace/trace.js";
import { backwardThrough } from "./backward.js";
import type { Derivation, DerivationPart } from "./derivation.js";
import { type Expression, numeral, type Prose, prose } from "./expression.js";
import { forwardThrough } from "./forward.js";
import { lossPart } from "./loss.js";
import { type NodeNames, type Notation, namesFor } from "./names.js";
import { afterPart, updatePart } from "./update.js";

/** The derivation of a trace: forward, the loss, backward, and the update if there is one. */
export function derive(trace: Trace, notation?: Notation): Derivation {
  const names = namesFor(trace.widths, notation);
  const { layers, update, loss, widths } = trace;
  const backward = layers.map((_, l) => backwardThrough(trace, names, l)).reverse();
  const activations = layers.map(({ activation }) => activation.name).join(", ");
  const preface: Prose[] = [
    prose`A network of ${widths.join("-")}, ${activations}, with ${loss.function.name}; ${trace.parameters} weights and biases, in ${trace.dtype}.`,
    names.legend,
    ...trace.notes.map((note) => [note]),
  ];
  return {
    title: "One step of backpropagation",
    preface,
    parts: [
      givenPart(trace, names),
      ...layers.map((_, l) => forwardThrough(trace, names, l)),
      lossPart(trace, names),
      ...backward,
      ...(update === null ? [] : [updatePart(trace, update, names), afterPart(trace, update, names)]),
    ],
  };
}

/** The sample, its target, and the weights before the update. */
function givenPart({ inputs, widths, layers, loss }: Trace, names: NodeNames): DerivationPart {
  const omitted = widths[0] - inputs.length;
  const row = (name: Expression, value: number) => ({ cells: [name, numeral(value)], check: null });
  const say = [
    prose`What the network starts with: the sample, its target, and the weights as they are now. Numbers go from node to node, and are multiplied on their way by the weight between the two.`,
    prose`First the sample goes forward to an output, and the loss says how far off that is. Then we go backward and ask of every weight: if it grew a little, how would the loss change? That is its derivative, and it says which way to move the weight.`,
  ];
  if (omitted > 0) say.push(prose`Left out: ${omitted} of the ${widths[0]} inputs, which no term shown here takes.`);
  const outputsLeft = loss.outputs - loss.terms.length;
  if (outputsLeft > 0) say.push(prose`Left out: ${outputsLeft} of the ${loss.outputs} targets.`);
  const rows = [
    ...inputs.map(({ index, value }) => row(names.output(-1, index), value)),
    ...loss.terms.map(({ index, target }) => row(names.target(index), target)),
    ...layers.flatMap(({ neurons }, l) =>
      neurons.flatMap(({ index, terms, bias }) => [
        ...terms.map(({ from, weight }) => row(names.weight(l, index, from), weight.value)),
        ...(bias === null ? [] : [row(names.bias(l, index), bias.value)]),
      ]),
    ),
  ];
  return {
    title: "What is given",
    steps: [
      {
        title: prose`The sample and the weights`,
        say,
        layout: "rows",
        equations: [],
        table: { head: [prose`name`, prose`value`], rows },
        marks: { nodes: inputs.map(({ index }) => [-1, index] as const), edges: [] },
        reveals: null,
      },
    ],
  };
}
