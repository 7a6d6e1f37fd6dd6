import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A function, or the value of a constant, at the top level of a module. */
export type Declared = ts.FunctionDeclaration | ts.Expression;

/** What a name of a module means: a declaration, and the name and path of where it stands. */
export interface Meaning {
  readonly name: string;
  readonly path: string;
  readonly node: Declared;
}

/** TypeScript modules by their path below the repository's root, with slashes. */
export class Sources {
  readonly #read = new Map<string, ts.SourceFile>();

  /** @param texts modules that stand in place of the files of these paths, or beside them */
  constructor(readonly texts: Readonly<Record<string, string>> = {}) {}

  file(path: string): ts.SourceFile {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const text = this.texts[path] ?? readFileSync(root + path, "utf8");
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
    this.#read.set(path, file);
    return file;
  }

  /** What a name means within a module: its own declaration, or one that it imports. */
  find(path: string, name: string): Meaning | undefined {
    return this.#search(path, name, ts.isImportDeclaration);
  }

  /** What a module exports under a name: its own declaration, or one of another module. */
  exported(path: string, name: string): Meaning | undefined {
    return this.#search(path, name, ts.isExportDeclaration);
  }

  #search(path: string, name: string, leads: (statement: ts.Statement) => boolean): Meaning | undefined {
    for (const statement of this.file(path).statements) {
      const node = declaredBy(statement, name);
      if (node !== undefined) return { name, path, node };
      const [from, there] = leads(statement) ? linkOf(statement, name) : [undefined, name];
      const found = from === undefined ? undefined : this.exported(moduleOf(path, from), there);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The names that a module exports, in the order of the text, with those of `export * from`. */
  exportsOf(path: string): string[] {
    return this.file(path).statements.flatMap((statement) => {
      if (!ts.isExportDeclaration(statement)) return ownExports(statement);
      if (statement.isTypeOnly) return [];
      const { exportClause, moduleSpecifier } = statement;
      if (exportClause === undefined) return this.exportsOf(moduleOf(path, textOf(moduleSpecifier)));
      return ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [];
    });
  }
}

/** Throws the refusal to make a kernel of this code: with file, line and text. */
export function refuse(node: ts.Node, reason = ""): never {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  const why = reason === "" ? "" : `: ${reason}`;
  const [text, ...more] = node.getText().split("\n");
  const code = more.length === 0 ? text : `${text} …`;
  throw new Error(`${file.fileName}:${line + 1}: no kernel can be made of ${code}${why}`);
}

/** The path of the module that `from` names in the module of this path. */
function moduleOf(path: string, from: string): string {
  return posix.join(posix.dirname(path), from).replace(/\.js$/, ".ts");
}

function textOf(specifier: ts.Expression | undefined): string {
  return specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : "";
}

/** The names of constants and functions that a statement declares and exports. */
function ownExports(statement: ts.Statement): string[] {
  if (!ts.isVariableStatement(statement) && !ts.isFunctionDeclaration(statement)) return [];
  if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
  return declared.map(({ name }) => name?.getText() ?? "");
}

function declaredBy(statement: ts.Statement, name: string): Declared | undefined {
  if (ts.isFunctionDeclaration(statement)) return statement.name?.text === name ? statement : undefined;
  if (!ts.isVariableStatement(statement)) return undefined;
  const { declarations } = statement.declarationList;
  return declarations.find((one) => one.name.getText() === name)?.initializer;
}

/** Where a statement takes a name from: the module's specifier, and the name there. */
function linkOf(statement: ts.Statement, name: string): [from: string | undefined, there: string] {
  const none: [undefined, string] = [undefined, name];
  if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) {
    const { exportClause, moduleSpecifier } = statement;
    const from = textOf(moduleSpecifier);
    if (exportClause === undefined) return [from, name];
    return ts.isNamedExports(exportClause) ? nameIn(exportClause.elements, from, name) : none;
  }
  if (!ts.isImportDeclaration(statement)) return none;
  const from = textOf(statement.moduleSpecifier);
  const bindings = statement.importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings) ? nameIn(bindings.elements, from, name) : none;
}

function nameIn(
  elements: readonly ts.ImportOrExportSpecifier[],
  from: string,
  name: string,
): [from: string | undefined, there: string] {
  const found = elements.find((one) => one.name.text === name);
  return [found === undefined ? undefined : from, (found?.propertyName ?? found?.name)?.text ?? name];
}
