/**
 * The code of the library's functions as text, for `toSource` to put into files: taken from
 * src/core/numbers/elementary and src/core/activations, and written to
 * src/formats/source/generated.ts by scripts/generate.ts.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["src/core/numbers/elementary", "src/core/activations"] as const;

/** A function or constant, under the name that it has in the files of `toSource`. */
interface Piece {
  readonly name: string;
  readonly needs: readonly string[];
  readonly code: string;
}

type Names = ReadonlyMap<string, string>;

/** The text of src/formats/source/generated.ts, made from the functions as they are now. */
export function sourceFunctions(): string {
  const elementary = modules(folders[0]).flatMap((file) => elementaryPieces(file));
  const activations = modules(folders[1]).flatMap((file) => activationPieces(file));
  const pieces = [...elementary, ...activations];
  const names = pieces.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two functions are called ${twice}`);
  const reached = new Set<string>();
  const reach = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    const piece = pieces.find((one) => one.name === name);
    if (piece === undefined) throw new Error(`${name} is neither in ${folders[0]} nor in ${folders[1]}`);
    for (const need of piece.needs) reach(need);
  };
  for (const { fileName } of modules(folders[1])) {
    const name = fileName.replace(".ts", "");
    if (names.includes(name)) reach(name);
  }
  return table(pieces.filter(({ name }) => reached.has(name)));
}

/** The files of a folder. */
function modules(folder: string): ts.SourceFile[] {
  return readdirSync(root + folder)
    .sort()
    .map((name) => {
      const text = readFileSync(`${root}${folder}/${name}`, "utf8");
      return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
    });
}

function elementaryPieces(file: ts.SourceFile): Piece[] {
  const own = declarations(file);
  const names = new Map([...own.keys(), ...imports(file).keys()].map((name) => [name, name]));
  return [...own].map(([name, node]) => piece(name, node, names));
}

/**
 * The forward function of an activation and the helpers of its module that it needs. In a file, the
 * name of a helper begins with the name of the activation.
 */
function activationPieces(file: ts.SourceFile): Piece[] {
  const forward = find(file, (node): node is ts.PropertyAssignment => {
    return ts.isPropertyAssignment(node) && ["apply", "applyRow"].includes(node.name.getText());
  });
  if (forward === undefined || file.fileName === "surrogate.ts") return [];
  const activation = file.fileName.replace(".ts", "");
  const own = declarations(file);
  const prefixed = (name: string): string => activation + name[0]?.toUpperCase() + name.slice(1);
  const names = new Map([...imports(file), ...[...own.keys()].map((name) => [name, prefixed(name)] as const)]);
  const { initializer } = forward;
  if (ts.isIdentifier(initializer)) {
    if (names.get(initializer.text) !== activation) throw new Error(`${activation} is not the function of that name`);
    return [];
  }
  if (!ts.isArrowFunction(initializer)) throw new Error(`${activation}: wanted an arrow function`);
  const option = find(file, (node): node is ts.ArrowFunction => ts.isArrowFunction(node) && node !== initializer);
  const options =
    option !== undefined && contains(option, initializer) ? option.parameters.map((one) => one.name.getText()) : [];
  const head = ts.isBlock(initializer.body)
    ? `function ${activation}(z: Float64Array | Float32Array, into: Float64Array | Float32Array): void `
    : `function ${activation}(${["z", ...options].map((name) => `${name}: number`).join(", ")}): number `;
  const { body: written } = initializer;
  const { needs, code } = rewrite(ts.isParenthesizedExpression(written) ? written.expression : written, names);
  const body = ts.isBlock(initializer.body) ? outdent(code) : `{\n  return ${code};\n}`;
  const helpers = [...own].map(([name, node]) => piece(prefixed(name), node, names));
  const needed = (wanted: readonly string[]): Piece[] =>
    helpers.filter(({ name }) => wanted.includes(name)).flatMap((one) => [...needed(one.needs), one]);
  return [...new Set(needed(needs)), { name: activation, needs, code: head + body }];
}

/** The functions and constants at the top level of a module, tables included. */
function declarations(file: ts.SourceFile): Map<string, ts.FunctionDeclaration | ts.VariableStatement> {
  const found = new Map<string, ts.FunctionDeclaration | ts.VariableStatement>();
  for (const node of file.statements) {
    if (ts.isFunctionDeclaration(node) && node.name) found.set(node.name.text, node);
    if (ts.isVariableStatement(node)) found.set(node.declarationList.declarations[0]?.name.getText() ?? "", node);
  }
  return found;
}

/** The local names of a module's imports, each with its name in the module that it comes from. */
function imports(file: ts.SourceFile): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of file.statements) {
    if (!ts.isImportDeclaration(node) || node.importClause?.isTypeOnly) continue;
    const bindings = node.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements) found.set(name.text, (propertyName ?? name).text);
  }
  return found;
}

function piece(name: string, node: ts.FunctionDeclaration | ts.VariableStatement, names: Names): Piece {
  const { needs, code } = rewrite(node, names);
  return { name, needs: needs.filter((need) => need !== name), code: code.replace(/^export /, "") };
}

/**
 * The code of a node, and the names that it uses. The code has the names that files have, numbers
 * in place of `Math.LOG2E` and the like, `!` after each element read from an array, and no
 * comments.
 */
function rewrite(top: ts.Node, names: Names): { needs: string[]; code: string } {
  const file = top.getSourceFile();
  const start = top.getStart();
  const edits: { from: number; to: number; text: string }[] = [];
  const needs = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      const { expression, name } = node;
      const value: unknown = expression.getText() === "Math" ? Reflect.get(Math, name.text) : undefined;
      if (typeof value === "number") edits.push({ from: node.getStart(), to: node.end, text: String(value) });
      else visit(expression);
    } else if (ts.isIdentifier(node)) {
      const named = names.get(node.text);
      if (named === undefined || isLocal(node, top)) return;
      needs.add(named);
      edits.push({ from: node.getStart(), to: node.end, text: named });
    } else if (!ts.isTypeNode(node)) {
      if (ts.isElementAccessExpression(node) && !isAssigned(node))
        edits.push({ from: node.end, to: node.end, text: "!" });
      ts.forEachChild(node, visit);
    }
  };
  visit(top);
  let code = file.text.slice(start, top.end);
  for (const { from, to, text } of edits.sort((a, b) => b.from - a.from))
    code = code.slice(0, from - start) + text + code.slice(to - start);
  return { needs: [...needs], code: withoutComments(code) };
}

/** Whether the element is only written, as in `x[i] = …`; `x[i] += …` reads it too. */
function isAssigned(node: ts.ElementAccessExpression): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

/** Whether a function within `top` declares the name itself. */
function isLocal(identifier: ts.Identifier, top: ts.Node): boolean {
  const declares = (node: ts.Node): node is ts.ParameterDeclaration | ts.VariableDeclaration =>
    (ts.isParameter(node) || ts.isVariableDeclaration(node)) &&
    node.name.getText() === identifier.text &&
    !(ts.isVariableStatement(top) && node.parent.parent === top);
  return find(top, declares) !== undefined;
}

function find<Kind extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is Kind): Kind | undefined {
  return is(node) ? node : ts.forEachChild(node, (child) => find(child, is));
}

function contains(outer: ts.Node, inner: ts.Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end;
}

function withoutComments(code: string): string {
  return code
    .replace(/^\s*\/\/.*\n/gm, "")
    .replace(/\/\* @__PURE__ \*\/ /g, "")
    .replace(/ \/\/ .*$/gm, "");
}

function outdent(code: string): string {
  return code.replaceAll("\n  ", "\n");
}

function table(pieces: readonly Piece[]): string {
  const entries = pieces.map(({ name: key, needs, code }) => {
    if (/[`\\]|\$\{/.test(code)) throw new Error(`${key} cannot stand in a template`);
    return `  ${key}: \`${needs.join(" ")}|${code}\`,\n`;
  });
  return `// Written by scripts/generate.ts from src/core: change the functions there.

/**
 * The library's functions and constants by name: the names each needs, a bar, its code in
 * TypeScript.
 */
export const librarySource: Readonly<Record<string, string>> = {
${entries.join("")}};
`;
}
