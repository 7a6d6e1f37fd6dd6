import { checkBoolean } from "../../core/internal.js";
import type { DerivationStep, Equation, NumberTable } from "../derivation/derivation.js";
import { derive } from "../derivation/derive.js";
import type { Expression, Prose } from "../derivation/expression.js";
import type { Check, Trace } from "../trace/trace.js";
import { binding } from "./linear.js";
import { indexSeparator } from "./signs.js";
import { checkLegend, type RenderOptions, type RenderStyle, styleFor } from "./style.js";

/** Options of {@link toLatex}. */
export interface LatexOptions extends RenderOptions {
  /**
   * Whether to write a whole document, or a part for one that loads amsmath and amssymb; false
   * unless given.
   */
  document?: boolean | undefined;
}

/**
 * The derivation in LaTeX, in ASCII. Each formula goes from symbols to numbers to its value.
 * Formulas stand between `\[` and `\]`, or `\(` and `\)` within a line of words; KaTeX renders them
 * too.
 *
 * @throws OptionError for anything but a trace, an unknown option, or one out of range.
 */
export function toLatex(trace: Trace, options: LatexOptions = {}): string {
  const style = styleFor("toLatex", trace, options, ["document"]);
  const { document = false } = options;
  checkBoolean("toLatex", "document", document);
  const write = texWriter(style);
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
      const formulas = texFormulas(step, write, style);
      if (formulas !== null) lines.push(`\\[\n${formulas}\n\\]`);
    }
  }
  const body = `${lines.join("\n\n")}\n`;
  if (!document) return body;
  return `\\documentclass{article}\n\\usepackage{amsmath,amssymb}\n\\begin{document}\n\n${body}\n\\end{document}\n`;
}

/** The equations or the table of a step as one formula; `null` for a step without. */
export function texFormulas(
  { equations, table }: DerivationStep,
  write: (of: Expression) => string,
  style: RenderStyle,
): string | null {
  if (table !== null) return texArray(table, write);
  if (equations.length === 0) return null;
  const rows = equations.map((one) => texRows(one, write, style)).join(" \\\\[1ex]\n");
  return `\\begin{aligned}\n${rows}\n\\end{aligned}`;
}

function texArray({ head, rows }: NumberTable, write: (of: Expression) => string): string {
  const title = head.map((cell) =>
    cell.map((piece) => (typeof piece === "string" ? `\\text{${escapeTex(piece)}}` : write(piece))).join(""),
  );
  const lines = [title, ...rows.map(({ cells }) => cells.map((cell) => write(cell)))].map((cells) => cells.join(" & "));
  return `\\begin{array}{${"l".repeat(head.length)}}\n${lines.join(" \\\\\n")}\n\\end{array}`;
}

const texLetters: Readonly<Record<string, string>> = {
  δ: "\\delta",
  θ: "\\theta",
  η: "\\eta",
  σ: "\\sigma",
  Φ: "\\Phi",
  φ: "\\varphi",
};
const texFunctions: Readonly<Record<string, string>> = { ln: "\\ln", max: "\\max", min: "\\min", tanh: "\\tanh" };
const texRelations: Readonly<Record<string, string>> = { "≤": "\\le", "≥": "\\ge" };

/** Writes formulas in TeX, in ASCII. */
export function texWriter(style: RenderStyle): (of: Expression) => string {
  const number = (value: number): string =>
    style.number(value).replace(/e([+-]\d+)/, (_, power) => ` \\cdot 10^{${Number(power)}}`);
  const write = (of: Expression, leads = true): string => {
    switch (of.kind) {
      case "number":
        return number(of.value);
      case "symbol": {
        const sub = of.sub.length === 0 ? "" : `_{${of.sub.join(indexSeparator(of.sub, ",\\,"))}}`;
        return `${texLetters[of.base] ?? of.base}${of.sup === null ? "" : `^{(${of.sup})}`}${sub}`;
      }
      case "partial":
        return `\\frac{\\partial ${write(of.of)}}{\\partial ${write(of.by)}}`;
      case "sum":
        return of.terms.map((term, i) => within(term, binding.sum, leads && i === 0)).join(" + ");
      case "difference":
        return `${within(of.from, binding.sum, leads)} - ${within(of.take, binding.product, false)}`;
      case "product":
        return of.factors.map((factor, i) => within(factor, binding.product, leads && i === 0)).join(" \\cdot ");
      case "quotient":
        return `\\frac{${write(of.over)}}{${write(of.under)}}`;
      case "power":
        return `${within(of.base, binding.atom, false)}^{${write(of.exponent)}}`;
      case "negative":
        return `-${within(of.of, binding.product, false)}`;
      case "absolute":
        return `\\left|${write(of.of)}\\right|`;
      case "call": {
        const args = of.args.map((arg) => write(arg)).join(", ");
        return of.name === "new"
          ? `\\text{new } ${args}`
          : `${called(of.name)}${of.primed ? "'" : ""}\\left(${args}\\right)`;
      }
      case "when":
        return `${write(of.value)} \\quad\\text{as } ${write(of.left)} ${texRelations[of.relation] ?? of.relation} ${write(of.right)}`;
      case "others": {
        const words = `\\text{(${of.count} others)}`;
        return of.sum === null ? words : `${within(of.sum, binding.sum, false)}\\ ${words}`;
      }
    }
  };
  const within = (of: Expression, outside: number, leads: boolean): string =>
    strength(of, leads) < outside ? `\\left(${write(of)}\\right)` : write(of, leads);
  return write;

  /** As `lineStrength`, but a fraction binds like a product, and so does a power of ten. */
  function strength(of: Expression, leads: boolean): number {
    switch (of.kind) {
      case "number":
        return of.value < 0 && !leads
          ? binding.none
          : number(of.value).includes("cdot")
            ? binding.product
            : binding.atom;
      case "symbol":
        // A symbol with a superscript needs parentheses before it takes a power.
        return of.sup === null ? binding.atom : binding.product;
      case "when":
        return binding.none;
      case "negative":
        return leads ? binding.sum : binding.none;
      case "sum":
      case "difference":
        return binding.sum;
      case "product":
      case "quotient":
      case "power":
      case "partial":
        return binding.product;
      default:
        return binding.atom;
    }
  }
}

function called(name: string): string {
  return (
    texLetters[name] ??
    texFunctions[name] ??
    `\\operatorname{${/^[A-Za-z]+$/.test(name) ? name : `\\text{${escapeTex(name)}}`}}`
  );
}

/** An equation for `aligned`: a line for each stage, and for each four terms of a sum. */
function texRows({ left, stages, check }: Equation, write: (of: Expression) => string, style: RenderStyle): string {
  const rows = stages.map((stage, s) => {
    const lines: string[] = [];
    const terms = stage.kind === "sum" ? stage.terms : [stage];
    for (let at = 0; at < terms.length; at += 4) {
      // Each line is written as a sum with an empty first term: it keeps signs and parentheses.
      const part = terms.slice(at, at + 4);
      const whole: Expression = {
        kind: "sum",
        terms: at === 0 ? part : [{ kind: "symbol", base: "", sub: [], sup: null }, ...part],
      };
      const text = write(part.length === 1 && at === 0 ? part[0] : whole);
      lines.push(at === 0 ? `${s === 0 ? write(left) : ""} &= ${text}` : `&\\quad ${text.trimStart()}`);
    }
    return lines.join(" \\\\\n");
  });
  return rows.join(" \\\\\n") + texCheck(check, style);
}

function texCheck(check: Check | null, style: RenderStyle): string {
  if (check === null) return "";
  const numeric = check.numeric === null ? "" : `\\ ${texWriter(style)({ kind: "number", value: check.numeric })}`;
  const words = { kink: "\\text{(a kink)}", surrogate: "\\text{(a borrowed slope)}" };
  const mark =
    check.status === "agrees"
      ? `\\checkmark${numeric}`
      : check.status === "differs"
        ? `\\times${numeric}`
        : words[check.status];
  return ` \\qquad ${mark}`;
}

/** Prose in TeX, with its formulas between `open` and `close`. */
function texProse(text: Prose, write: (of: Expression) => string, open: string, close: string): string {
  return text
    .map((piece) => (typeof piece === "string" ? escapeTex(piece) : `${open}${write(piece)}${close}`))
    .join("");
}

const texSigns: Readonly<Record<string, string>> = {
  δ: "\\(\\delta\\)",
  "∂": "\\(\\partial\\)",
  Σ: "\\(\\Sigma\\)",
  "✓": "\\(\\checkmark\\)",
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Words in TeX, in ASCII; a character without a known command becomes "?". */
function escapeTex(text: string): string {
  return text.replace(/[\\~^{}$&#%_]|[^\n -~]/gu, (sign) => texSigns[sign] ?? (sign < "\u007f" ? `\\${sign}` : "?"));
}
