import ts from "typescript";

/**
 * What an expression is for a kernel that computes two float64 at once: a number that is known now,
 * a number that is the same in both lanes, two numbers, or a lane of ones where a condition holds.
 */
export type Value =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "scalar"; readonly code: string }
  | { readonly kind: "pair"; readonly code: string }
  | { readonly kind: "mask"; readonly code: string };

export const constant = (value: number): Value => ({ kind: "constant", value });
export const scalar = (code: string): Value => ({ kind: "scalar", code });
export const pair = (code: string): Value => ({ kind: "pair", code });
export const mask = (code: string): Value => ({ kind: "mask", code });

/** Whether it is one number for both lanes. */
export function isUniform(value: Value): boolean {
  return value.kind === "constant" || value.kind === "scalar";
}

/** Whether it is the constant +0, whose bits are all 0. */
export function isZero(value: Value): boolean {
  return value.kind === "constant" && Object.is(value.value, 0);
}

/** Code of a number as an f64: a literal without a point would be an integer. */
export function literal(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}

const { SyntaxKind } = ts;

interface Operation {
  /** The instruction of f64x2. */
  readonly name: string;
  /** The operator of AssemblyScript. */
  readonly sign: string;
  of(a: number, b: number): number;
}

const add: Operation = { name: "add", sign: "+", of: (a, b) => a + b };
const subtract: Operation = { name: "sub", sign: "-", of: (a, b) => a - b };
const multiply: Operation = { name: "mul", sign: "*", of: (a, b) => a * b };
const divide: Operation = { name: "div", sign: "/", of: (a, b) => a / b };

export const arithmetic: ReadonlyMap<ts.SyntaxKind, Operation> = new Map([
  [SyntaxKind.PlusToken, add],
  [SyntaxKind.MinusToken, subtract],
  [SyntaxKind.AsteriskToken, multiply],
  [SyntaxKind.SlashToken, divide],
]);

/** `x += e` and its like. */
export const compound: ReadonlyMap<ts.SyntaxKind, Operation> = new Map([
  [SyntaxKind.PlusEqualsToken, add],
  [SyntaxKind.MinusEqualsToken, subtract],
  [SyntaxKind.AsteriskEqualsToken, multiply],
  [SyntaxKind.SlashEqualsToken, divide],
]);

/** Comparisons, which treat NaN and −0 as JavaScript does. */
export const comparisons: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [SyntaxKind.GreaterThanToken, "gt"],
  [SyntaxKind.GreaterThanEqualsToken, "ge"],
  [SyntaxKind.LessThanToken, "lt"],
  [SyntaxKind.LessThanEqualsToken, "le"],
  [SyntaxKind.EqualsEqualsEqualsToken, "eq"],
  [SyntaxKind.ExclamationEqualsEqualsToken, "ne"],
]);

export const connectives: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [SyntaxKind.AmpersandAmpersandToken, "and"],
  [SyntaxKind.BarBarToken, "or"],
]);

/** Functions of `Math` with an instruction of the same name and the same results. */
export const instructions: ReadonlyMap<string, (x: number) => number> = new Map([
  ["abs", Math.abs],
  ["ceil", Math.ceil],
  ["floor", Math.floor],
  ["sqrt", Math.sqrt],
  ["trunc", Math.trunc],
]);

/** Functions of numbers/elementary that the kernels have: of a pair, or of one number. */
export const elementary: ReadonlyMap<string, { readonly file: string; readonly lanes: 1 | 2 }> = new Map([
  ["exp", { file: "../elementary/exp", lanes: 2 }],
  ["expm1", { file: "../elementary/exp", lanes: 2 }],
  ["log", { file: "../elementary/log", lanes: 2 }],
  ["log1p", { file: "../elementary/log", lanes: 2 }],
  ["tanh", { file: "../elementary/tanh", lanes: 2 }],
  ["erf", { file: "../../src/core/numbers/elementary/erf", lanes: 1 }],
  ["erfc", { file: "../../src/core/numbers/elementary/erf", lanes: 1 }],
]);
