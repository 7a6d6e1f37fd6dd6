import type { FunctionTrace } from "../trace/trace.js";
import {
  call,
  difference,
  type Expression,
  exponential,
  negative,
  number,
  power,
  product,
  quotient,
  slopeOf,
  sum,
  when,
} from "./expression.js";

/** f and f′ as formulas; `at` is the number that z stands for, by which a branch is chosen. */
export interface Formula {
  /** How f is called: `σ`. */
  readonly called: string;
  /** `null` where the call says it all. */
  value(z: Expression, at: number): Expression | null;
  slope(z: Expression, a: Expression, at: number): Expression;
}

const one: Expression = number(1);
const zero: Expression = number(0);
const half: Expression = quotient(one, number(2));
const logistic = (z: Expression): Expression => quotient(one, sum([one, exponential(negative(z))]));
const positive = (of: Expression, z: Expression): Expression => when(of, z, ">", zero);
const notPositive = (of: Expression, z: Expression): Expression => when(of, z, "≤", zero);
const branch = (at: number, z: Expression, above: Expression, below: Expression): Expression =>
  at > 0 ? positive(above, z) : notPositive(below, z);
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

type Maker = (options: Readonly<Record<string, number>>) => Omit<Formula, "called">;

const formulas: Readonly<Record<string, Maker>> = {
  identity: () => ({ value: (z) => z, slope: () => one }),
  sigmoid: () => ({ value: logistic, slope: (_z, a) => product(a, difference(one, a)) }),
  step: () => ({
    value: (z, at) => (at > 0 ? positive(one, z) : at < 0 ? when(zero, z, "<", zero) : when(half, z, "=", zero)),
    slope: () => zero,
  }),
  tanh: () => ({ value: () => null, slope: (_z, a) => difference(one, power(a, number(2))) }),
  relu: () => ({ value: (z) => call("max", zero, z), slope: (z, _a, at) => branch(at, z, one, zero) }),
  leakyRelu: ({ slope }) => ({
    value: (z, at) => branch(at, z, z, product(number(slope), z)),
    slope: (z, _a, at) => branch(at, z, one, number(slope)),
  }),
  elu: ({ alpha }) => ({
    value: (z, at) => branch(at, z, z, product(number(alpha), difference(exponential(z), one))),
    slope: (z, _a, at) => branch(at, z, one, product(number(alpha), exponential(z))),
  }),
  selu: () => ({
    value: (z, at) =>
      branch(
        at,
        z,
        product(number(seluScale), z),
        product(number(seluScale), number(seluAlpha), difference(exponential(z), one)),
      ),
    slope: (z, _a, at) =>
      branch(at, z, number(seluScale), product(number(seluScale), number(seluAlpha), exponential(z))),
  }),
  softplus: () => ({ value: (z) => call("ln", sum([one, exponential(z)])), slope: logistic }),
  softsign: () => ({
    value: (z) => quotient(z, sum([one, { kind: "absolute", of: z }])),
    slope: (z) => quotient(one, power(sum([one, { kind: "absolute", of: z }]), number(2))),
  }),
  gelu: () => ({
    value: (z) => product(z, call("Φ", z)),
    slope: (z) => sum([call("Φ", z), product(z, call("φ", z))]),
  }),
  silu: () => ({
    value: (z) => quotient(z, sum([one, exponential(negative(z))])),
    slope: (z) => product(call("σ", z), sum([one, product(z, difference(one, call("σ", z)))])),
  }),
  hardSigmoid: () => ({
    value: (z) => call("min", one, call("max", zero, sum([quotient(z, number(6)), half]))),
    slope: (z, _a, at) =>
      at <= -3
        ? when(zero, z, "≤", number(-3))
        : at >= 3
          ? when(zero, z, "≥", number(3))
          : when(quotient(one, number(6)), { kind: "absolute", of: z }, "<", number(3)),
  }),
};

/** The formula of an activation; of one that is not the library's, or has a long one, only the call. */
export function formulaOf({ name, options, builtIn, forward, backward }: FunctionTrace): Formula {
  if (forward !== null && backward !== null) {
    const [runs, lends] = [formulaOf(forward), formulaOf(backward)];
    return { called: runs.called, value: runs.value, slope: lends.slope };
  }
  const called = builtIn && name === "sigmoid" ? "σ" : name;
  const known = builtIn && Object.hasOwn(formulas, name) ? formulas[name](options) : null;
  return { called, value: known?.value ?? (() => null), slope: known?.slope ?? ((z) => slopeOf(called, z)) };
}
