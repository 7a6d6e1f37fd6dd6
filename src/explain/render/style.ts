import { OptionError } from "../../core/index.js";
import { checkNames, checkNumber, show } from "../../core/internal.js";
import type { Notation } from "../derivation/names.js";
import type { Check, Trace } from "../trace/trace.js";

/** Options of every renderer. */
export interface RenderOptions {
  /**
   * Significant digits, from 1 to 17; 6 unless given. With 17, numbers read back to the same bits.
   */
  digits?: number | undefined;
  /**
   * `lectureNotes` numbers all nodes in one sequence and weights by source and target (x₁, w₁₃, O₅,
   * δ₅); `general` writes a⁽ˡ⁾ⱼ and W⁽ˡ⁾ⱼᵢ, counted from 1. Unless given, the former up to 9 nodes.
   */
  notation?: Notation | undefined;
}

/** The checked options as the renderers use them. */
export interface RenderStyle {
  readonly notation: Notation | undefined;
  /** Writes a number, with "-" as its minus sign. */
  number(value: number): string;
  /** A sentence for the reader about the rounding. */
  readonly rounding: string;
}

/**
 * Checks a renderer's trace and options.
 *
 * @throws OptionError for anything but a trace, an unknown option, or one out of range.
 */
export function styleFor(
  call: string,
  trace: Trace,
  options: RenderOptions,
  more: readonly string[] = [],
): RenderStyle {
  if (trace?.format !== "deltarule/trace" || trace.version !== 1)
    throw new OptionError(`${call}: the trace is ${show(trace)}, wanted what explain returned`);
  checkNames(call, options, ["digits", "notation", ...more]);
  const { digits = 6, notation } = options;
  checkNumber(call, "digits", digits, { integer: true, min: 1, max: 17 });
  if (!(notation === undefined || notation === "lectureNotes" || notation === "general"))
    throw new OptionError(`${call}: notation is ${show(notation)}, wanted "lectureNotes" or "general"`);
  const rounding =
    digits === 17
      ? "Numbers are written in full: they read back as the same bits."
      : `Numbers are rounded to ${digits} significant ${digits === 1 ? "digit" : "digits"} where they are written, not where they are computed; those with fewer digits are as they stand.`;
  const slack = trace.dtype === "float32" ? 2e-7 : 5e-16;
  return { notation, rounding, number: (value) => formatNumber(value, digits, slack) };
}

/** Trailing zeros appear only where digits were rounded: 0.68027 is 0.680, and 0.68 stays 0.68. */
function formatNumber(value: number, digits: number, slack: number): string {
  if (digits === 17 || value === 0) return String(value === 0 ? 0 : value);
  const rounded = value.toPrecision(digits);
  const near = Number(rounded);
  return Math.abs(near - value) <= slack * Math.abs(value) ? String(near) : rounded;
}

/** A check's result, with the difference quotient: `✓ 0.0276740`. */
export function checkMark(check: Check | null, style: RenderStyle): string {
  if (check === null) return "";
  const numeric = check.numeric === null ? "" : ` ${style.number(check.numeric)}`;
  return { agrees: `✓${numeric}`, differs: `✗${numeric}`, kink: "(a kink)", surrogate: "(a borrowed slope)" }[
    check.status
  ];
}

/** A sentence for the reader about the check marks. */
export const checkLegend =
  "✓ and the number after it: how E really changes when that parameter alone is moved a little up and down (difference quotients).";
