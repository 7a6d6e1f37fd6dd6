import type { LossTrace } from "../trace/trace.js";
import { type Equation, equation } from "./derivation.js";
import {
  absolute,
  callOf,
  E,
  type Expression,
  numeral,
  type Prose,
  power,
  productOf,
  quotient,
  sum,
  symbol,
} from "./expression.js";
import type { Telling } from "./telling.js";

type PenaltyTrace = NonNullable<LossTrace["penalty"]>;

const total = (of: Expression): Expression => callOf("Σ", of);
const w: Expression = /* @__PURE__ */ symbol("w");

/** Words and the equation E = L + R for a penalty on the weights; none without. */
export function penaltyOn(
  { penalty, value }: LossTrace,
  say: Telling["say"],
): { readonly say: Prose[]; readonly equations: Equation[] } {
  if (penalty === undefined) return { say: [], equations: [] };
  const [L, R] = [symbol("L"), symbol("R")];
  const added = numeral(value - penalty.data);
  const numbers = sum([numeral(penalty.data), added]);
  return {
    say: [say("loss.penalty", { E, L, R, penalty: penaltyFormula(penalty) })],
    equations: [equation(R, [], added), equation(E, [sum([L, R]), numbers], numeral(value))],
  };
}

/** `l1·Σ(|w|) + l2/2·Σ(w²)`. */
function penaltyFormula({ l1, l2 }: PenaltyTrace): Expression {
  const two = numeral(2);
  return sum([
    ...(l1 > 0 ? [productOf(numeral(l1), total(absolute(w)))] : []),
    ...(l2 > 0 ? [productOf(quotient(numeral(l2), two), total(power(w, two)))] : []),
  ]);
}

/** The slope of the penalty: `l2·w + l1·sign(w)`. */
export function penaltySlope({ l1, l2 }: PenaltyTrace): Expression {
  return sum([
    ...(l2 > 0 ? [productOf(numeral(l2), w)] : []),
    ...(l1 > 0 ? [productOf(numeral(l1), callOf("sign", w))] : []),
  ]);
}

/** The slope of the penalty at a weight, with the weight's symbol, and as a number. */
export function penaltySlopeAt(
  { l1, l2 }: PenaltyTrace,
  name: Expression,
  value: number,
): { readonly named: Expression; readonly value: number } {
  const terms = [
    ...(l2 > 0 ? [productOf(numeral(l2), name)] : []),
    ...(l1 > 0 ? [numeral(l1 * Math.sign(value))] : []),
  ];
  return { named: sum(terms), value: l2 * value + l1 * Math.sign(value) };
}
