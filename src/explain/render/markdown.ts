import { OptionError } from "../../core/index.js";
import { show } from "../../core/internal.js";
import type { DerivationStep, Equation } from "../derivation/derivation.js";
import { deriveIn } from "../derivation/derive.js";
import type { Expression } from "../derivation/expression.js";
import type { Trace } from "../trace/trace.js";
import { texDisplays } from "./latex.js";
import { plainWriter, proseOf } from "./linear.js";
import { checkMark, type RenderOptions, type RenderStyle, styleFor } from "./style.js";
import { texWriter } from "./tex.js";
import { equationLines } from "./text.js";

/** Options of {@link toMarkdown}. */
export interface MarkdownOptions extends RenderOptions {
  /**
   * `text` writes formulas in plain Unicode; `latex` puts LaTeX between dollar signs, for pages
   * that render it. `text` unless given.
   */
  math?: "text" | "latex" | undefined;
}

/** How this document writes its formulas. */
interface MarkdownWriter {
  readonly style: RenderStyle;
  readonly latex: boolean;
  /** A formula within a line of words. */
  inline(of: Expression): string;
}

/**
 * The derivation in Markdown, with its numbers in tables.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { explain, toMarkdown } from "deltarule/explain";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 });
 * const text = toMarkdown(explain(net, [1, 2], [0], { loss: squaredError }));
 * text.startsWith("# "); // true
 * ```
 *
 * @throws OptionError for anything but a trace, an unknown option, or one out of range.
 */
export function toMarkdown(trace: Trace, options: MarkdownOptions = {}): string {
  const style = styleFor("toMarkdown", trace, options, ["math"]);
  const { math = "text" } = options;
  if (math !== "text" && math !== "latex")
    throw new OptionError(`toMarkdown: math is ${show(math)}, wanted "text" or "latex"`);
  const [asText, asTex] = [plainWriter(style), texWriter(style)];
  const latex = math === "latex";
  const writer: MarkdownWriter = {
    style,
    latex,
    inline: (of) => (latex ? `$${asTex(of)}$` : escapeMarkdown(asText(of))),
  };
  const { title, preface, parts } = deriveIn(trace, style.notation, style.language);
  const blocks = [
    `# ${escapeMarkdown(title)}`,
    ...preface.map((text) => proseOf(text, writer.inline, escapeMarkdown)),
    style.rounding,
  ];
  if (trace.checked) blocks.push(style.strings["check.legend"]);
  for (const part of parts) {
    blocks.push(`## ${escapeMarkdown(part.title)}`);
    for (const step of part.steps) {
      blocks.push(`### ${proseOf(step.title, writer.inline, escapeMarkdown)}`);
      blocks.push(...step.say.map((text) => proseOf(text, writer.inline, escapeMarkdown)));
      blocks.push(...stepBlocks(step, writer));
    }
  }
  return `${blocks.join("\n\n")}\n`;
}

function stepBlocks(step: DerivationStep, writer: MarkdownWriter): string[] {
  const { style, latex, inline } = writer;
  if (step.table !== null) {
    const head = step.table.head.map((cell) => proseOf(cell, inline, escapeMarkdown));
    return [
      markdownTable(
        head,
        step.table.rows.map(({ cells }) => cells.map((cell) => inline(cell))),
      ),
    ];
  }
  if (step.equations.length === 0) return [];
  if (step.layout === "rows") return [equationTable(step.equations, writer)];
  if (latex) return texDisplays(step, style).map((formulas) => `$$\n${formulas}\n$$`);
  const lines = equationLines(step, plainWriter(style), style, 100).map((text) => text.replace(/[\r\n]+/g, " "));
  // Longer than any run of the sign inside, which a user's name may hold.
  const ticks = lines.join("\n").match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...ticks.map(({ length }) => length + 1)));
  return [`${fence}text\n${lines.join("\n")}\n${fence}`];
}

/** A table with a row for each equation and a column for each stage. */
function equationTable(equations: readonly Equation[], { style, inline }: MarkdownWriter): string {
  const checked = equations.some(({ check }) => check !== null);
  const { strings } = style;
  const rows = equations.map((equation) => {
    const { left, stages, check, assigns } = equation;
    // A column of its own says what is equal: only `≈` is written.
    const last = stages.length - 1;
    const cellAt = (at: number): string =>
      `${at > 0 && style.relation(equation, at) === "≈" ? "≈ " : ""}${inline(stages[at])}`;
    const [formula = "", numbers = ""] = stages.slice(0, -1).map((_, at) => cellAt(at));
    const cells = [`${inline(left)}${assigns ? " :=" : ""}`, formula, numbers, cellAt(last)];
    return checked ? [...cells, checkMark(check, style)] : cells;
  });
  const titles = [strings["table.formula"], strings["table.numbers"], strings["table.value"]];
  return markdownTable(["", ...titles, ...(checked ? [strings["table.check"]] : [])], rows);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Words with every Markdown sign escaped. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|~$#]|&(?=#?\w+;)/g, "\\$&").replace(/[\r\n]+/g, " ");
}
