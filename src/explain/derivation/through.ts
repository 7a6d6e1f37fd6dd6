import type { NeuronTrace, Trace } from "../trace/trace.js";
import { formulaOf } from "./activations.js";
import { type Equation, equation } from "./derivation.js";
import {
  call,
  difference,
  type Expression,
  negative,
  number,
  others,
  partial,
  product,
  sum,
  symbol,
} from "./expression.js";
import type { Names } from "./names.js";

const E = symbol("E");

/** δ = Σ ∂E/∂a · ∂a/∂z, over the row. */
export function throughRow(trace: Trace, names: Names, l: number, neuron: NeuronTrace): Equation[] {
  const { index, jacobian, jacobianRest: rest, delta } = neuron;
  const zName = names.sum(l, index);
  const tail = (total: number | null): Expression[] => (rest === null ? [] : [others(rest.count, total)]);
  const named = jacobian.map(({ of }) => product(partial(E, names.output(l, of)), partial(names.output(l, of), zName)));
  const numbers = jacobian.map((entry) => product(number(entry.gradient), number(entry.slope)));
  const stages = [sum([...named, ...tail(null)]), sum([...numbers, ...tail(rest?.sum ?? 0)])];
  return [
    ...jacobian.map((entry) => entryOf(trace, names, l, neuron, entry)),
    equation(names.delta(l, index), stages, number(delta)),
  ];
}

/** ∂a/∂z of softmax: a (1 − a) for its own, −a·a for another's. */
function entryOf(
  trace: Trace,
  names: Names,
  l: number,
  { index, a }: NeuronTrace,
  entry: NeuronTrace["jacobian"][number],
): Equation {
  const { activation } = trace.layers[l];
  const left = partial(names.output(l, entry.of), names.sum(l, index));
  if (!(activation.builtIn && activation.name === "softmax")) return equation(left, [], number(entry.slope));
  const own = (of: Expression): Expression => product(of, difference(number(1), of));
  const other = (of: Expression, by: Expression): Expression => negative(product(of, by));
  const aName = names.output(l, index);
  const stages =
    entry.of === index
      ? [own(aName), own(number(a))]
      : [other(names.output(l, entry.of), aName), other(number(entry.a), number(a))];
  return equation(left, stages, number(entry.slope));
}

/** δ = ∂E/∂a · f′(z). */
export function throughSlope(trace: Trace, names: Names, l: number, neuron: NeuronTrace): Equation[] {
  const { index, z, a, gradient, slope, lent, delta } = neuron;
  const { activation } = trace.layers[l];
  const [zName, aName] = [names.sum(l, index), names.output(l, index)];
  const formula = formulaOf(activation);
  const lender = activation.backward === null ? null : formulaOf(activation.backward).called;
  const slopes = [
    formula.slope(zName, lender === null ? aName : call(lender, zName), z),
    formula.slope(number(z), number(lent ?? a), z),
  ];
  return [
    equation(partial(aName, zName), slopes, number(slope ?? 0)),
    equation(
      names.delta(l, index),
      [product(partial(E, aName), partial(aName, zName)), product(number(gradient ?? 0), number(slope ?? 0))],
      number(delta),
    ),
  ];
}
