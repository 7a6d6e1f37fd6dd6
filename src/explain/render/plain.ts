import type { Expression } from "../derivation/expression.js";
import type { Check } from "../trace/trace.js";
import { linear } from "./linear.js";
import type { Style } from "./options.js";

/** Formulas in plain text, with subscripts of Unicode. */
export function plain(style: Style): (of: Expression) => string {
  return linear({
    number: style.number,
    symbol: (base, sub, sup) => base + (sup === null ? "" : `⁽${shift(sup, superscripts)}⁾`) + subscript(sub),
    power: (base, exponent) => `${base}^${/^[\w.]+$/.test(exponent) ? exponent : `(${exponent})`}`,
    partial: String,
    name: String,
  });
}

const subscripts = "₀₁₂₃₄₅₆₇₈₉";
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Numbers of more than one digit are kept apart. */
function subscript(sub: readonly number[]): string {
  return sub.map((one) => shift(one, subscripts)).join(sub.some((one) => one > 9) ? "," : "");
}

function shift(value: number, digits: string): string {
  return Array.from(String(value), (digit) => digits[Number(digit)]).join("");
}

/** `✓ 0.0276740`: what difference quotients gave. */
export function checkMark(check: Check | null, style: Style): string {
  if (check === null) return "";
  const numeric = check.numeric === null ? "" : ` ${style.number(check.numeric)}`;
  return { agrees: `✓${numeric}`, differs: `✗${numeric}`, kink: "(a kink)", surrogate: "(a borrowed slope)" }[
    check.status
  ];
}

/** What the check marks mean. */
export const checkLegend =
  "✓ and the number after it: how E really changes when that parameter alone is moved a little up and down (difference quotients).";

/** How many places a text takes in a terminal. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** The text, filled up with blanks. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - lengthOf(text)));
}
