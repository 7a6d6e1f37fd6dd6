import type { Equation } from "../derivation/derivation.js";
import { numberOf, reachIn } from "../derivation/value.js";

/** What stands between two stages of an equation, or between its left side and the first. */
export type WrittenRelation = "=" | "≈" | ":=";

/**
 * What stands before stage `at`. Where the numbers as they are written, with `digits` significant
 * digits, do not come to the number after them at these digits, it is `≈`.
 */
export function relationBefore(
  { assigns, stages }: Equation,
  at: number,
  number: (value: number) => string,
  digits: number,
): WrittenRelation {
  if (at === 0) return assigns ? ":=" : "=";
  const [before, after] = [stages[at - 1], stages[at]];
  const shown = (value: number): number => Number(number(value));
  const [left, right] = [numberOf(before, shown), numberOf(after, shown)];
  // A formula of symbols is equal to what stands in their place.
  if (left === null || right === null) return "=";
  if (Number.isNaN(left) || Number.isNaN(right)) return isExact(before, after, shown) ? "=" : "≈";
  const isSame = left === right || left.toPrecision(digits) === right.toPrecision(digits);
  // Sums of floating-point numbers are off by a few units in the last place of the largest.
  const isNear = Math.abs(left - right) <= 4e-16 * (reachIn(before) + reachIn(after));
  return isSame || isNear ? "=" : "≈";
}

/** Whether no number of the two stages was rounded where it is written. */
function isExact(before: Equation["left"], after: Equation["left"], shown: (value: number) => number): boolean {
  let exact = true;
  const read = (value: number): number => {
    if (shown(value) !== value) exact = false;
    return value;
  };
  numberOf(before, read);
  numberOf(after, read);
  return exact;
}
