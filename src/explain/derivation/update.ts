import type { ParameterTrace, Trace, UpdateTrace } from "../trace/trace.js";
import { type DerivationPart, type DerivationStep, type Equation, equation, type NumberTable } from "./derivation.js";
import { difference, E, type Expression, numeral, partial, productOf, prose, symbol } from "./expression.js";
import type { NodeNames } from "./names.js";

const η = /* @__PURE__ */ symbol("η");

/** The weights and biases of the trace with their symbols, layer by layer. */
function parametersOf({ layers }: Trace, names: NodeNames): { name: Expression; it: ParameterTrace }[] {
  return layers.flatMap(({ neurons }, l) =>
    neurons.flatMap(({ index, terms, bias }) => [
      ...terms.map(({ from, weight }) => ({ name: names.weight(l, index, from), it: weight })),
      ...(bias === null ? [] : [{ name: names.bias(l, index), it: bias }]),
    ]),
  );
}

/** The update: old and new value of every weight and bias of the trace. */
export function updatePart(trace: Trace, update: UpdateTrace, names: NodeNames): DerivationPart {
  const { optimizer, rule, learningRate } = update;
  const parameters = parametersOf(trace, names);
  const say = [
    prose`Every derivative was computed before any weight changes. ${
      rule === "gradient"
        ? "Now every weight takes a step against its own: where E grows with it, it gets smaller."
        : rule === "velocity"
          ? "Now every weight moves by its velocity v, in which earlier gradients live on."
          : `Now ${optimizer} makes new weights of them, by its own rule.`
    }`,
  ];
  if (learningRate !== null) say.push(prose`The learning rate is ${η} = ${numeral(learningRate)}.`);
  const omitted = trace.parameters - parameters.length;
  if (omitted > 0) say.push(prose`Left out: ${omitted} more weights and biases. They were updated too.`);
  const byTable = rule === "other" || learningRate === null;
  const step: DerivationStep = {
    title: prose`The update, by ${optimizer}`,
    say,
    layout: "rows",
    equations: byTable ? [] : parameters.map(({ name, it }) => moved(name, it, learningRate)),
    table: byTable ? updateTable(parameters) : null,
    marks: {
      nodes: [],
      edges: trace.layers.flatMap(({ neurons }, l) =>
        neurons.flatMap(({ index, terms }) => terms.map(({ from }) => [l, index, from] as const)),
      ),
    },
    reveals: null,
  };
  return { title: "The update", steps: [step] };
}

/** new w = w − η·∂E/∂w. */
function moved(name: Expression, { value, gradient, velocity, next }: ParameterTrace, learningRate: number): Equation {
  const by = velocity === null ? partial(E, name) : symbol("v");
  return equation(
    { kind: "call", name: "new", primed: false, args: [name] },
    [
      difference(name, productOf(η, by)),
      difference(numeral(value), productOf(numeral(learningRate), numeral(velocity ?? gradient))),
    ],
    numeral(next ?? value),
  );
}

function updateTable(parameters: readonly { name: Expression; it: ParameterTrace }[]): NumberTable {
  return {
    head: [prose`weight`, prose`old`, prose`${partial(E, symbol("w"))}`, prose`new`],
    rows: parameters.map(({ name, it }) => ({
      cells: [name, numeral(it.value), numeral(it.gradient), numeral(it.next ?? it.value)],
      check: null,
    })),
  };
}

/** After the update: outputs and E with the new weights. */
export function afterPart({ layers, loss }: Trace, update: UpdateTrace, names: NodeNames): DerivationPart {
  const l = layers.length - 1;
  const change = update.loss < loss.value ? "smaller" : update.loss > loss.value ? "larger" : "the same";
  const step: DerivationStep = {
    title: prose`Forward again, with the new weights`,
    say: [
      prose`With the same input, ${E} was ${numeral(loss.value)} before the update. Now it is ${change}. ${updateAdvice[change]}`,
    ],
    layout: "stack",
    equations: [
      ...update.outputs.map(({ index, value }) => equation(names.output(l, index), [], numeral(value))),
      equation(E, [], numeral(update.loss)),
    ],
    table: null,
    marks: { nodes: update.outputs.map(({ index }) => [l, index] as const), edges: [] },
    reveals: "after",
  };
  return { title: "After the update", steps: [step] };
}

const updateAdvice = {
  smaller: "That is learning; do it again and again, with all samples.",
  larger: "The step was too long for this place: a smaller learning rate would help.",
  "the same": "There is nothing to learn from this sample here.",
} as const;
