import type { LossTerm, NeuronTrace, Trace } from "../trace/trace.js";
import { type Equation, equation } from "./derivation.js";
import { call, difference, type Expression, number, partial, product, quotient, symbol } from "./expression.js";
import { lettersOf } from "./loss.js";
import { lossFormulaOf } from "./losses.js";
import type { Names } from "./names.js";

/** ∂E/∂a of an output. */
export function lossSlope(trace: Trace, names: Names, { index, gradient, z, a }: NeuronTrace): Equation {
  const { loss, layers } = trace;
  const left = partial(symbol("E"), names.output(layers.length - 1, index));
  const formula = lossFormulaOf(loss.function);
  const term = loss.terms.find((one) => one.index === index);
  if (formula === null || term === undefined) return equation(left, [], number(gradient ?? 0));
  const { named, numbers } = lettersOf(trace, names, { ...term, z, a });
  const mean = (of: Expression): Expression =>
    formula.mean && loss.outputs > 1 ? quotient(of, number(loss.outputs)) : of;
  return equation(left, [mean(formula.slope(named, term)), mean(formula.slope(numbers, term))], number(gradient ?? 0));
}

/** δ of an output where the loss and the activation are taken together. */
export function linkedDelta(trace: Trace, names: Names, { index, a, delta }: NeuronTrace): Equation {
  const { loss, layers } = trace;
  const l = layers.length - 1;
  const left = names.delta(l, index);
  const term = loss.terms.find((one: LossTerm) => one.index === index);
  const formula = lossFormulaOf(loss.function);
  if (formula === null || term === undefined)
    return equation(left, [call(loss.function.name, names.sum(l, index), names.target(index))], number(delta));
  const mean = (of: Expression): Expression =>
    formula.mean && loss.outputs > 1 ? quotient(of, number(loss.outputs)) : of;
  const share = (own: Expression, total: Expression): Expression =>
    loss.total === 1 || formula.mean ? own : product(own, total);
  const named = difference(share(names.output(l, index), symbol("T")), names.target(index));
  const numbers = difference(share(number(a), number(loss.total)), number(term.target));
  return equation(left, [mean(named), mean(numbers)], number(delta));
}
