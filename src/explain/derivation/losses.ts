import type { FunctionTrace, LossTerm } from "../trace/trace.js";
import {
  absolute,
  call,
  difference,
  type Expression,
  exponential,
  negative,
  number,
  power,
  product,
  quotient,
  sum,
  symbol,
  when,
} from "./expression.js";

/** What an output is called, or the numbers put in. */
export interface Letters {
  readonly z: Expression;
  readonly a: Expression;
  readonly t: Expression;
  /** ln Σ e^z over the row. */
  readonly spread: Expression;
}

/** A loss as formulas. `at` are the numbers that the letters stand for, by which a branch is chosen. */
export interface LossFormula {
  /** It is the mean of its terms over the outputs, where other losses are their sum. */
  readonly mean: boolean;
  term(letters: Letters, at: LossTerm): Expression;
  /** From z, where the loss is taken together with the activation. */
  linkedTerm(letters: Letters): Expression;
  /** The term's derivative by the output. */
  slope(letters: Letters, at: LossTerm): Expression;
}

const one: Expression = number(1);
const zero: Expression = number(0);
const two: Expression = number(2);
const square = (of: Expression): Expression => power(of, two);
const error = ({ a, t }: Letters): Expression => difference(a, t);
const noLink = (letters: Letters): Expression => call("L", letters.z, letters.t);

const formulas: Readonly<Record<string, (options: Readonly<Record<string, number>>) => LossFormula>> = {
  squaredError: () => ({
    mean: false,
    term: (letters) => product(quotient(one, two), square(error(letters))),
    linkedTerm: noLink,
    slope: error,
  }),
  mse: () => ({
    mean: true,
    term: (letters) => square(error(letters)),
    linkedTerm: noLink,
    slope: (letters) => product(two, error(letters)),
  }),
  mae: () => ({
    mean: true,
    term: (letters) => absolute(error(letters)),
    linkedTerm: noLink,
    slope: (letters) => call("sign", error(letters)),
  }),
  huber: ({ delta }) => ({
    mean: true,
    term: (letters, { a, target }) =>
      Math.abs(a - target) <= delta
        ? product(quotient(one, two), square(error(letters)))
        : product(number(delta), difference(absolute(error(letters)), quotient(number(delta), two))),
    linkedTerm: noLink,
    slope: (letters, { a, target }) =>
      Math.abs(a - target) <= delta ? error(letters) : product(number(delta), call("sign", error(letters))),
  }),
  hinge: () => ({
    mean: true,
    term: ({ a, t }) => call("max", zero, difference(one, product(t, a))),
    linkedTerm: noLink,
    slope: ({ a, t }, at) =>
      at.target * at.a < 1 ? when(negative(t), product(t, a), "<", one) : when(zero, product(t, a), "≥", one),
  }),
  binaryCrossEntropy: () => ({
    mean: true,
    term: ({ a, t }) =>
      negative(sum([product(t, call("ln", a)), product(difference(one, t), call("ln", difference(one, a)))])),
    linkedTerm: ({ z, t }) =>
      sum([
        difference(call("max", z, zero), product(z, t)),
        call("ln", sum([one, exponential(negative(absolute(z)))])),
      ]),
    slope: ({ a, t }) => difference(quotient(difference(one, t), difference(one, a)), quotient(t, a)),
  }),
  crossEntropy: () => ({
    mean: false,
    term: ({ a, t }, { target }) => (target === 0 ? when(zero, t, "=", zero) : negative(product(t, call("ln", a)))),
    linkedTerm: ({ z, t, spread }) => product(t, difference(spread, z)),
    slope: ({ a, t }) => negative(quotient(t, a)),
  }),
};

/** The formula of a loss; `null` for one that is not the library's. */
export function lossFormulaOf({ name, options, builtIn }: FunctionTrace): LossFormula | null {
  return builtIn && Object.hasOwn(formulas, name) ? formulas[name](options) : null;
}

/** S = ln Σ e^z, where all z are there to be written. */
export function spreadOf(z: readonly Expression[] | null): Expression {
  return z === null ? symbol("S") : call("ln", sum(z.map(exponential)));
}
