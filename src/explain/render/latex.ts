import { checkBoolean } from "../../core/internal.js";
import type { DerivationStep, Equation, NumberTable } from "../derivation/derivation.js";
import { deriveIn } from "../derivation/derive.js";
import type { Expression, Prose } from "../derivation/expression.js";
import type { Check } from "../trace/parameterTrace.js";
import type { Trace } from "../trace/trace.js";
import { checkMark, type RenderOptions, type RenderStyle, styleFor } from "./style.js";
import { breakLine, escapeTex, texWidth, texWriter } from "./tex.js";

/** Options of {@link toLatex}. */
export interface LatexOptions extends RenderOptions {
  /**
   * Whether to write a whole document, or a part for one that loads amsmath and amssymb; false
   * unless given. In Chinese the document is for XeLaTeX or LuaLaTeX with the class ctexart.
   */
  document?: boolean | undefined;
}

/**
 * The derivation in LaTeX: in English, in ASCII. Each formula goes from symbols to numbers to its
 * value. Formulas stand between `\[` and `\]`, or `\(` and `\)` within a line of words; KaTeX
 * renders them too. Long formulas are broken into lines of a usual page, and long lists of formulas
 * into displays between which a page can end.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { explain, toLatex } from "deltarule/explain";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 });
 * const text = toLatex(explain(net, [1, 2], [0], { loss: squaredError }));
 * text.includes("\\["); // true
 * ```
 *
 * @throws OptionError for anything but a trace, an unknown option, or one out of range.
 */
export function toLatex(trace: Trace, options: LatexOptions = {}): string {
  const style = styleFor("toLatex", trace, options, ["document"]);
  const { document = false } = options;
  checkBoolean("toLatex", "document", document);
  const write = texWriter(style);
  const { title, preface, parts } = deriveIn(trace, style.notation, style.language);
  const words = (text: string): string => escapeTex(text, style.language);
  const prose = (text: Prose): string =>
    text.map((piece) => (typeof piece === "string" ? words(piece) : `\\(${write(piece)}\\)`)).join("");
  const lines = [`\\section*{${words(title)}}`, ...preface.map(prose), words(style.rounding)];
  if (trace.checked) lines.push(words(style.strings["check.legend"]));
  const room = document ? documentLine : partLine;
  for (const part of parts) {
    lines.push(`\\subsection*{${words(part.title)}}`);
    for (const step of part.steps) {
      const displays = texDisplays(step, style, room).map((formulas) => `\\[\n${formulas}\n\\]`);
      const said = [`\\paragraph{${prose(step.title)}}`, ...step.say.map(prose)].join("\n\n");
      // Without a blank line before it, no page ends between the words and their formulas.
      lines.push([said, ...displays].join("\n"));
    }
  }
  const body = `${lines.join("\n\n")}\n`;
  return document ? `${preamble[style.language]}\\begin{document}\n\n${body}\n\\end{document}\n` : body;
}

const layout = `\\usepackage[margin=22mm]{geometry}
\\usepackage{amsmath,amssymb}
\\setlength{\\parindent}{0pt}
\\setlength{\\parskip}{1ex plus 1ex}
\\setlength{\\emergencystretch}{3em}
\\renewcommand{\\arraystretch}{1.25}
\\raggedbottom
`;

const preamble: Readonly<Record<RenderStyle["language"], string>> = {
  en: `\\documentclass[a4paper,fleqn]{article}\n${layout}`,
  zh: `\\documentclass[UTF8,a4paper,fleqn]{ctexart}\n${layout}`,
};

/** The most lines of formulas, and rows of a table, in one display, within which no page ends. */
const displayLines = 18;
const displayRows = 20;
/** The longest line of formulas, in digits: in our own document, and in one with usual margins. */
const documentLine = 64;
const partLine = 48;

/** The equations or the table of a step as displays of at most half a page. */
export function texDisplays(
  { equations, table, layout }: DerivationStep,
  style: RenderStyle,
  room: number = partLine,
): string[] {
  if (table !== null) {
    const beside = tablesBeside(table, style, room);
    const chunks = inChunks(table.rows, displayRows * beside, () => 1);
    return chunks.map((rows) => texArray({ ...table, rows }, style, beside));
  }
  const height = (text: string): number => (text.includes("\\frac") ? 2 : 1);
  // An equation stays in one display, unless it is taller than one.
  const blocks = equations.flatMap((one) =>
    inChunks(layout === "rows" ? texOneRow(one, style, room) : texRows(one, style, room), displayLines, height),
  );
  const tall = (rows: readonly string[]): number => rows.reduce((sum, text) => sum + height(text), 0);
  return inChunks(blocks, displayLines, tall).map((chunk) => {
    const rows = chunk.map((lines) => lines.join(" \\\\\n")).join(" \\\\[1ex]\n");
    return `\\begin{aligned}\n${rows}\n\\end{aligned}`;
  });
}

/** Cuts a list into pieces of at most this height. */
function inChunks<Item>(items: readonly Item[], most: number, height: (item: Item) => number): Item[][] {
  const chunks: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const needed = height(item);
    if (chunks.length === 0 || room < needed) {
      chunks.push([]);
      room = most;
    }
    chunks[chunks.length - 1].push(item);
    room -= needed;
  }
  return chunks;
}

/** How many tables of names and values fit beside each other. */
function tablesBeside({ head, rows }: NumberTable, style: RenderStyle, room: number): number {
  if (head.length !== 2) return 1;
  const write = texWriter(style);
  const widest = rows.reduce(
    (most, { cells }) => Math.max(most, texWidth(cells.map((cell) => write(cell)).join(""))),
    0,
  );
  const most = Math.floor((1.4 * room) / (widest + 10));
  return Math.max(1, Math.min(3, most, Math.ceil(rows.length / 6)));
}

function texArray({ head, rows }: NumberTable, style: RenderStyle, beside: number): string {
  const write = texWriter(style);
  const words = (text: string): string => `\\text{${escapeTex(text, style.language)}}`;
  const title = head.map((cell) =>
    cell.map((piece) => (typeof piece === "string" ? words(piece) : write(piece))).join(""),
  );
  const lines = rows.map(({ cells }) => cells.map((cell: Expression) => write(cell)));
  const tall = Math.ceil(lines.length / beside);
  const besides = Array.from({ length: beside }, (_, k) => [title, ...lines.slice(k * tall, (k + 1) * tall)]);
  const body = Array.from({ length: tall + 1 }, (_, r) =>
    besides.map((part) => (part[r] ?? title.map(() => "")).join(" & ")).join(" & \\qquad & "),
  );
  const columns = Array(beside).fill("l".repeat(head.length)).join("l");
  return `\\begin{array}{${columns}}\n${body.join(" \\\\\n")}\n\\end{array}`;
}

const relationSigns = { "=": "=", "≈": "\\approx", ":=": ":=" } as const;

/** An equation for `aligned`: a line for each stage, or several where it is long. */
function texRows(equation: Equation, style: RenderStyle, room: number): string[] {
  const { left, stages, check } = equation;
  const write = texWriter(style);
  const rows = stages.flatMap((stage, s) => {
    const relation = relationSigns[style.relation(equation, s)];
    return breakLine(stage, style, room).map((text, part) => {
      if (part > 0) return `&\\quad ${text}`;
      return `${s === 0 ? `${write(left)} ` : " "}&${relation} ${text}`;
    });
  });
  return [...rows.slice(0, -1), rows[rows.length - 1] + texCheck(check, style)];
}

/** An equation for `aligned` on one line, where there is room for it. */
function texOneRow(equation: Equation, style: RenderStyle, room: number): string[] {
  const { left, stages, check } = equation;
  const write = texWriter(style);
  const parts = stages.map((stage, s) => `${relationSigns[style.relation(equation, s)]} ${write(stage)}`);
  const row = `${write(left)} &${parts.join(" ")}${texCheck(check, style)}`;
  return texWidth(row) <= 1.2 * room ? [row] : texRows(equation, style, room);
}

function texCheck(check: Check | null, style: RenderStyle): string {
  if (check === null) return "";
  const write = texWriter(style);
  const numeric = check.numeric === null ? "" : `\\ {${write({ kind: "number", value: check.numeric })}}`;
  if (check.status === "agrees") return ` \\qquad \\checkmark${numeric}`;
  if (check.status === "differs") return ` \\qquad \\times${numeric}`;
  return ` \\qquad \\text{${escapeTex(checkMark({ ...check, numeric: null }, style), style.language)}}`;
}
