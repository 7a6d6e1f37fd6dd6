import { checkNumber } from "../../core/internal.js";
import type { DerivationStep, NumberTable } from "../derivation/derivation.js";
import { deriveIn } from "../derivation/derive.js";
import type { Expression } from "../derivation/expression.js";
import type { Trace } from "../trace/trace.js";
import { plainWriter, proseOf } from "./linear.js";
import { checkMark, type RenderOptions, type RenderStyle, styleFor } from "./style.js";

/** Options of {@link toText}. */
export interface TextOptions extends RenderOptions {
  /** Characters in a line, from 40; 100 unless given. Words and long sums wrap there. */
  width?: number | undefined;
}

/**
 * The derivation as plain text for a terminal, with aligned equals signs.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { explain, toText } from "deltarule/explain";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 });
 * console.log(toText(explain(net, [1, 2], [0], { loss: squaredError })));
 * ```
 *
 * @throws OptionError for anything but a trace, an unknown option, or one out of range.
 */
export function toText(trace: Trace, options: TextOptions = {}): string {
  const style = styleFor("toText", trace, options, ["width"]);
  const { width = 100 } = options;
  checkNumber("toText", "width", width, { integer: true, min: 40 });
  const write = plainWriter(style);
  const { title, preface, parts } = deriveIn(trace, style.notation, style.language);
  const opening = [
    ...preface.map((text) => proseOf(text, write)),
    style.rounding,
    ...(trace.checked ? [style.strings["check.legend"]] : []),
  ];
  const lines = [title, "=".repeat(lengthOf(title)), "", ...opening.flatMap((text) => wrapWords(text, width))];
  for (const part of parts) {
    lines.push("", part.title, "-".repeat(lengthOf(part.title)));
    for (const step of part.steps) {
      lines.push("", ...wrapWords(proseOf(step.title, write), width));
      lines.push(...step.say.flatMap((text) => wrapWords(proseOf(text, write), width)));
      for (const line of equationLines(step, write, style, width)) lines.push(line);
      for (const line of step.table === null ? [] : tableLines(step.table, write)) lines.push(line);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** The equations of a step as lines of text. */
export function equationLines(
  { layout, equations }: DerivationStep,
  write: (of: Expression) => string,
  style: RenderStyle,
  width: number,
): string[] {
  const room = equations.some(({ assigns }) => assigns) ? 2 : 1;
  const written = equations.map((equation) => {
    const stages = equation.stages.map((stage, at) => ({
      relation: style.relation(equation, at).padStart(room),
      text: write(stage),
    }));
    return { left: write(equation.left), stages, mark: checkMark(equation.check, style) };
  });
  const indent = widestText(written.map(({ left }) => left));
  if (layout === "rows") {
    const columns = written.reduce((most, { stages }) => Math.max(most, stages.length), 0);
    const rows = written.map(({ left, stages, mark }) => {
      // The value stands in the last column, however many stages come before it.
      const cells = stages.map(({ relation, text }) => `${relation} ${text}`);
      const between = Array.from({ length: columns - 1 }, (_, c) => (c < stages.length - 1 ? cells[c] : ""));
      return [left, ...between, cells[cells.length - 1], mark];
    });
    const lines = alignColumns(rows);
    if (lines.every((line) => lengthOf(line) <= width)) return lines;
  }
  return written.flatMap(({ left, stages, mark }) =>
    stages.flatMap(({ relation, text }, s) => {
      const start = `  ${padded(s === 0 ? left : "", indent)} ${relation} `;
      const end = s === stages.length - 1 && mark !== "" ? `  ${mark}` : "";
      return wrapSum(text + end, start, width);
    }),
  );
}

function tableLines({ head, rows }: NumberTable, write: (of: Expression) => string): string[] {
  return alignColumns([head.map((text) => proseOf(text, write)), ...rows.map(({ cells }) => cells.map(write))]);
}

/** Rows as lines, each column as wide as its widest cell. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => widestText(rows.map((row) => row[c])));
  return rows.map((row) => `  ${row.map((cell, c) => padded(cell, widths[c])).join("  ")}`.trimEnd());
}

function widestText(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, lengthOf(text)), 0);
}

/** Breaks a long sum before a plus sign, and indents what follows below its start. */
function wrapSum(text: string, start: string, width: number): string[] {
  const lines: string[] = [];
  let line = start;
  for (const [i, term] of text.split(" + ").entries()) {
    const piece = i === 0 ? term : ` + ${term}`;
    if (i > 0 && lengthOf(line + piece) > width) {
      lines.push(line);
      line = `${" ".repeat(lengthOf(start))}${piece.trimStart()}`;
    } else line += piece;
  }
  return [...lines, line];
}

function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of breakable(text)) {
    if (line !== "" && lengthOf(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece;
    } else line += piece;
  }
  return [...lines, line.trimEnd()];
}

/** The pieces between which a line may break: after a blank, and after a Chinese sign. */
function breakable(text: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  const signs = Array.from(text);
  signs.forEach((sign, i) => {
    piece += sign;
    const next = signs[i + 1] ?? "";
    if (sign === " " || (isWide(sign) && !/[，。：；、）？ ]/u.test(next))) {
      pieces.push(piece);
      piece = "";
    }
  });
  return piece === "" ? pieces : [...pieces, piece];
}

/** Columns that a text takes in a terminal: two for a Chinese sign, none for an accent. */
function lengthOf(text: string): number {
  return Array.from(text).reduce((columns, sign) => columns + (isWide(sign) ? 2 : isAccent(sign) ? 0 : 1), 0);
}

function isWide(sign: string): boolean {
  return /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f]/u.test(sign);
}

function isAccent(sign: string): boolean {
  return /\p{Mn}/u.test(sign);
}

/** The text with blanks up to a width. */
function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - lengthOf(text)));
}
