/** A formula as a tree, which every renderer writes in its own notation. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "symbol"; readonly base: string; readonly sub: readonly number[]; readonly sup: number | null }
  | { readonly kind: "partial"; readonly of: Expression; readonly by: Expression }
  | { readonly kind: "sum"; readonly terms: readonly Expression[] }
  | { readonly kind: "difference"; readonly from: Expression; readonly take: Expression }
  | { readonly kind: "product"; readonly factors: readonly Expression[] }
  | { readonly kind: "quotient"; readonly over: Expression; readonly under: Expression }
  | { readonly kind: "power"; readonly base: Expression; readonly exponent: Expression }
  | { readonly kind: "root"; readonly of: Expression }
  | { readonly kind: "negative"; readonly of: Expression }
  | { readonly kind: "absolute"; readonly of: Expression }
  | { readonly kind: "call"; readonly name: string; readonly primed: boolean; readonly args: readonly Expression[] }
  /** The value of a branch, with the condition that selects it. */
  | {
      readonly kind: "when";
      readonly value: Expression;
      readonly left: Expression;
      readonly relation: Relation;
      readonly right: Expression;
    }
  /** Terms that are not written out: their number and, where known, their sum. */
  | { readonly kind: "others"; readonly count: number; readonly sum: Expression | null };

/** A sign between two formulas. */
export type Relation = "<" | "≤" | ">" | "≥" | "=";

export const numeral = (value: number): Expression => ({ kind: "number", value });

export const symbol = (base: string, sub: readonly number[] = [], sup: number | null = null): Expression => {
  return { kind: "symbol", base, sub, sup };
};

/** E, the loss of the sample. */
export const E: Expression = /* @__PURE__ */ symbol("E");

export const partial = (of: Expression, by: Expression): Expression => ({ kind: "partial", of, by });

/** A sum; a single term stands for itself. */
export const sum = (terms: readonly Expression[]): Expression =>
  terms.length === 1 ? terms[0] : { kind: "sum", terms };

export const difference = (from: Expression, take: Expression): Expression => ({ kind: "difference", from, take });

export const productOf = (...factors: readonly Expression[]): Expression => ({ kind: "product", factors });

export const quotient = (over: Expression, under: Expression): Expression => ({ kind: "quotient", over, under });

export const power = (base: Expression, exponent: Expression): Expression => ({ kind: "power", base, exponent });

/** √x. */
export const root = (of: Expression): Expression => ({ kind: "root", of });

export const negative = (of: Expression): Expression => ({ kind: "negative", of });

export const absolute = (of: Expression): Expression => ({ kind: "absolute", of });

export const callOf = (name: string, ...args: readonly Expression[]): Expression => {
  return { kind: "call", name, primed: false, args };
};

/** f′(z) of a function by its name. */
export const slopeCall = (name: string, z: Expression): Expression => ({ kind: "call", name, primed: true, args: [z] });

export const when = (value: Expression, left: Expression, relation: Relation, right: Expression): Expression => {
  return { kind: "when", value, left, relation, right };
};

export const others = (count: number, total: number | null): Expression => {
  return { kind: "others", count, sum: total === null ? null : numeral(total) };
};

/** e^x. */
export const expOf = (of: Expression): Expression => power(symbol("e"), of);

/** Words with formulas in between, such as a sentence. */
export type Prose = readonly (string | Expression)[];
