import ts from "typescript";
import { linkedByHand, uncompiled } from "./byHand.js";
import { addChoice, codeName } from "./codes.js";
import type { Scope } from "./expressions.js";
import { Formulas, formulaOf } from "./formulas.js";
import { type Piece, piecesOf, propertyOf } from "./pieces.js";
import { refuse, type Sources } from "./sources.js";
import { pair, scalar, type Value } from "./values.js";
import { indent, KernelModule, Routine } from "./writer.js";

/** The losses of an index that get a kernel. */
export function compiledLosses(sources: Sources, index: string): Piece[] {
  return piecesOf(sources, index).filter(({ name }) => !uncompiled.has(name));
}

/**
 * kernels/derived/losses.ts: L of every loss for two samples at once, its gradient for two outputs
 * at once, the same by its closed form from z, and functions that choose among them.
 */
export function derivedLosses(sources: Sources, pieces: readonly Piece[], head: string): string {
  const module = new KernelModule(head);
  const formulas = new Formulas(sources, module);
  module.use("../block", "loadPair");
  for (const { name } of pieces) module.use("./codes", codeName(name));
  const linked = pieces.filter(
    ({ name, literal }) => propertyOf(literal, "link") !== undefined && !linkedByHand.has(name),
  );
  addValues(formulas, { name: "valueOf", what: "L of two samples.", path: ["value"] }, pieces);
  addValues(formulas, { name: "linkedValueOf", what: "L of two samples from z.", path: ["link", "value"] }, linked);
  for (const piece of pieces) addGradient(formulas, piece, ["gradient"], ["o", "t"], `${piece.name}Gradient`);
  for (const piece of linked) addGradient(formulas, piece, ["link", "delta"], ["z", "a", "t"], `${piece.name}Delta`);
  const on = "loss";
  const two = "loss: i32, option: f64, columns: f64";
  const gradient = { name: "gradientOf", what: "∂L/∂o of two outputs.", on, parameters: `${two}, o: v128, t: v128` };
  const delta = { name: "deltaOf", what: "∂L/∂z of two outputs.", on, parameters: `${two}, z: v128, a: v128, t: v128` };
  addChoice(module, gradient, pieces, "Gradient(option, columns, o, t)");
  addChoice(module, delta, linked, "Delta(option, columns, z, a, t)");
  return module.text();
}

type Path = readonly [string, ...string[]];

/** A loss's function that goes once over the outputs. */
interface OverOutputs {
  readonly parameters: readonly string[];
  readonly index: string;
  readonly before: readonly ts.Statement[];
  readonly each: ts.Statement;
  readonly after: readonly ts.Statement[];
}

/** A function that adds up L of two samples, of the losses that have a formula at the path. */
interface Values {
  readonly name: string;
  readonly what: string;
  readonly path: Path;
}

/**
 * Adds such a function. It goes over the outputs of the first sample, the numbers from `from` to
 * `end`, and chooses the loss at each of them: with a loop for each loss the module would be
 * larger by half a kilobyte.
 */
function addValues(formulas: Formulas, { name, what, path }: Values, pieces: readonly Piece[]): void {
  const { module } = formulas;
  const places = ["from", "end", "apart", "toTarget"].map((place) => `${place}: usize`);
  const parameters = ["loss: i32", "wide: bool", "option: f64", "columns: f64", ...places];
  const routine = new Routine(module, [...parameters.map((one) => one.replace(/:.*/, "")), "o", "t"]);
  const before: string[] = [];
  /** The locals of the sums that start with this code: losses share them. */
  const locals = new Map<string, string[]>();
  const terms: Choice[] = [];
  const results: Choice[] = [];
  for (const piece of pieces) {
    const over = overOutputs(piece, path);
    const [o = "", t = ""] = over.parameters;
    const scope = { ...scopeOf(piece, over, routine, { [o]: "o", [t]: "t" }), lines: before };
    formulas.run(over.before, scope);
    const taken: string[] = [];
    const sums = sumsIn(over.before).map((sum) => {
      const start = routine.lanes(known(scope, sum, over.each));
      const shared = locals.get(start) ?? [];
      const local = shared.find((one) => !taken.includes(one)) ?? routine.name(sum);
      locals.set(start, [...new Set([...shared, local])]);
      taken.push(local);
      return [sum, local] as const;
    });
    for (const [sum, local] of sums) scope.values.set(sum, pair(local));
    const loop: Scope = { ...scope, values: new Map(scope.values), lines: [] };
    formulas.run([over.each], loop);
    const stores = sums.map(([sum, local]) => `${local} = ${routine.lanes(known(loop, sum, over.each))};`);
    const last: Scope = { ...scope, lines: [] };
    const result = routine.lanes(formulas.returned(over.after, over.each, last));
    const code = codeName(piece.name);
    terms.push({ codes: [code], lines: [`// ${path.join(".")} of ${piece.path}`, ...loop.lines, ...stores, "break;"] });
    const lines = [...last.lines, `return ${result};`];
    const same = results.find((one) => one.lines.join() === lines.join());
    if (same === undefined) results.push({ codes: [code], lines });
    else same.codes.push(code);
  }
  const starts = [...locals].flatMap(([start, names]) => names.map((local) => `let ${local} = ${start};`));
  const body = [
    ...routine.head,
    ...before,
    ...starts,
    "for (; from < end; from += wide ? 8 : 4) {",
    "  const o = loadPair(wide, from, from + apart);",
    "  const t = loadPair(wide, from + toTarget, from + toTarget + apart);",
    indent(chosen(terms)),
    "}",
    // Most losses share one.
    chosen(results.sort((one, other) => one.codes.length - other.codes.length)),
  ];
  const all = pieces.length === 0 ? "return f64x2.splat(0);" : body.join("\n");
  module.add(name, `/** ${what} */\nexport function ${name}(${parameters.join(", ")}): v128 {\n${indent(all)}\n}`);
}

/** What is done for losses of these numbers. */
interface Choice {
  readonly codes: string[];
  readonly lines: readonly string[];
}

/** A choice by the number of the loss. The last one is taken without a comparison. */
function chosen(choices: readonly Choice[]): string {
  const cases = choices.map(({ codes, lines }, k) => {
    const isLast = k + 1 === choices.length;
    const label = isLast ? `default: { // ${codes.join(", ")}` : `${codes.map((code) => `case ${code}:`).join("\n")} {`;
    return `${label}\n${indent(lines.join("\n"))}\n}`;
  });
  return `switch (loss) {\n${indent(cases.join("\n"))}\n}`;
}

/** Adds a function of two numbers of a gradient. */
function addGradient(formulas: Formulas, piece: Piece, path: Path, names: readonly string[], name: string): void {
  const over = overOutputs(piece, path);
  if (over.after.length > 0) refuse(over.after[0] as ts.Statement);
  const into = over.parameters[names.length] ?? "";
  const routine = new Routine(formulas.module, ["option", "columns", ...names]);
  const read = Object.fromEntries(names.map((one, k) => [over.parameters[k] ?? "", one]));
  const scope = scopeOf(piece, over, routine, read);
  formulas.run([...over.before, over.each], scope);
  const result = routine.lanes(known(scope, `${into}[${over.index}]`, over.each));
  const body = [...routine.head, ...scope.lines, `return ${result};`].join("\n");
  const parameters = ["option: f64", "columns: f64", ...names.map((one) => `${one}: v128`)].join(", ");
  const comment = `/** ${path.join(".")} of ${piece.path} */`;
  formulas.module.add(name, `${comment}\n@inline\nfunction ${name}(${parameters}): v128 {\n${indent(body)}\n}`);
}

/** What the option, the lengths of rows and their numbers at the loop's index mean. */
function scopeOf(
  { option }: Piece,
  { index }: OverOutputs,
  routine: Routine,
  rows: Readonly<Record<string, string>>,
): Scope {
  const values = new Map<string, Value>(option === undefined ? [] : [[option, scalar("option")]]);
  for (const [row, code] of Object.entries(rows)) {
    values.set(`${row}.length`, scalar("columns"));
    values.set(`${row}[${index}]`, pair(code));
  }
  return { values, routine, lines: [] };
}

/** A function of a loss as what stands before, in and after its one loop over the outputs. */
function overOutputs({ literal }: Piece, path: Path): OverOutputs {
  const node = propertyOf(literal, ...path);
  if (node === undefined) return refuse(literal, `wanted ${path.join(".")}`);
  const { body, parameters } = formulaOf(node);
  const statements = body !== undefined && ts.isBlock(body) ? [...body.statements] : [];
  const at = statements.findIndex(ts.isForStatement);
  const loop = statements[at];
  const index = loop !== undefined && ts.isForStatement(loop) ? indexOf(loop) : undefined;
  if (loop === undefined || !ts.isForStatement(loop) || index === undefined)
    return refuse(node, "wanted one loop over the outputs");
  return {
    parameters: parameters.map(({ name }) => name.getText()),
    index,
    before: statements.slice(0, at),
    each: loop.statement,
    after: statements.slice(at + 1),
  };
}

/** The index of `for (let k = 0; k < output.length; k++)`. */
function indexOf({ initializer, condition, incrementor }: ts.ForStatement): string | undefined {
  const start = initializer?.getText().match(/^let (\w+) = 0$/);
  const k = start?.[1];
  if (k === undefined || incrementor?.getText() !== `${k}++`) return undefined;
  return condition?.getText().match(/^(\w+) < \w+\.length$/)?.[1] === k ? k : undefined;
}

/** The variables that are declared with `let`. */
function sumsIn(statements: readonly ts.Statement[]): string[] {
  return statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    const { declarations, flags } = statement.declarationList;
    return flags & ts.NodeFlags.Const ? [] : declarations.map(({ name }) => name.getText());
  });
}

function known({ values }: Scope, place: string, node: ts.Node): Value {
  return values.get(place) ?? refuse(node, `${place} gets no value`);
}
