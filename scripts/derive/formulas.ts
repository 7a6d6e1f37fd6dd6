import ts from "typescript";
import { Expressions, type Scope } from "./expressions.js";
import type { Formula } from "./pieces.js";
import { refuse } from "./sources.js";
import { compound, pair, type Value } from "./values.js";
import { indent, Routine } from "./writer.js";

/** Translates functions: constants, variables, conditions and what they return. */
export class Formulas extends Expressions {
  readonly #open = new Set<string>();

  /**
   * The value of a property of a piece for these arguments: an arrow function or a method, or the
   * name of a function.
   */
  result(node: ts.Expression | ts.MethodDeclaration, given: readonly Value[], scope: Scope): Value {
    if (ts.isIdentifier(node)) {
      const meaning = this.sources.find(node.getSourceFile().fileName, node.text);
      return meaning === undefined ? refuse(node) : this.apply(node, meaning, given, scope);
    }
    return this.#body(formulaOf(node), given, scope);
  }

  /** The statements one after the other. Assignments change what names mean in the scope. */
  run(statements: readonly ts.Statement[], scope: Scope): void {
    for (const statement of statements) {
      if (ts.isBlock(statement)) this.run(statement.statements, scope);
      else if (ts.isVariableStatement(statement)) this.#declare(statement, scope);
      else if (ts.isIfStatement(statement)) this.#branch(statement, scope);
      else if (ts.isExpressionStatement(statement)) this.#assign(statement.expression, scope);
      else refuse(statement);
    }
  }

  /** What statements return. One that returns earlier becomes a choice: both ways are computed. */
  returned(statements: readonly ts.Statement[], of: ts.Node, scope: Scope): Value {
    for (const [k, statement] of statements.entries()) {
      if (ts.isReturnStatement(statement) && statement.expression !== undefined)
        return this.#numeric(statement.expression, scope);
      if (ts.isIfStatement(statement) && hasReturn(statement)) {
        const condition = this.condition(statement.expression, scope);
        const rest = statements.slice(k + 1);
        const way = (taken: ts.Statement | undefined): Value =>
          this.returned([...(taken ? listOf(taken) : []), ...rest], statement, inner(scope));
        return this.choice(condition, way(statement.thenStatement), way(statement.elseStatement), scope);
      }
      this.run([statement], scope);
    }
    return refuse(of, "it ends without a result");
  }

  protected helper(name: string, path: string, formula: Formula): string {
    const file = path.replace(/^.*\/|\.ts$/g, "");
    const full = `${file}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    if (this.#open.has(full)) return refuse(formula, "it calls itself");
    if (this.module.has(full)) return full;
    this.#open.add(full);
    const parameters = formula.parameters.map((one) => one.name.getText());
    const routine = new Routine(this.module, []);
    const names = parameters.map((one) => routine.name(one));
    const scope: Scope = { values: new Map(), routine, lines: [] };
    const result = this.#body(formula, names.map(pair), scope);
    const head = `function ${full}(${names.map((one) => `${one}: v128`).join(", ")}): v128`;
    this.module.add(full, `${head} {\n${indent(bodyOf(scope, result))}\n}`);
    this.#open.delete(full);
    return full;
  }

  #body(formula: Formula, given: readonly Value[], scope: Scope): Value {
    for (const [k, { name }] of formula.parameters.entries()) {
      const value = given[k];
      if (value !== undefined) scope.values.set(name.getText(), value);
    }
    const { body } = formula;
    if (body === undefined) return refuse(formula);
    return ts.isBlock(body) ? this.returned(body.statements, formula, scope) : this.#numeric(body, scope);
  }

  /** The value of an expression, which must be a number. */
  #numeric(node: ts.Expression, scope: Scope): Value {
    const value = this.value(node, scope);
    return value.kind === "mask" ? refuse(node, "a condition is no number") : value;
  }

  #declare({ declarationList }: ts.VariableStatement, scope: Scope): void {
    for (const { name, initializer } of declarationList.declarations) {
      if (!ts.isIdentifier(name) || initializer === undefined) refuse(name);
      const value = this.value(initializer, scope);
      scope.values.set(name.text, scope.routine.bind(name.text, value, scope.lines));
    }
  }

  /** `x = e`, `x += e` and its like. */
  #assign(node: ts.Expression, scope: Scope): void {
    if (!ts.isBinaryExpression(node)) refuse(node);
    const { left, operatorToken, right } = node;
    const place = left.getText();
    let code = this.number(right, scope);
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) {
      const operation = compound.get(operatorToken.kind);
      if (operation === undefined) refuse(node);
      code = `f64x2.${operation.name}(${this.number(left, scope)}, ${code})`;
    }
    const name = ts.isIdentifier(left) ? left.text : "result";
    scope.values.set(place, scope.routine.bind(name, pair(code), scope.lines));
  }

  /** `if` around assignments: both branches are computed, and each place takes its choice. */
  #branch(node: ts.IfStatement, scope: Scope): void {
    const condition = this.condition(node.expression, scope);
    const [yes, no] = [node.thenStatement, node.elseStatement].map((taken) => {
      const branch = inner(scope);
      if (taken !== undefined) this.run(listOf(taken), branch);
      return branch.values;
    });
    for (const place of assignedIn(node)) {
      const [whenTrue, whenFalse] = [yes?.get(place), no?.get(place)];
      if (whenTrue === undefined || whenFalse === undefined) refuse(node, `${place} has no value`);
      if (whenTrue === whenFalse) continue;
      const chosen = this.choice(condition, whenTrue, whenFalse, scope);
      const name = /^\w+$/.test(place) ? place : "result";
      scope.values.set(place, scope.routine.bind(name, chosen, scope.lines));
    }
  }
}

/** The lines of a routine that returns this. */
export function bodyOf({ routine, lines }: Scope, result: Value): string {
  const end = `return ${routine.lanes(result)};`;
  return [...routine.head, ...lines, end].join("\n");
}

/** A function of a piece that stands there. */
export function formulaOf(node: ts.Node): Formula {
  if (ts.isArrowFunction(node) || ts.isMethodDeclaration(node)) return node;
  return refuse(node, "wanted an arrow function");
}

/** A scope whose changes end with it. */
function inner({ values, routine, lines }: Scope): Scope {
  return { values: new Map(values), routine, lines };
}

function listOf(statement: ts.Statement): readonly ts.Statement[] {
  return ts.isBlock(statement) ? statement.statements : [statement];
}

function hasReturn(node: ts.Node): boolean {
  return ts.isReturnStatement(node) || ts.forEachChild(node, hasReturn) === true;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** The places that a statement assigns to and does not declare. */
function assignedIn(statement: ts.Statement): Set<string> {
  const places = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) declared.add(node.name.getText());
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) places.add(node.left.getText());
    ts.forEachChild(node, visit);
  };
  visit(statement);
  for (const name of declared) places.delete(name);
  return places;
}
