import ts from "typescript";
import type { Formula } from "./pieces.js";
import { type Meaning, refuse, type Sources } from "./sources.js";
import {
  arithmetic,
  comparisons,
  connectives,
  constant,
  elementary,
  instructions,
  isUniform,
  isZero,
  literal,
  mask,
  pair,
  scalar,
  type Value,
} from "./values.js";
import type { KernelModule, Routine } from "./writer.js";

/** Where an expression stands. */
export interface Scope {
  /** What names mean, and places such as `output[k]`, by their text. */
  readonly values: Map<string, Value>;
  /** The function that its code goes into. */
  readonly routine: Routine;
  /** Lines before the expression. */
  readonly lines: string[];
}

/** Translates expressions of TypeScript, operation by operation, so that the bits are the same. */
export abstract class Expressions {
  constructor(
    readonly sources: Sources,
    readonly module: KernelModule,
  ) {}

  /** The name of a function of the module that computes this formula of pairs. */
  protected abstract helper(name: string, path: string, formula: Formula): string;

  value(node: ts.Expression, scope: Scope): Value {
    if (ts.isParenthesizedExpression(node)) return this.value(node.expression, scope);
    if (ts.isNumericLiteral(node)) return constant(Number(node.text));
    const known = scope.values.get(node.getText());
    if (known !== undefined) return known;
    if (ts.isIdentifier(node)) return this.#constant(node, scope);
    if (ts.isPropertyAccessExpression(node)) return this.#property(node);
    if (ts.isPrefixUnaryExpression(node)) return this.#unary(node, scope);
    if (ts.isBinaryExpression(node)) return this.#binary(node, scope);
    if (ts.isConditionalExpression(node)) {
      const condition = this.condition(node.condition, scope);
      return this.choice(condition, this.value(node.whenTrue, scope), this.value(node.whenFalse, scope), scope);
    }
    if (ts.isCallExpression(node)) return this.#call(node, scope);
    return refuse(node);
  }

  /** Code of the two numbers that an expression is. */
  protected number(node: ts.Expression, scope: Scope): string {
    const value = this.value(node, scope);
    if (value.kind === "mask") return refuse(node, "a condition is no number");
    return scope.routine.lanes(value);
  }

  /** Code of the lanes in which a condition holds. */
  protected condition(node: ts.Expression, scope: Scope): string {
    const value = this.value(node, scope);
    return value.kind === "mask" ? value.code : refuse(node, "wanted a comparison");
  }

  /** `yes` in the lanes of the mask, `no` in the others: both are computed. */
  protected choice(condition: string, yes: Value, no: Value, { routine }: Scope): Value {
    // Lanes without a bit are +0.
    if (isZero(no)) return pair(`v128.and(${routine.lanes(yes)}, ${condition})`);
    if (isZero(yes)) return pair(`v128.andnot(${routine.lanes(no)}, ${condition})`);
    return pair(`v128.bitselect(${routine.lanes(yes)}, ${routine.lanes(no)}, ${condition})`);
  }

  /** The value of a function for these arguments: of the piece's own module, or elementary. */
  protected apply(node: ts.Node, meaning: Meaning, given: readonly Value[], scope: Scope): Value {
    const codes = given.map((one) => scope.routine.lanes(one)).join(", ");
    if (meaning.path.startsWith("src/core/numbers/elementary/")) {
      const kernel = elementary.get(meaning.name);
      if (kernel === undefined) return refuse(node, `kernels/elementary has no ${meaning.name}`);
      const name = this.module.use(kernel.file, meaning.name);
      return pair(`${kernel.lanes === 2 ? name : this.#laneByLane(name)}(${codes})`);
    }
    const { name, path, node: formula } = meaning;
    if (!ts.isArrowFunction(formula) && !ts.isFunctionDeclaration(formula)) return refuse(node);
    return pair(`${this.helper(name, path, formula)}(${codes})`);
  }

  #constant(node: ts.Identifier, { routine }: Scope): Value {
    if (node.text === "Infinity" || node.text === "NaN") return constant(Number(node.text));
    const meaning = this.sources.find(node.getSourceFile().fileName, node.text);
    if (meaning === undefined || ts.isFunctionDeclaration(meaning.node)) return refuse(node);
    const value = this.value(meaning.node, { values: new Map(), routine, lines: [] });
    return value.kind === "constant" ? value : refuse(meaning.node, "wanted a number");
  }

  #property(node: ts.PropertyAccessExpression): Value {
    const of = { Math, Number }[node.expression.getText()];
    const value: unknown = of === undefined ? undefined : Reflect.get(of, node.name.text);
    return typeof value === "number" ? constant(value) : refuse(node);
  }

  #unary(node: ts.PrefixUnaryExpression, scope: Scope): Value {
    const { operand, operator } = node;
    if (operator === ts.SyntaxKind.ExclamationToken) return mask(`v128.not(${this.condition(operand, scope)})`);
    if (operator !== ts.SyntaxKind.MinusToken) return refuse(node);
    const value = this.value(operand, scope);
    if (value.kind === "constant") return constant(-value.value);
    if (value.kind === "scalar") return scalar(`(-${value.code})`);
    return value.kind === "pair" ? pair(`f64x2.neg(${value.code})`) : refuse(node);
  }

  #binary(node: ts.BinaryExpression, scope: Scope): Value {
    const { left, right, operatorToken } = node;
    const connective = connectives.get(operatorToken.kind);
    if (connective !== undefined)
      return mask(`v128.${connective}(${this.condition(left, scope)}, ${this.condition(right, scope)})`);
    const comparison = comparisons.get(operatorToken.kind);
    if (comparison !== undefined)
      return mask(`f64x2.${comparison}(${this.number(left, scope)}, ${this.number(right, scope)})`);
    const operation = arithmetic.get(operatorToken.kind);
    if (operation === undefined) return refuse(node);
    const [a, b] = [this.value(left, scope), this.value(right, scope)];
    if (a.kind === "mask" || b.kind === "mask") return refuse(node, "a condition is no number");
    if (a.kind === "constant" && b.kind === "constant") return constant(operation.of(a.value, b.value));
    if (isUniform(a) && isUniform(b)) return scalar(`(${numberOf(a)} ${operation.sign} ${numberOf(b)})`);
    return pair(`f64x2.${operation.name}(${scope.routine.lanes(a)}, ${scope.routine.lanes(b)})`);
  }

  #call(node: ts.CallExpression, scope: Scope): Value {
    const { expression } = node;
    if (ts.isPropertyAccessExpression(expression) && expression.expression.getText() === "Math")
      return this.#math(node, expression.name.text, scope);
    if (!ts.isIdentifier(expression)) return refuse(node);
    const meaning = this.sources.find(node.getSourceFile().fileName, expression.text);
    if (meaning === undefined) return refuse(node);
    const given = node.arguments.map((one) => pair(this.number(one, scope)));
    return this.apply(node, meaning, given, scope);
  }

  #math(node: ts.CallExpression, name: string, scope: Scope): Value {
    const given = node.arguments.map((one) => this.value(one, scope));
    const codes = node.arguments.map((one) => this.number(one, scope));
    const [x] = given;
    const instruction = instructions.get(name);
    if (instruction !== undefined && x !== undefined && given.length === 1)
      return x.kind === "constant" ? constant(instruction(x.value)) : pair(`f64x2.${name}(${codes})`);
    if (name === "sign" && given.length === 1)
      return pair(`${this.module.use("../elementary/pair", "sign")}(${codes})`);
    if ((name !== "min" && name !== "max") || given.length !== 2) return refuse(node);
    // min and max are those of JavaScript, −0 and NaN included. pmin and pmax are faster; of a
    // number and a constant that is not 0 they give the same, if the constant comes second.
    const at = given.findIndex((one) => one.kind === "constant" && one.value !== 0 && !Number.isNaN(one.value));
    if (at < 0) return pair(`f64x2.${name}(${codes.join(", ")})`);
    return pair(`f64x2.p${name}(${codes[1 - at]}, ${codes[at]})`);
  }

  /** A function of pairs that takes one lane after the other through a function of one number. */
  #laneByLane(name: string): string {
    const [ofPair, first, second] = ["pair", "first", "second"].map((one) =>
      this.module.use("../elementary/pair", one),
    );
    const code = `function ${name}Pair(x: v128): v128 {
  return ${ofPair}(${name}(${first}(x)), ${name}(${second}(x)));
}`;
    this.module.add(`${name}Pair`, code);
    return `${name}Pair`;
  }
}

/** Code of one number, as an f64. */
function numberOf(value: Value): string {
  return value.kind === "constant" ? literal(value.value) : value.code;
}
