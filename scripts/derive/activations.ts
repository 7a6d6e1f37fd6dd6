import ts from "typescript";
import { activatedByHand, slopeByHand, uncompiled } from "./byHand.js";
import { addChoice, codeName } from "./codes.js";
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
  const one = "f: i32, option: f64, z: v128";
  const applyOf = { name: "applyOf", what: "f(z), but for the loops by hand.", on: "f", parameters: one };
  const slopeOf = { name: "slopeOf", what: "f′(z), where it does not take a.", on: "f", parameters: one };
  addChoice(module, applyOf, applied, "Apply(option, z)");
  addChoice(module, slopeOf, fromZ, "Slope(option, z, z)");
  const both = { name: "slopeFromValue", what: "f′(z), where it takes a = f(z) too.", on: "f" };
  addChoice(module, { ...both, parameters: `${one}, a: v128` }, fromValue, "Slope(option, z, a)");
  const isOne = fromValue.map(({ name }) => `f == ${codeName(name)}`).join(" || ");
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

/** Whether f′ has a second parameter, a. */
function takesValue({ literal }: Piece): boolean {
  const derivative = propertyOf(literal, "derivative");
  return derivative !== undefined && ts.isFunctionLike(derivative) && derivative.parameters.length > 1;
}
