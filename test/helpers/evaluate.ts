import { sigmoid } from "deltarule";
import { erfc } from "../../src/core/numbers/elementary/index.js";
import type { Expression } from "../../src/explain/derivation/expression.js";

/** The value of each symbol and derivative, by its expression as JSON. */
export type Meaning = Map<string, number>;

/** Functions by their names in formulas. */
export type Functions = Readonly<Record<string, (...args: number[]) => number>>;

const known: Functions = {
  σ: (z) => sigmoid.apply(z),
  tanh: Math.tanh,
  cosh: Math.cosh,
  ln: Math.log,
  max: Math.max,
  min: Math.min,
  sign: Math.sign,
  Φ: (z) => erfc(-z / Math.SQRT2) / 2,
  φ: (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI),
};

/**
 * The value of a formula. Throws if a symbol has no value, and if the condition of a `when` does
 * not hold.
 */
export function evaluate(of: Expression, meaning: Meaning, functions: Functions = {}): number {
  const value = (part: Expression): number => evaluate(part, meaning, functions);
  switch (of.kind) {
    case "number":
      return of.value;
    case "symbol":
    case "partial": {
      if (of.kind === "symbol" && of.base === "e") return Math.E;
      const found = meaning.get(JSON.stringify(of));
      if (found === undefined) throw new Error(`${JSON.stringify(of)} was not introduced`);
      return found;
    }
    case "sum":
      return of.terms.reduce((sum, term) => sum + value(term), 0);
    case "difference":
      return value(of.from) - value(of.take);
    case "product":
      return of.factors.reduce((product, factor) => product * value(factor), 1);
    case "quotient":
      return value(of.over) / value(of.under);
    case "power":
      return value(of.base) ** value(of.exponent);
    case "root":
      return Math.sqrt(value(of.of));
    case "negative":
      return -value(of.of);
    case "absolute":
      return Math.abs(value(of.of));
    case "call": {
      const f = { ...known, ...functions }[of.primed ? `${of.name}′` : of.name];
      if (f === undefined) throw new Error(`${of.name} is not known`);
      return f(...of.args.map(value));
    }
    case "when": {
      const [left, right] = [value(of.left), value(of.right)];
      const holds = {
        "<": left < right,
        "≤": left <= right,
        ">": left > right,
        "≥": left >= right,
        "=": left === right,
      };
      if (!holds[of.relation]) throw new Error(`${left} ${of.relation} ${right} does not hold`);
      return value(of.value);
    }
    case "others":
      if (of.sum === null) throw new Error("others are left out");
      return value(of.sum);
  }
}
