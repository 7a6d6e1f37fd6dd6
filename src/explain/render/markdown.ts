import { OptionError } from "../../core/index.js";
import { show } from "../../core/internal.js";
import type { Equation, Step } from "../derivation/derivation.js";
import { derive } from "../derivation/derive.js";
import type { Expression } from "../derivation/expression.js";
import type { Trace } from "../trace/trace.js";
import { formulasOf } from "./latex.js";
import { proseOf } from "./linear.js";
import { type RenderOptions, type Style, styleFor } from "./options.js";
import { checkLegend, checkMark, plain } from "./plain.js";
import { tex } from "./tex.js";
import { equationLines } from "./text.js";

/** Options of {@link toMarkdown}. */
export interface MarkdownOptions extends RenderOptions {
  /** `text`: readable as it stands; `latex`: formulas between dollar signs, for pages that show them. `text` unless given. */
  math?: "text" | "latex" | undefined;
}

/** How a page writes its formulas. */
interface Page {
  readonly style: Style;
  readonly latex: boolean;
  /** In a line of words. */
  inline(of: Expression): string;
}

/**
 * The derivation in Markdown, numbers in tables.
 *
 * @throws OptionError for options that are unknown or out of range, and for what is no trace.
 */
export function toMarkdown(trace: Trace, options: MarkdownOptions = {}): string {
  const style = styleFor("toMarkdown", trace, options, ["math"]);
  const { math = "text" } = options;
  if (math !== "text" && math !== "latex")
    throw new OptionError(`toMarkdown: math is ${show(math)}, wanted "text" or "latex"`);
  const [asText, asTex] = [plain(style), tex(style)];
  const latex = math === "latex";
  const page: Page = { style, latex, inline: (of) => (latex ? `$${asTex(of)}$` : escaped(asText(of))) };
  const { title, preface, parts } = derive(trace, style.notation);
  const blocks = [`# ${title}`, ...preface.map((text) => proseOf(text, page.inline, escaped)), style.rounding];
  if (trace.checked) blocks.push(checkLegend);
  for (const part of parts) {
    blocks.push(`## ${part.title}`);
    for (const step of part.steps) {
      blocks.push(`### ${proseOf(step.title, page.inline, escaped)}`);
      blocks.push(...step.say.map((text) => proseOf(text, page.inline, escaped)));
      blocks.push(...shown(step, page));
    }
  }
  return `${blocks.join("\n\n")}\n`;
}

function shown(step: Step, page: Page): string[] {
  const { style, latex, inline } = page;
  if (step.table !== null) {
    const head = step.table.head.map((cell) => proseOf(cell, inline, escaped));
    return [
      tableOf(
        head,
        step.table.rows.map(({ cells }) => cells.map((cell) => inline(cell))),
      ),
    ];
  }
  if (step.equations.length === 0) return [];
  if (step.layout === "rows") return [rowsOf(step.equations, page)];
  if (latex) return [`$$\n${formulasOf(step, tex(style), style)}\n$$`];
  return [`\`\`\`text\n${equationLines(step, plain(style), style, 100).join("\n")}\n\`\`\``];
}

/** Equations of one line each, a column for each stage. */
function rowsOf(equations: readonly Equation[], { style, inline }: Page): string {
  const checked = equations.some(({ check }) => check !== null);
  const rows = equations.map(({ left, stages, check }) => {
    const before = stages.slice(0, -1).map((stage) => inline(stage));
    const [formula = "", numbers = ""] = before;
    const cells = [inline(left), formula, numbers, inline(stages[stages.length - 1])];
    return checked ? [...cells, checkMark(check, style)] : cells;
  });
  return tableOf(["", "formula", "numbers", "value", ...(checked ? ["check"] : [])], rows);
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Words that Markdown leaves as they are. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|~$#]/g, "\\$&");
}
