import type { Expression, Prose } from "../derivation/expression.js";
import type { Strings } from "../language/language.js";
import { filled } from "../language/say.js";
import { subscripts, superscript } from "./signs.js";
import type { RenderStyle } from "./style.js";

/** How one notation writes the leaves of a formula that stands on one line. */
interface Leaves {
  number(value: number): string;
  symbol(base: string, sub: readonly number[], sup: number | null): string;
  /** base to any power but 2, which is the sign ². */
  power(base: string, exponent: string): string;
  /** ∂E/∂w, which no line break may cut. */
  partial(text: string): string;
  /** A function's name, which may come from the user: escaped. */
  name(text: string): string;
  /** The minus sign, the same before a number and between two terms. */
  readonly minus: string;
  readonly strings: Strings;
}

/** How tightly a formula binds; inside one that binds tighter, it needs parentheses. */
export const binding = { none: 0, sum: 1, product: 2, power: 3, atom: 4 };

/** Writes formulas on one line: `1/(1 + e^(-0.755))`. */
export function linearWriter(leaves: Leaves): (of: Expression) => string {
  const write = (of: Expression, leads = true): string => {
    switch (of.kind) {
      case "number":
        return leaves.number(of.value);
      case "symbol":
        return leaves.symbol(of.base, of.sub, of.sup);
      case "partial":
        return leaves.partial(`∂${write(of.of)}/∂${write(of.by)}`);
      case "sum":
        return of.terms.map((term, i) => within(term, binding.sum, leads && i === 0)).join(" + ");
      case "difference":
        return `${within(of.from, binding.sum, leads)} ${leaves.minus} ${within(of.take, binding.product, false)}`;
      case "product": {
        const dot = of.factors.some(({ kind }) => kind === "partial") ? " · " : "·";
        return of.factors.map((factor, i) => within(factor, binding.product, leads && i === 0)).join(dot);
      }
      case "quotient":
        return isHalf(of)
          ? "½"
          : `${within(of.over, binding.product, leads)}/${within(of.under, binding.power, false)}`;
      case "power": {
        const base = within(of.base, binding.atom, false);
        const small = of.exponent.kind === "number" && of.exponent.value === 2;
        return small ? `${base}²` : leaves.power(base, write(of.exponent));
      }
      case "root":
        return `√${lineStrength(of.of, false) < binding.atom ? `(${write(of.of)})` : write(of.of, false)}`;
      case "negative":
        return of.of.kind === "number" && of.of.value >= 0
          ? leaves.number(-of.of.value)
          : `${leaves.minus}${within(of.of, binding.product, false)}`;
      case "absolute":
        return `|${write(of.of)}|`;
      case "call":
        return `${leaves.name(of.name)}${of.primed ? "′" : ""}(${of.args.map((arg) => write(arg)).join(", ")})`;
      case "when":
        return `${write(of.value)}, ${leaves.strings["formula.as"]} ${write(of.left)} ${leaves.name(of.relation)} ${write(of.right)}`;
      case "others": {
        const { strings } = leaves;
        return of.sum === null
          ? filled(strings["formula.others"], { count: of.count })
          : filled(strings["formula.othersSum"], { count: of.count, sum: write(of.sum) });
      }
    }
  };
  const within = (of: Expression, outside: number, leads: boolean): string => {
    return lineStrength(of, leads) < outside ? `(${write(of)})` : write(of, leads);
  };
  return write;
}

/** At the head of a sum or product (`leads`), a minus sign needs no parentheses. */
export function lineStrength(of: Expression, leads: boolean): number {
  switch (of.kind) {
    case "number":
      return of.value < 0 && !leads ? binding.none : binding.atom;
    case "when":
      return binding.none;
    case "negative":
      return leads ? binding.sum : binding.none;
    case "sum":
    case "difference":
      return binding.sum;
    case "product":
    case "partial":
      return binding.product;
    case "quotient":
      return isHalf(of) ? binding.atom : binding.product;
    case "power":
      return binding.power;
    default:
      return binding.atom;
  }
}

function isHalf({ over, under }: Extract<Expression, { kind: "quotient" }>): boolean {
  return over.kind === "number" && over.value === 1 && under.kind === "number" && under.value === 2;
}

/** Prose as one text: `write` writes its formulas, `words` escapes its words. */
export function proseOf(
  text: Prose,
  write: (of: Expression) => string,
  words: (text: string) => string = String,
): string {
  return text.map((piece) => (typeof piece === "string" ? words(piece) : write(piece))).join("");
}

/** Writes formulas in plain text, with Unicode subscripts. */
export function plainWriter(style: RenderStyle): (of: Expression) => string {
  return linearWriter({
    number: style.number,
    symbol: (base, sub, sup) => base + (sup === null ? "" : `⁽${superscript(sup)}⁾`) + subscripts(sub),
    power: (base, exponent) => `${base}^${/^[\w.]+$/.test(exponent) ? exponent : `(${exponent})`}`,
    partial: String,
    name: String,
    minus: "-",
    strings: style.strings,
  });
}
