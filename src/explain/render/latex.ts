import { checkBoolean } from "../../core/internal.js";
import type { Step, Table } from "../derivation/derivation.js";
import { derive } from "../derivation/derive.js";
import type { Expression } from "../derivation/expression.js";
import type { Trace } from "../trace/trace.js";
import { type RenderOptions, type Style, styleFor } from "./options.js";
import { checkLegend } from "./plain.js";
import { escapeTex, tex, texProse, texRows } from "./tex.js";

/** Options of {@link toLatex}. */
export interface LatexOptions extends RenderOptions {
  /** Whether it is a whole document, to be compiled by itself, or a part of one that loads amsmath and amssymb; false unless given. */
  document?: boolean | undefined;
}

/**
 * The derivation in LaTeX, in ASCII: of every formula the symbols, the numbers put in, and the value. Formulas stand between `\[` and `\]`, or
 * `\(` and `\)` in a line of words, and are such as KaTeX can show.
 *
 * @throws OptionError for options that are unknown or out of range, and for what is no trace.
 */
export function toLatex(trace: Trace, options: LatexOptions = {}): string {
  const style = styleFor("toLatex", trace, options, ["document"]);
  const { document = false } = options;
  checkBoolean("toLatex", "document", document);
  const write = tex(style);
  const { title, preface, parts } = derive(trace, style.notation);
  const lines = [
    `\\section*{${escapeTex(title)}}`,
    ...preface.map((text) => texProse(text, write, "\\(", "\\)")),
    escapeTex(style.rounding),
  ];
  if (trace.checked) lines.push(escapeTex(checkLegend));
  for (const part of parts) {
    lines.push(`\\subsection*{${escapeTex(part.title)}}`);
    for (const step of part.steps) {
      lines.push(`\\paragraph{${texProse(step.title, write, "\\(", "\\)")}}`);
      lines.push(...step.say.map((text) => texProse(text, write, "\\(", "\\)")));
      const formulas = formulasOf(step, write, style);
      if (formulas !== null) lines.push(`\\[\n${formulas}\n\\]`);
    }
  }
  const body = `${lines.join("\n\n")}\n`;
  if (!document) return body;
  return `\\documentclass{article}\n\\usepackage{amsmath,amssymb}\n\\begin{document}\n\n${body}\n\\end{document}\n`;
}

/** The equations and numbers of a step, as one formula; `null` where it has none. */
export function formulasOf({ equations, table }: Step, write: (of: Expression) => string, style: Style): string | null {
  if (table !== null) return arrayOf(table, write);
  if (equations.length === 0) return null;
  const rows = equations.map((one) => texRows(one, write, style)).join(" \\\\[1ex]\n");
  return `\\begin{aligned}\n${rows}\n\\end{aligned}`;
}

function arrayOf({ head, rows }: Table, write: (of: Expression) => string): string {
  const title = head.map((cell) =>
    cell.map((piece) => (typeof piece === "string" ? `\\text{${escapeTex(piece)}}` : write(piece))).join(""),
  );
  const lines = [title, ...rows.map(({ cells }) => cells.map((cell) => write(cell)))].map((cells) => cells.join(" & "));
  return `\\begin{array}{${"l".repeat(head.length)}}\n${lines.join(" \\\\\n")}\n\\end{array}`;
}
