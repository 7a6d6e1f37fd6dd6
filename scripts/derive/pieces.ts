import ts from "typescript";
import { refuse, type Sources } from "./sources.js";

/** A function of a piece, as it stands in the text of the piece. */
export type Formula = ts.ArrowFunction | ts.MethodDeclaration | ts.FunctionDeclaration;

/** An activation or a loss of the library: an object literal with functions. */
export interface Piece {
  readonly name: string;
  readonly path: string;
  readonly literal: ts.ObjectLiteralExpression;
  /** The name that its functions have for the one number that it was made with. */
  readonly option: string | undefined;
}

/** The pieces that the module of this path exports, `index.ts` of their folder. */
export function piecesOf(sources: Sources, index: string): Piece[] {
  return sources.exportsOf(index).map((name) => {
    const found = sources.exported(index, name);
    if (found === undefined) throw new Error(`${index}: ${name} is not found`);
    const file = sources.file(found.path);
    const literal = first(file, (node): node is ts.ObjectLiteralExpression => isNamed(node, name));
    if (literal === undefined) return refuse(found.node, `wanted an object literal with the name "${name}"`);
    return { name, path: found.path, literal, option: optionOf(literal) };
  });
}

/** The value of a property, at a path of names: `link`, `value`. */
export function propertyOf(
  piece: ts.Expression,
  ...path: readonly [string, ...string[]]
): ts.Expression | ts.MethodDeclaration | undefined {
  const [name, next, ...rest] = path;
  // Through `Object.freeze({ … } satisfies …)`.
  const literal = first(piece, ts.isObjectLiteralExpression);
  const property = literal?.properties.find((one) => one.name?.getText() === name);
  if (property === undefined) return undefined;
  if (ts.isMethodDeclaration(property)) return next === undefined ? property : undefined;
  if (!ts.isPropertyAssignment(property)) return refuse(property, "wanted its value here");
  return next === undefined ? property.initializer : propertyOf(property.initializer, next, ...rest);
}

/** The first node of a tree, the tree itself included, of which `is` holds. */
function first<Kind extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is Kind): Kind | undefined {
  return is(node) ? node : ts.forEachChild(node, (child) => first(child, is));
}

/** Whether a node is an object literal with this name. */
function isNamed(node: ts.Node, name: string): boolean {
  if (!ts.isObjectLiteralExpression(node)) return false;
  return node.properties.some((one) => {
    const isName = ts.isPropertyAssignment(one) && one.name.getText() === "name";
    return isName && ts.isStringLiteral(one.initializer) && one.initializer.text === name;
  });
}

/** What stands for the option in the functions: `slope` of `options: Object.freeze({ slope })`. */
function optionOf(piece: ts.ObjectLiteralExpression): string | undefined {
  const options = propertyOf(piece, "options");
  if (options === undefined) return undefined;
  const named = first(options, ts.isObjectLiteralExpression)?.properties ?? [];
  const [option] = named;
  if (option === undefined || named.length > 1) return refuse(options, "a kernel takes one option");
  return ts.isPropertyAssignment(option) ? option.initializer.getText() : option.name?.getText();
}
