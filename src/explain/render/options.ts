import { OptionError } from "../../core/index.js";
import { checkNames, checkNumber, show } from "../../core/internal.js";
import type { Notation } from "../derivation/names.js";
import type { Trace } from "../trace/trace.js";

/** Options of every renderer. */
export interface RenderOptions {
  /** Significant digits, from 1 to 17; 6 unless given. With 17 every number is written so that it reads back as the same bits. */
  digits?: number | undefined;
  /**
   * `lectureNotes`: nodes numbered through, weights by source and target (x₁, w₁₃, O₅, δ₅). `general`: a⁽ˡ⁾ⱼ, W⁽ˡ⁾ⱼᵢ, counted from 1.
   * Unless given, the former where every node has a number of one digit.
   */
  notation?: Notation | undefined;
}

/** The options, checked: how numbers are written, and what to say about it. */
export interface Style {
  readonly notation: Notation | undefined;
  /** A number, with "-" as its sign. */
  number(value: number): string;
  /** How numbers were rounded, a sentence. */
  readonly rounding: string;
}

/** Reads the options of a renderer, and looks whether it was given a trace. */
export function styleFor(call: string, trace: Trace, options: RenderOptions, more: readonly string[] = []): Style {
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
  return { notation, rounding, number: (value) => format(value, digits, slack) };
}

/** Zeros at the end stand for digits that were rounded: 0.680 of 0.68027, but 0.68 of 0.68. */
function format(value: number, digits: number, slack: number): string {
  if (digits === 17 || value === 0) return String(value === 0 ? 0 : value);
  const rounded = value.toPrecision(digits);
  const near = Number(rounded);
  return Math.abs(near - value) <= slack * Math.abs(value) ? String(near) : rounded;
}
