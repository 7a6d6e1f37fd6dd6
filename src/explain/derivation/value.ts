import { elementary } from "../../core/internal.js";
import type { Expression, Relation } from "./expression.js";

/** The functions that formulas call. */
const functions: Readonly<Record<string, (...args: number[]) => number>> = {
  σ: (z) => 1 / (1 + elementary.exp(-z)),
  tanh: elementary.tanh,
  ln: elementary.log,
  cosh: (z) => (elementary.exp(z) + elementary.exp(-z)) / 2,
  max: Math.max,
  min: Math.min,
  sign: Math.sign,
  Φ: (z) => elementary.erfc(-z / Math.SQRT2) / 2,
  φ: (z) => elementary.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI),
};

const relationHolds: Readonly<Record<Relation, (left: number, right: number) => boolean>> = {
  "<": (left, right) => left < right,
  "≤": (left, right) => left <= right,
  ">": (left, right) => left > right,
  "≥": (left, right) => left >= right,
  "=": (left, right) => left === right,
};

/**
 * The value of a formula of numbers, each as `read` gives it. NaN where a function of the user's is
 * called, or a condition does not hold; `null` where the formula has a symbol, or leaves terms out.
 */
export function numberOf(of: Expression, read: (value: number) => number): number | null {
  const of1 = (part: Expression, f: (x: number) => number): number | null => {
    const x = numberOf(part, read);
    return x === null ? null : f(x);
  };
  const all = (parts: readonly Expression[], f: (values: number[]) => number): number | null => {
    const values = parts.map((part) => numberOf(part, read));
    return values.every((value) => value !== null) ? f(values) : null;
  };
  switch (of.kind) {
    case "number":
      return read(of.value);
    case "symbol":
      return of.base === "e" ? Math.E : null;
    case "partial":
      return null;
    case "sum":
      return all(of.terms, (terms) => terms.reduce((sum, term) => sum + term, 0));
    case "difference":
      return all([of.from, of.take], ([from, take]) => from - take);
    case "product":
      return all(of.factors, (factors) => factors.reduce((product, factor) => product * factor, 1));
    case "quotient":
      return all([of.over, of.under], ([over, under]) => over / under);
    case "power":
      if (of.base.kind === "symbol" && of.base.base === "e") return of1(of.exponent, elementary.exp);
      return all([of.base, of.exponent], ([base, exponent]) => powerOf(base, exponent));
    case "root":
      return of1(of.of, Math.sqrt);
    case "negative":
      return of1(of.of, (x) => -x);
    case "absolute":
      return of1(of.of, Math.abs);
    case "call": {
      const f = of.primed || !Object.hasOwn(functions, of.name) ? () => Number.NaN : functions[of.name];
      return all(of.args, (args) => f(...args));
    }
    case "when":
      return all([of.value, of.left, of.right], ([value, left, right]) =>
        relationHolds[of.relation](left, right) ? value : Number.NaN,
      );
    case "others":
      return of.sum === null ? null : numberOf(of.sum, read);
  }
}

/** Whole powers by products, which keep the sign of the base. */
function powerOf(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 64) return elementary.pow(base, exponent);
  let product = 1;
  for (let k = 0; k < Math.abs(exponent); k++) product *= base;
  return exponent < 0 ? 1 / product : product;
}

/**
 * What the rounding errors of a formula are in proportion to: the sum of its terms without their
 * signs, so that the error of 1 − 0.999 counts, times what it is multiplied by.
 */
export function reachIn(of: Expression): number {
  const value = Math.abs(numberOf(of, (one) => one) ?? 0);
  const among = (parts: readonly Expression[]): number => Math.max(value, ...parts.map(reachIn));
  switch (of.kind) {
    case "sum":
      return of.terms.reduce((sum, term) => sum + reachIn(term), 0);
    case "difference":
      return reachIn(of.from) + reachIn(of.take);
    case "product":
      return of.factors.reduce((product, factor) => product * reachIn(factor), 1);
    case "quotient": {
      const under = Math.abs(numberOf(of.under, (one) => one) ?? 0);
      return (reachIn(of.over) * reachIn(of.under)) / (under * under);
    }
    case "power": {
      // The error of an exponent grows with the value: e^x is off by its share of x.
      const own = of.base.kind === "symbol" ? 1 : reachIn(of.base) / Math.abs(numberOf(of.base, (one) => one) ?? 1);
      return value * Math.max(1, own, reachIn(of.exponent));
    }
    case "call":
      return among(of.args);
    case "negative":
    case "absolute":
    case "root":
      return among([of.of]);
    default:
      return value;
  }
}
