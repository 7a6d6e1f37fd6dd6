import { seluAlpha, seluLambda } from "../../core/internal.js";
import type { FunctionTrace, LossTerm } from "../trace/trace.js";
import {
  absolute,
  callOf,
  difference,
  type Expression,
  expOf,
  negative,
  numeral,
  power,
  productOf,
  quotient,
  slopeCall,
  sum,
  symbol,
  when,
} from "./expression.js";

/** f and f′ as formulas. `at` is the value of z, which selects a branch. */
interface ActivationFormula {
  /** The name of f in formulas: `σ`. */
  readonly called: string;
  /** f(z) written out; `null` where the call is all there is to write. */
  value(z: Expression, at: number): Expression | null;
  slope(z: Expression, a: Expression, at: number): Expression;
}

const zero: Expression = /* @__PURE__ */ numeral(0);
const one: Expression = /* @__PURE__ */ numeral(1);
const two: Expression = /* @__PURE__ */ numeral(2);
const oneHalf: Expression = /* @__PURE__ */ quotient(one, two);
const logistic = (z: Expression): Expression => quotient(one, sum([one, expOf(negative(z))]));
const positive = (of: Expression, z: Expression): Expression => when(of, z, ">", zero);
const notPositive = (of: Expression, z: Expression): Expression => when(of, z, "≤", zero);
const branch = (at: number, z: Expression, above: Expression, below: Expression): Expression =>
  at > 0 ? positive(above, z) : notPositive(below, z);

type ActivationFormulaMaker = (options: Readonly<Record<string, number>>) => Omit<ActivationFormula, "called">;

const activationFormulas: Readonly<Record<string, ActivationFormulaMaker>> = {
  identity: () => ({ value: (z) => z, slope: () => one }),
  sigmoid: () => ({ value: logistic, slope: (_z, a) => productOf(a, difference(one, a)) }),
  step: () => ({
    value: (z, at) => (at > 0 ? positive(one, z) : at < 0 ? when(zero, z, "<", zero) : when(oneHalf, z, "=", zero)),
    slope: () => zero,
  }),
  tanh: () => ({ value: () => null, slope: (_z, a) => difference(one, power(a, numeral(2))) }),
  relu: () => ({ value: (z) => callOf("max", zero, z), slope: (z, _a, at) => branch(at, z, one, zero) }),
  leakyRelu: ({ slope }) => ({
    value: (z, at) => branch(at, z, z, productOf(numeral(slope), z)),
    slope: (z, _a, at) => branch(at, z, one, numeral(slope)),
  }),
  elu: ({ alpha }) => ({
    value: (z, at) => branch(at, z, z, productOf(numeral(alpha), difference(expOf(z), one))),
    slope: (z, _a, at) => branch(at, z, one, productOf(numeral(alpha), expOf(z))),
  }),
  selu: () => ({
    value: (z, at) =>
      branch(
        at,
        z,
        productOf(numeral(seluLambda), z),
        productOf(numeral(seluLambda), numeral(seluAlpha), difference(expOf(z), one)),
      ),
    slope: (z, _a, at) =>
      branch(at, z, numeral(seluLambda), productOf(numeral(seluLambda), numeral(seluAlpha), expOf(z))),
  }),
  softplus: () => ({ value: (z) => callOf("ln", sum([one, expOf(z)])), slope: logistic }),
  softsign: () => ({
    value: (z) => quotient(z, sum([one, { kind: "absolute", of: z }])),
    slope: (z) => quotient(one, power(sum([one, { kind: "absolute", of: z }]), numeral(2))),
  }),
  gelu: () => ({
    value: (z) => productOf(z, callOf("Φ", z)),
    slope: (z) => sum([callOf("Φ", z), productOf(z, callOf("φ", z))]),
  }),
  silu: () => ({
    value: (z) => quotient(z, sum([one, expOf(negative(z))])),
    slope: (z) => productOf(callOf("σ", z), sum([one, productOf(z, difference(one, callOf("σ", z)))])),
  }),
  mish: () => ({
    value: (z) => productOf(z, callOf("tanh", callOf("ln", sum([one, expOf(z)])))),
    slope: (z) => {
      const t = callOf("tanh", callOf("ln", sum([one, expOf(z)])));
      return sum([t, productOf(z, difference(one, power(t, two)), callOf("σ", z))]);
    },
  }),
  hardSwish: () => ({
    value: (z) => productOf(z, callOf("min", one, callOf("max", zero, sum([quotient(z, numeral(6)), oneHalf])))),
    slope: (z, _a, at) =>
      at <= -3
        ? when(zero, z, "≤", numeral(-3))
        : at >= 3
          ? when(one, z, "≥", numeral(3))
          : when(sum([quotient(z, numeral(3)), oneHalf]), { kind: "absolute", of: z }, "<", numeral(3)),
  }),
  relu6: () => ({
    value: (z) => callOf("min", numeral(6), callOf("max", zero, z)),
    slope: (z, _a, at) =>
      at <= 0 ? when(zero, z, "≤", zero) : at >= 6 ? when(zero, z, "≥", numeral(6)) : when(one, z, "<", numeral(6)),
  }),
  hardSigmoid: () => ({
    value: (z) => callOf("min", one, callOf("max", zero, sum([quotient(z, numeral(6)), oneHalf]))),
    slope: (z, _a, at) =>
      at <= -3
        ? when(zero, z, "≤", numeral(-3))
        : at >= 3
          ? when(zero, z, "≥", numeral(3))
          : when(quotient(one, numeral(6)), { kind: "absolute", of: z }, "<", numeral(3)),
  }),
};

/**
 * The formula of an activation: only the call for a function that is not the library's, or whose
 * formula is long.
 */
export function activationFormulaOf({ name, options, builtIn, forward, backward }: FunctionTrace): ActivationFormula {
  if (forward !== null && backward !== null) {
    const [runs, lends] = [activationFormulaOf(forward), activationFormulaOf(backward)];
    return { called: runs.called, value: runs.value, slope: lends.slope };
  }
  const called = builtIn && name === "sigmoid" ? "σ" : name;
  const known = builtIn && Object.hasOwn(activationFormulas, name) ? activationFormulas[name](options) : null;
  return { called, value: known?.value ?? (() => null), slope: known?.slope ?? ((z) => slopeCall(called, z)) };
}

/** The letters of one output, or the numbers in their place. */
export interface Letters {
  readonly z: Expression;
  readonly a: Expression;
  readonly t: Expression;
  /** ln Σ e^z over the row. */
  readonly spread: Expression;
}

/** A loss as formulas. `at` has the values of the letters, which select a branch. */
export interface LossFormula {
  /** Whether the loss is the mean of its terms over the outputs, rather than their sum. */
  readonly mean: boolean;
  term(letters: Letters, at: LossTerm): Expression;
  /** The term as a function of z, where loss and activation are taken together. */
  linkedTerm(letters: Letters): Expression;
  /**
   * Derivative of the linked term by z. Unless given, it is a − t, with a times Σ t where the loss
   * is a sum.
   */
  linkedSlope?(letters: Letters): Expression;
  /** Derivative of the term by the output a. */
  slope(letters: Letters, at: LossTerm): Expression;
}

const square = (of: Expression): Expression => power(of, two);
const error = ({ a, t }: Letters): Expression => difference(a, t);
const softplusOf = (z: Expression): Expression => callOf("ln", sum([one, expOf(z)]));
const binaryTerm = ({ a, t }: Letters): Expression =>
  negative(sum([productOf(t, callOf("ln", a)), productOf(difference(one, t), callOf("ln", difference(one, a)))]));
const binaryTermOfZ = ({ z, t }: Letters): Expression =>
  sum([difference(callOf("max", z, zero), productOf(z, t)), callOf("ln", sum([one, expOf(negative(absolute(z)))]))]);
const binarySlope = ({ a, t }: Letters): Expression =>
  difference(quotient(difference(one, t), difference(one, a)), quotient(t, a));
const noLink = (letters: Letters): Expression => callOf("L", letters.z, letters.t);

const lossFormulas: Readonly<Record<string, (options: Readonly<Record<string, number>>) => LossFormula>> = {
  squaredError: () => ({
    mean: false,
    term: (letters) => productOf(quotient(one, two), square(error(letters))),
    linkedTerm: noLink,
    slope: error,
  }),
  mse: () => ({
    mean: true,
    term: (letters) => square(error(letters)),
    linkedTerm: noLink,
    slope: (letters) => productOf(two, error(letters)),
  }),
  mae: () => ({
    mean: true,
    term: (letters) => absolute(error(letters)),
    linkedTerm: noLink,
    slope: (letters) => callOf("sign", error(letters)),
  }),
  huber: ({ delta }) => ({
    mean: true,
    term: (letters, { a, target }) =>
      Math.abs(a - target) <= delta
        ? productOf(quotient(one, two), square(error(letters)))
        : productOf(numeral(delta), difference(absolute(error(letters)), quotient(numeral(delta), two))),
    linkedTerm: noLink,
    slope: (letters, { a, target }) =>
      Math.abs(a - target) <= delta ? error(letters) : productOf(numeral(delta), callOf("sign", error(letters))),
  }),
  logCosh: () => ({
    mean: true,
    term: (letters) => callOf("ln", callOf("cosh", error(letters))),
    linkedTerm: noLink,
    slope: (letters) => callOf("tanh", error(letters)),
  }),
  quantile: ({ q }) => ({
    mean: true,
    term: ({ a, t }, at) =>
      at.a < at.target
        ? when(productOf(numeral(q), difference(t, a)), a, "<", t)
        : when(productOf(numeral(1 - q), difference(a, t)), a, "≥", t),
    linkedTerm: noLink,
    slope: ({ a, t }, at) =>
      at.a < at.target
        ? when(negative(numeral(q)), a, "<", t)
        : at.a > at.target
          ? when(numeral(1 - q), a, ">", t)
          : when(zero, a, "=", t),
  }),
  poisson: () => ({
    mean: true,
    term: ({ a, t }, { target }) =>
      target === 0 ? when(a, t, "=", zero) : difference(a, productOf(t, callOf("ln", a))),
    linkedTerm: ({ z, t }) => difference(softplusOf(z), productOf(t, callOf("ln", softplusOf(z)))),
    linkedSlope: ({ z, a, t }) => productOf(difference(one, quotient(t, a)), callOf("σ", z)),
    slope: ({ a, t }) => difference(one, quotient(t, a)),
  }),
  focal: ({ gamma, alpha }) => {
    const weighted = ({ t }: Letters, of: Expression): Expression =>
      alpha === undefined
        ? of
        : productOf(sum([productOf(numeral(alpha), t), productOf(numeral(1 - alpha), difference(one, t))]), of);
    const missed = ({ a, t }: Letters): Expression =>
      sum([productOf(a, difference(one, t)), productOf(difference(one, a), t)]);
    const focused = (letters: Letters, of: Expression): Expression =>
      weighted(letters, productOf(power(missed(letters), numeral(gamma)), of));
    // (r^γ B)′ = r^γ B′ + γ r^(γ−1) r′ B.
    const sloped = (letters: Letters, slope: Expression, inner: Expression, B: Expression): Expression => {
      const first = productOf(power(missed(letters), numeral(gamma)), slope);
      if (gamma === 0) return weighted(letters, first);
      const bend = productOf(numeral(gamma), power(missed(letters), numeral(gamma - 1)), inner, B);
      return weighted(letters, sum([first, bend]));
    };
    const turn = (t: Expression): Expression => difference(one, productOf(two, t));
    return {
      mean: true,
      term: (letters) => focused(letters, binaryTerm(letters)),
      linkedTerm: (letters) => focused(letters, binaryTermOfZ(letters)),
      linkedSlope: (letters) => {
        const { a, t } = letters;
        const inner = productOf(turn(t), a, difference(one, a));
        return sloped(letters, difference(a, t), inner, binaryTermOfZ(letters));
      },
      slope: (letters) => sloped(letters, binarySlope(letters), turn(letters.t), binaryTerm(letters)),
    };
  },
  hinge: () => ({
    mean: true,
    term: ({ a, t }) => callOf("max", zero, difference(one, productOf(t, a))),
    linkedTerm: noLink,
    slope: ({ a, t }, at) =>
      at.target * at.a < 1 ? when(negative(t), productOf(t, a), "<", one) : when(zero, productOf(t, a), "≥", one),
  }),
  binaryCrossEntropy: () => ({
    mean: true,
    term: binaryTerm,
    linkedTerm: binaryTermOfZ,
    slope: binarySlope,
  }),
  crossEntropy: () => ({
    mean: false,
    term: ({ a, t }, { target }) => (target === 0 ? when(zero, t, "=", zero) : negative(productOf(t, callOf("ln", a)))),
    linkedTerm: ({ z, t, spread }) => productOf(t, difference(spread, z)),
    slope: ({ a, t }) => negative(quotient(t, a)),
  }),
};

/** The formulas of a loss; `null` for a loss that is not the library's. */
export function lossFormulaOf({ name, options, builtIn }: FunctionTrace): LossFormula | null {
  return builtIn && Object.hasOwn(lossFormulas, name) ? lossFormulas[name](options) : null;
}

/** S = ln Σ e^z, written out where all z are given. */
export function spreadOf(z: readonly Expression[] | null): Expression {
  return z === null ? symbol("S") : callOf("ln", sum(z.map(expOf)));
}
