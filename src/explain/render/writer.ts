import { OptionError } from "../../core/index.js";
import { show } from "../../core/internal.js";
import type { Derivation, Equation } from "../derivation/derivation.js";
import { deriveIn } from "../derivation/derive.js";
import type { Expression, Prose } from "../derivation/expression.js";
import type { Trace } from "../trace/trace.js";
import { htmlWriter } from "./html.js";
import { plainWriter, proseOf } from "./linear.js";
import type { WrittenRelation } from "./relation.js";
import { escapeMarkup } from "./signs.js";
import { checkMark, type RenderOptions, type RenderStyle, styleFor } from "./style.js";
import { escapeTex, texWriter } from "./tex.js";

/** The notation of a formula: plain Unicode, HTML, or LaTeX for math mode. */
export type FormulaFormat = "text" | "html" | "latex";

/** Options of {@link formulaWriter}. */
export interface WriterOptions extends RenderOptions {
  /** `text` unless given. */
  format?: FormulaFormat | undefined;
}

/** An equation with every formula as text in one format. */
export interface WrittenEquation {
  readonly left: string;
  readonly stages: readonly { readonly relation: WrittenRelation; readonly text: string }[];
  /** The check's mark and number, `✓ 0.0276740`; empty without a check. */
  readonly check: string;
}

/** Writes the pieces of a derivation in one format and one language. */
export interface FormulaWriter {
  /** A formula, with the digits of the writer. */
  formula(of: Expression): string;
  /** A number, with the digits of the writer. */
  number(value: number): string;
  /** Words with their formulas; in `html` and `latex` the words are escaped. */
  prose(text: Prose): string;
  /** An equation with the stages between its sides. */
  equation(of: Equation): WrittenEquation;
  /** The sentence for the reader about rounding. */
  readonly rounding: string;
}

/**
 * The derivation of a trace as data: parts, steps, and equations of formulas as trees. Every
 * renderer writes this; {@link formulaWriter} writes its pieces for a page of your own.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { derive, explain, formulaWriter } from "deltarule/explain";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid, { weights: [[0.3, 0.9]], bias: false })]);
 * const trace = explain(net, [1, 2], [0], { loss: squaredError });
 * const [given, forward] = derive(trace).parts;
 * const { left, stages } = formulaWriter(trace).equation(forward.steps[0].equations[0]);
 * left; // "x₃"
 * stages.map(({ text }) => text); // ["w₁₃·x₁ + w₂₃·x₂", "0.3·1 + 0.9·2", "0.3 + 1.8", "2.1"]
 * ```
 *
 * @throws OptionError for anything but a trace, an unknown option, or one out of range.
 */
export function derive(trace: Trace, options: Pick<RenderOptions, "notation" | "language"> = {}): Derivation {
  const { notation, language } = styleFor("derive", trace, options);
  return deriveIn(trace, notation, language);
}

/**
 * Writes formulas, equations and sentences of the derivation of this trace, with its rounding.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { derive, explain, formulaWriter } from "deltarule/explain";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid, { weights: [[0.3, 0.9]], bias: false })]);
 * const trace = explain(net, [1, 2], [0], { loss: squaredError });
 * const [, forward] = derive(trace).parts;
 * formulaWriter(trace).equation(forward.steps[0].equations[0]).left; // "x₃"
 * ```
 *
 * @throws OptionError for anything but a trace, an unknown option, or one out of range.
 */
export function formulaWriter(trace: Trace, options: WriterOptions = {}): FormulaWriter {
  const style = styleFor("formulaWriter", trace, options, ["format"]);
  const { format = "text" } = options;
  const { write, words } = notationOf(format, style);
  const inProse = (of: Expression): string => (format === "latex" ? `\\(${write(of)}\\)` : write(of));
  return {
    formula: (of) => write(of),
    number: (value) => write({ kind: "number", value }),
    prose: (text) => proseOf(text, inProse, words),
    equation: (of) => ({
      left: write(of.left),
      stages: of.stages.map((stage, at) => ({ relation: style.relation(of, at), text: write(stage) })),
      check: words(checkMark(of.check, style)),
    }),
    rounding: style.rounding,
  };
}

function notationOf(
  format: FormulaFormat,
  style: RenderStyle,
): { readonly write: (of: Expression) => string; readonly words: (text: string) => string } {
  switch (format) {
    case "text":
      return { write: plainWriter(style), words: String };
    case "html":
      return { write: htmlWriter(style), words: escapeMarkup };
    case "latex":
      return { write: texWriter(style), words: (text) => escapeTex(text, style.language) };
    default:
      throw new OptionError(`formulaWriter: format is ${show(format)}, wanted "text", "html" or "latex"`);
  }
}
