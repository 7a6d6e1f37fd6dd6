import ts from "typescript";
import { activatedByHand, slopeByHand, uncompiled } from "./byHand.js";
import { codeName, switchOver } from "./codes.js";
import type { Scope } from "./expressions.js";
import { bodyOf, Formulas } from "./formulas.js";
import { type Piece, piecesOf, propertyOf } from "./pieces.js";
import { refuse, type Sources } from "./sources.js";
import { pair, scalar } from "./values.js";
import { indent, KernelModule, Routine } from "./writer.js";

/** The activations of an index that get a kernel. */
export function compiledActivations(sources: Sources, index: string): Piece[] {
  // Functions of whole rows are compiled by hand or not at all.
  return piecesOf(sources, index).filter(
    ({ name, literal }) =>
      !uncompiled.has(name) && (activatedByHand.has(name) || propertyOf(literal, "applyRow") === undefined),
  );
}

/**
 * kernels/derived/activations.ts: f and f′ of every activation for two numbers at once, and
 * functions that choose one by its number.
 */
export function derivedActivations(sources: Sources, pieces: readonly Piece[], head: string): string {
  const module = new KernelModule(head);
  const formulas = new Formulas(sources, module);
  for (const { name } of pieces) module.use("./codes", codeName(name));
  const applied = pieces.filter(({ name }) => !activatedByHand.has(name));
  const sloped = pieces.filter(({ name }) => !slopeByHand.has(name));
  for (const piece of applied) addFunction(formulas, piece, "apply", `${piece.name}Apply`, ["z"]);
  for (const piece of sloped) addFunction(formulas, piece, "derivative", `${piece.name}Slope`, ["z", "a"]);
  const [fromValue, fromZ] = [true, false].map((is) => sloped.filter((piece) => takesValue(piece) === is));
  addChoice(module, "applyOf", "f(z), but for the loops by hand.", ["z"], applied ?? [], "Apply(option, z)");
  addChoice(module, "slopeOf", "f′(z), where it does not take a.", ["z"], fromZ ?? [], "Slope(option, z, z)");
  const how = "f′(z), where it takes a = f(z) too.";
  addChoice(module, "slopeFromValue", how, ["z", "a"], fromValue ?? [], "Slope(option, z, a)");
  const isOne = (fromValue ?? []).map(({ name }) => `f == ${codeName(name)}`).join(" || ");
  const body = `@inline\nexport function takesValue(f: i32): bool {\n  return ${isOne || "false"};\n}`;
  module.add("takesValue", `/** Whether f′ takes a. */\n${body}`);
  return module.text();
}

/** Adds a function of a piece for two numbers. */
function addFunction(
  formulas: Formulas,
  piece: Piece,
  property: string,
  name: string,
  parameters: readonly string[],
): void {
  const node = propertyOf(piece.literal, property);
  if (node === undefined) refuse(piece.literal, `wanted ${property}`);
  const routine = new Routine(formulas.module, ["option", ...parameters]);
  const values = new Map(piece.option === undefined ? [] : [[piece.option, scalar("option")]]);
  const scope: Scope = { values, routine, lines: [] };
  const body = bodyOf(scope, formulas.result(node, parameters.map(pair), scope));
  const head = `export function ${name}(option: f64, ${parameters.map((one) => `${one}: v128`).join(", ")}): v128`;
  formulas.module.add(name, `/** ${property} of ${piece.path} */\n@inline\n${head} {\n${indent(body)}\n}`);
}

/** Adds a function that calls that of the piece with number f. */
function addChoice(
  module: KernelModule,
  name: string,
  what: string,
  parameters: readonly string[],
  pieces: readonly Piece[],
  call: string,
): void {
  const cases = pieces.map((piece) => [piece, `${piece.name}${call}`] as const);
  const head = `export function ${name}(f: i32, option: f64, ${parameters.map((one) => `${one}: v128`).join(", ")})`;
  module.add(name, `/** ${what} */\n${head}: v128 {\n${indent(switchOver("f", cases))}\n}`);
}

/** Whether f′ has a second parameter, a. */
function takesValue({ literal }: Piece): boolean {
  const derivative = propertyOf(literal, "derivative");
  return derivative !== undefined && ts.isFunctionLike(derivative) && derivative.parameters.length > 1;
}
