import type { Equation } from "../derivation/derivation.js";
import type { Expression, Prose } from "../derivation/expression.js";
import type { Check } from "../trace/trace.js";
import type { Style } from "./options.js";

const SUM = 1;
const PRODUCT = 2;
const ATOM = 3;

const letters: Readonly<Record<string, string>> = {
  δ: "\\delta",
  θ: "\\theta",
  η: "\\eta",
  σ: "\\sigma",
  Φ: "\\Phi",
  φ: "\\varphi",
};
const functions: Readonly<Record<string, string>> = { ln: "\\ln", max: "\\max", min: "\\min", tanh: "\\tanh" };
const relations: Readonly<Record<string, string>> = { "≤": "\\le", "≥": "\\ge" };

/** Formulas in TeX, of nothing but ASCII. */
export function tex(style: Style): (of: Expression) => string {
  const number = (value: number): string =>
    style.number(value).replace(/e([+-]\d+)/, (_, power) => ` \\cdot 10^{${Number(power)}}`);
  const write = (of: Expression, leads = true): string => {
    switch (of.kind) {
      case "number":
        return number(of.value);
      case "symbol": {
        const sub = of.sub.length === 0 ? "" : `_{${of.sub.join(of.sub.some((one) => one > 9) ? ",\\," : "")}}`;
        return `${letters[of.base] ?? of.base}${of.sup === null ? "" : `^{(${of.sup})}`}${sub}`;
      }
      case "partial":
        return `\\frac{\\partial ${write(of.of)}}{\\partial ${write(of.by)}}`;
      case "sum":
        return of.terms.map((term, i) => within(term, SUM, leads && i === 0)).join(" + ");
      case "difference":
        return `${within(of.from, SUM, leads)} - ${within(of.take, PRODUCT, false)}`;
      case "product":
        return of.factors.map((factor, i) => within(factor, PRODUCT, leads && i === 0)).join(" \\cdot ");
      case "quotient":
        return `\\frac{${write(of.over)}}{${write(of.under)}}`;
      case "power":
        return `${within(of.base, ATOM, false)}^{${write(of.exponent)}}`;
      case "negative":
        return `-${within(of.of, PRODUCT, false)}`;
      case "absolute":
        return `\\left|${write(of.of)}\\right|`;
      case "call": {
        const args = of.args.map((arg) => write(arg)).join(", ");
        return of.name === "new"
          ? `\\text{new } ${args}`
          : `${called(of.name)}${of.primed ? "'" : ""}\\left(${args}\\right)`;
      }
      case "when":
        return `${write(of.value)} \\quad\\text{as } ${write(of.left)} ${relations[of.relation] ?? of.relation} ${write(of.right)}`;
      case "others": {
        const words = `\\text{(${of.count} others)}`;
        return of.sum === null ? words : `${within(of.sum, SUM, false)}\\ ${words}`;
      }
    }
  };
  const within = (of: Expression, outside: number, leads: boolean): string =>
    strength(of, leads) < outside ? `\\left(${write(of)}\\right)` : write(of, leads);
  return write;

  /** A number with a power of ten is a product. */
  function strength(of: Expression, leads: boolean): number {
    switch (of.kind) {
      case "number":
        return of.value < 0 && !leads ? 0 : number(of.value).includes("cdot") ? PRODUCT : ATOM;
      case "symbol":
        // What has a number above it already takes a power in parentheses.
        return of.sup === null ? ATOM : PRODUCT;
      case "when":
        return 0;
      case "negative":
        return leads ? SUM : 0;
      case "sum":
      case "difference":
        return SUM;
      case "product":
      case "quotient":
      case "power":
      case "partial":
        return PRODUCT;
      default:
        return ATOM;
    }
  }
}

function called(name: string): string {
  return (
    letters[name] ??
    functions[name] ??
    `\\operatorname{${/^[A-Za-z]+$/.test(name) ? name : `\\text{${escapeTex(name)}}`}}`
  );
}

/** An equation's stages below each other, for `aligned`; a sum of many terms goes on in the next line. */
export function texRows({ left, stages, check }: Equation, write: (of: Expression) => string, style: Style): string {
  const rows = stages.map((stage, s) => {
    const lines: string[] = [];
    const terms = stage.kind === "sum" ? stage.terms : [stage];
    for (let at = 0; at < terms.length; at += 4) {
      // A sum is cut by way of whole sums, so that signs and parentheses stay as they are.
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

function texCheck(check: Check | null, style: Style): string {
  if (check === null) return "";
  const numeric = check.numeric === null ? "" : `\\ ${tex(style)({ kind: "number", value: check.numeric })}`;
  const words = { kink: "\\text{(a kink)}", surrogate: "\\text{(a borrowed slope)}" };
  const mark =
    check.status === "agrees"
      ? `\\checkmark${numeric}`
      : check.status === "differs"
        ? `\\times${numeric}`
        : words[check.status];
  return ` \\qquad ${mark}`;
}

/** Prose in TeX, its formulas between these two. */
export function texProse(text: Prose, write: (of: Expression) => string, open: string, close: string): string {
  return text
    .map((piece) => (typeof piece === "string" ? escapeTex(piece) : `${open}${write(piece)}${close}`))
    .join("");
}

const signs: Readonly<Record<string, string>> = {
  δ: "\\(\\delta\\)",
  "∂": "\\(\\partial\\)",
  Σ: "\\(\\Sigma\\)",
  "✓": "\\(\\checkmark\\)",
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Words in TeX, in ASCII. */
export function escapeTex(text: string): string {
  return text.replace(/[\\~^{}$&#%_]|[^\n -~]/gu, (sign) => signs[sign] ?? (sign < "\u007f" ? `\\${sign}` : "?"));
}
