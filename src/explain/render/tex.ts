import type { Expression } from "../derivation/expression.js";
import type { Language } from "../language/language.js";
import { filled } from "../language/say.js";
import { binding, lineStrength } from "./linear.js";
import { indexSeparator } from "./signs.js";
import type { RenderStyle } from "./style.js";

const texLetters: Readonly<Record<string, string>> = {
  α: "\\alpha",
  β: "\\beta",
  δ: "\\delta",
  ε: "\\varepsilon",
  θ: "\\theta",
  η: "\\eta",
  λ: "\\lambda",
  μ: "\\mu",
  ρ: "\\rho",
  σ: "\\sigma",
  ψ: "\\psi",
  Φ: "\\Phi",
  φ: "\\varphi",
  m̂: "\\hat{m}",
  v̂: "\\hat{v}",
  V̂: "\\hat{V}",
  w̄: "\\bar{w}",
  "ρ∞": "\\rho_{\\infty}",
  Π: "\\Pi",
};
const texFunctions: Readonly<Record<string, string>> = {
  ln: "\\ln",
  max: "\\max",
  min: "\\min",
  tanh: "\\tanh",
  cosh: "\\cosh",
  Σ: "\\sum",
};
const texRelations: Readonly<Record<string, string>> = { "≤": "\\le", "≥": "\\ge" };

/** Marks a place where a long line may be broken; it stands before a sign such as `+`. */
const breakSign = "\u0001";

/** Writes formulas in TeX: in English, in ASCII. */
export function texWriter(style: RenderStyle): (of: Expression) => string {
  return (of) => new TexWriting(style, null).write(of);
}

/** A stage as the lines that it takes; all but the first begin with the sign of a term. */
export function breakLine(stage: Expression, style: RenderStyle, room: number): string[] {
  const whole = texWriter(style)(stage);
  if (texWidth(whole) <= room) return [whole];
  const pieces = new TexWriting(style, room).write(stage).split(breakSign);
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    if (line !== "" && texWidth(line) + texWidth(piece) > room) {
      lines.push(line.trimEnd());
      line = piece;
    } else line += piece;
  }
  return [...lines, line];
}

/** How wide a formula is, in digits: commands count as one sign, a fraction as its two parts. */
export function texWidth(tex: string): number {
  const words = tex.replace(/\\(?:text|operatorname|left|right|bigl|bigr|frac|quad|qquad)/g, "");
  return words
    .replace(/\\[A-Za-z]+/g, "+")
    .replace(/[{}^_\\ ]/g, "")
    .replace(/[+=-]/g, "++").length;
}

/** One way to write: on one line (`null`), or with marks where lines longer than `room` break. */
class TexWriting {
  private readonly open: string;
  private readonly close: string;

  constructor(
    private readonly style: RenderStyle,
    private readonly room: number | null,
  ) {
    // A pair of \left and \right cannot be broken.
    [this.open, this.close] = room !== null ? ["\\bigl(", "\\bigr)"] : ["\\left(", "\\right)"];
  }

  write(of: Expression, leads = true): string {
    const { style, open, close, room } = this;
    const mark = room === null ? "" : breakSign;
    switch (of.kind) {
      case "number":
        return this.number(of.value);
      case "symbol": {
        const sub = of.sub.length === 0 ? "" : `_{${of.sub.join(indexSeparator(of.sub, ",\\,"))}}`;
        return `${texLetters[of.base] ?? of.base}${of.sup === null ? "" : `^{(${of.sup})}`}${sub}`;
      }
      case "partial":
        return `\\frac{\\partial ${this.write(of.of)}}{\\partial ${this.write(of.by)}}`;
      case "sum":
        return of.terms.map((term, i) => this.within(term, binding.sum, leads && i === 0)).join(` ${mark}+ `);
      case "difference":
        return `${this.within(of.from, binding.sum, leads)} ${mark}- ${this.within(of.take, binding.product, false)}`;
      case "product": {
        const factors = of.factors.map((factor, i) => this.within(factor, binding.product, leads && i === 0));
        const isLong = room !== null && texWidth(factors.join("")) > room;
        return factors.join(isLong ? ` ${mark}\\cdot ` : " \\cdot ");
      }
      case "quotient":
        return this.quotient(of.over, of.under);
      case "power":
        return `${this.within(of.base, binding.atom, false)}^{${this.inside(of.exponent)}}`;
      case "root":
        return `\\sqrt{${this.inside(of.of)}}`;
      case "negative":
        return `-${this.within(of.of, binding.product, false)}`;
      case "absolute":
        return room !== null ? `\\bigl|${this.write(of.of)}\\bigr|` : `\\left|${this.write(of.of)}\\right|`;
      case "call": {
        const args = of.args.map((arg) => this.write(arg)).join(", ");
        return `${called(of.name, style.language)}${of.primed ? "'" : ""}${open}${args}${close}`;
      }
      case "when": {
        const as = escapeTex(style.strings["formula.as"], style.language);
        const relation = texRelations[of.relation] ?? of.relation;
        return `${this.write(of.value)} ${mark}\\quad\\text{${as} } ${this.write(of.left)} ${relation} ${this.write(of.right)}`;
      }
      case "others": {
        const words = (text: string): string => `\\text{${escapeTex(text, style.language)}}`;
        if (of.sum === null) return words(filled(style.strings["formula.others"], { count: of.count }));
        const around = filled(style.strings["formula.othersSum"], { count: of.count, sum: "\n" }).split("\n");
        return around.map(words).join(this.write(of.sum));
      }
    }
  }

  /** A fraction; a long sum above or below the line stands in parentheses, which can be broken. */
  private quotient(over: Expression, under: Expression): string {
    const [above, below] = [this.inside(over), this.inside(under)];
    const isLong = (of: Expression, text: string): boolean =>
      this.room !== null && of.kind === "sum" && texWidth(text) > this.room / 2;
    if (isLong(under, below))
      return `${this.within(over, binding.atom, true)} \\big/ \\bigl(${this.write(under)}\\bigr)`;
    if (isLong(over, above)) return `\\frac{1}{${below}} \\bigl(${this.write(over)}\\bigr)`;
    return `\\frac{${above}}{${below}}`;
  }

  /** A formula within braces, where no line can be broken. */
  private inside(of: Expression): string {
    return this.room !== null ? new TexWriting(this.style, null).write(of) : this.write(of);
  }

  private number(value: number): string {
    return this.style.number(value).replace(/e([+-]\d+)/, (_, power) => ` \\cdot 10^{${Number(power)}}`);
  }

  private within(of: Expression, outside: number, leads: boolean): string {
    const isWeak = this.strength(of, leads) < outside;
    return isWeak ? `${this.open}${this.write(of)}${this.close}` : this.write(of, leads);
  }

  /** As `lineStrength`, but a fraction binds like a product, and so does a power of ten. */
  private strength(of: Expression, leads: boolean): number {
    const strength = lineStrength(of, leads);
    switch (of.kind) {
      case "number":
        return strength !== binding.none && this.number(of.value).includes("cdot") ? binding.product : strength;
      case "symbol":
        // A symbol with a superscript needs parentheses before it takes a power.
        return of.sup === null ? strength : binding.product;
      case "quotient":
      case "power":
        return binding.product;
      default:
        return strength;
    }
  }
}

function called(name: string, language: Language): string {
  const known = texLetters[name] ?? texFunctions[name];
  if (known !== undefined) return known;
  return `\\operatorname{${/^[A-Za-z]+$/.test(name) ? name : `\\text{${escapeTex(name, language)}}`}}`;
}

const texSigns: Readonly<Record<string, string>> = {
  δ: "\\(\\delta\\)",
  "∂": "\\(\\partial\\)",
  Σ: "\\(\\Sigma\\)",
  "✓": "\\(\\checkmark\\)",
  "≈": "\\(\\approx\\)",
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/**
 * Words in TeX. In English they are in ASCII, and a character without a known command becomes "?";
 * in Chinese, Chinese signs stay.
 */
export function escapeTex(text: string, language: Language = "en"): string {
  return text.replace(/[\\~^{}$&#%_]|[^\n -~]/gu, (sign) => {
    if (language === "zh" && /[\u3000-\u30ff\u4e00-\u9faf\uff00-\uff60]/u.test(sign)) return sign;
    return texSigns[sign] ?? (sign < "\u007f" ? `\\${sign}` : "?");
  });
}
