import type { Expression, Prose } from "../derivation/expression.js";

/** How the leaves of a formula are written where everything stands on one line. */
export interface Leaves {
  number(value: number): string;
  symbol(base: string, sub: readonly number[], sup: number | null): string;
  /** base to a power that is not written as a digit above. */
  power(base: string, exponent: string): string;
  /** ∂E/∂w, which is not to be broken. */
  partial(text: string): string;
  /** A name from outside, made safe. */
  name(text: string): string;
}

/** How tightly a formula holds together: a sum, a product, a power, a single thing. */
const SUM = 1;
const PRODUCT = 2;
const POWER = 3;
const ATOM = 4;

/** Formulas on one line: `1/(1 + e^(-0.755))`. */
export function linear(leaves: Leaves): (of: Expression) => string {
  const write = (of: Expression, leads = true): string => {
    switch (of.kind) {
      case "number":
        return leaves.number(of.value);
      case "symbol":
        return leaves.symbol(of.base, of.sub, of.sup);
      case "partial":
        return leaves.partial(`∂${write(of.of)}/∂${write(of.by)}`);
      case "sum":
        return of.terms.map((term, i) => within(term, SUM, leads && i === 0)).join(" + ");
      case "difference":
        return `${within(of.from, SUM, leads)} − ${within(of.take, PRODUCT, false)}`;
      case "product": {
        const dot = of.factors.some(({ kind }) => kind === "partial") ? " · " : "·";
        return of.factors.map((factor, i) => within(factor, PRODUCT, leads && i === 0)).join(dot);
      }
      case "quotient":
        return isHalf(of) ? "½" : `${within(of.over, PRODUCT, leads)}/${within(of.under, POWER, false)}`;
      case "power": {
        const base = within(of.base, ATOM, false);
        const small = of.exponent.kind === "number" && of.exponent.value === 2;
        return small ? `${base}²` : leaves.power(base, write(of.exponent));
      }
      case "negative":
        return of.of.kind === "number" && of.of.value >= 0
          ? leaves.number(-of.of.value)
          : `−${within(of.of, PRODUCT, false)}`;
      case "absolute":
        return `|${write(of.of)}|`;
      case "call":
        if (of.name === "new") return `new ${of.args.map((arg) => write(arg)).join(", ")}`;
        return `${leaves.name(of.name)}${of.primed ? "′" : ""}(${of.args.map((arg) => write(arg)).join(", ")})`;
      case "when":
        return `${write(of.value)}, as ${write(of.left)} ${leaves.name(of.relation)} ${write(of.right)}`;
      case "others":
        return of.sum === null ? `(${of.count} others)` : `${within(of.sum, SUM, false)} (${of.count} others)`;
    }
  };
  const within = (of: Expression, outside: number, leads: boolean): string => {
    return strength(of, leads) < outside ? `(${write(of)})` : write(of, leads);
  };
  return write;
}

/** What stands at the head of a sum or product may begin with a sign. */
function strength(of: Expression, leads: boolean): number {
  switch (of.kind) {
    case "number":
      return of.value < 0 && !leads ? 0 : ATOM;
    case "when":
      return 0;
    case "negative":
      return leads ? SUM : 0;
    case "sum":
    case "difference":
      return SUM;
    case "product":
      return PRODUCT;
    case "quotient":
      return isHalf(of) ? ATOM : PRODUCT;
    case "power":
      return POWER;
    default:
      return ATOM;
  }
}

function isHalf({ over, under }: Extract<Expression, { kind: "quotient" }>): boolean {
  return over.kind === "number" && over.value === 1 && under.kind === "number" && under.value === 2;
}

/** Prose with its formulas written by `write`, its words by `words`. */
export function proseOf(
  text: Prose,
  write: (of: Expression) => string,
  words: (text: string) => string = String,
): string {
  return text.map((piece) => (typeof piece === "string" ? words(piece) : write(piece))).join("");
}
