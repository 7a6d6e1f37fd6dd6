import { OptionError } from "../../core/index.js";
import { checkNames, checkNumber, show } from "../../core/internal.js";
import type { Equation } from "../derivation/derivation.js";
import type { Notation } from "../derivation/names.js";
import type { Language, Strings } from "../language/language.js";
import { filled, isLanguage, stringsOf } from "../language/say.js";
import type { Check } from "../trace/parameterTrace.js";
import type { Trace } from "../trace/trace.js";
import { relationBefore, type WrittenRelation } from "./relation.js";

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
  /** The language of all words: `en` unless given, or `zh`. */
  language?: Language | undefined;
}

/** The checked options as the renderers use them. */
export interface RenderStyle {
  readonly notation: Notation | undefined;
  readonly language: Language;
  readonly strings: Strings;
  /** Writes a number, with "-" as its minus sign. */
  number(value: number): string;
  /** What stands before stage `at` of an equation: `=`, or `≈` where the shown numbers are off. */
  relation(equation: Equation, at: number): WrittenRelation;
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
  if (trace?.format !== "deltarule/trace" || trace.version !== 2)
    throw new OptionError(`${call}: the trace is ${show(trace)}, wanted what explain returned`);
  checkNames(call, options, ["digits", "notation", "language", ...more]);
  const { digits = 6, notation, language = "en" } = options;
  checkNumber(call, "digits", digits, { integer: true, min: 1, max: 17 });
  if (!(notation === undefined || notation === "lectureNotes" || notation === "general"))
    throw new OptionError(`${call}: notation is ${show(notation)}, wanted "lectureNotes" or "general"`);
  if (!isLanguage(language)) throw new OptionError(`${call}: language is ${show(language)}, wanted "en" or "zh"`);
  const strings = stringsOf(language);
  const key = digits === 17 ? "rounding.full" : digits === 1 ? "rounding.one" : "rounding.some";
  const slack = trace.dtype === "float32" ? 2e-7 : 5e-16;
  const number = (value: number): string => formatNumber(value, digits, slack);
  return {
    notation,
    language,
    strings,
    number,
    relation: (equation, at) =>
      relationBefore(equation, at, number, Math.min(digits, trace.dtype === "float32" ? 5 : 14)),
    rounding: filled(strings[key], { digits }),
  };
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
  const { strings } = style;
  const words = { kink: strings["check.kink"], surrogate: strings["check.surrogate"] };
  return { agrees: `✓${numeric}`, differs: `✗${numeric}`, ...words }[check.status];
}
