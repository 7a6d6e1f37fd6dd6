import { elu, gelu, geluTanh, sigmoid, softplus, softsign } from "../../core/index.js";
import { erf, exp, log, pow, tanh } from "../../core/internal.js";
import type { Fail } from "../fail.js";
import { floatOf, intOf, type Node, wordOf } from "./node.js";
import { floats } from "./tensor.js";

/** What an operator does to one number of each input. */
export type Rule = (inputs: readonly number[]) => number;
/** The rule of a node with its attributes. */
type Maker = (attribute: (name: string, usual: number) => number) => Rule;

const plain = (rule: (...inputs: number[]) => number): Maker => {
  return () => (inputs) => rule(...inputs);
};

/** ONNX' operators on numbers by themselves; true is 1. */
const rules: Readonly<Record<string, Maker>> = {
  Identity: plain((x) => x),
  Cast: plain((x) => x),
  Dropout: plain((x) => x),
  Add: plain((x, y) => x + y),
  Sub: plain((x, y) => x - y),
  Mul: plain((x, y) => x * y),
  Div: plain((x, y) => x / y),
  Pow: plain((x, y) => (y === 2 ? x * x : y === 3 ? x * x * x : pow(x, y))),
  Min: plain(Math.min),
  Max: plain(Math.max),
  Sum: plain((...x) => x.reduce((sum, each) => sum + each, 0)),
  Neg: plain((x) => -x),
  Abs: plain(Math.abs),
  Sign: plain(Math.sign),
  Sqrt: plain(Math.sqrt),
  Reciprocal: plain((x) => 1 / x),
  Exp: plain(exp),
  Log: plain(log),
  Erf: plain(erf),
  Tanh: plain(tanh),
  Gelu: plain(gelu.apply),
  Sigmoid: plain(sigmoid.apply),
  Softplus: plain(softplus.apply),
  Softsign: plain(softsign.apply),
  Relu: plain((x) => Math.max(x, 0)),
  Greater: plain((x, y) => Number(x > y)),
  Less: plain((x, y) => Number(x < y)),
  GreaterOrEqual: plain((x, y) => Number(x >= y)),
  LessOrEqual: plain((x, y) => Number(x <= y)),
  Equal: plain((x, y) => Number(x === y)),
  Not: plain((x) => 1 - x),
  And: plain((x, y) => x * y),
  Or: plain(Math.max),
  Where: plain((condition, x, y) => (condition === 0 ? y : x)),
  PRelu: plain((x, slope) => (x < 0 ? slope * x : x)),
  LeakyRelu: (attribute) => {
    const alpha = attribute("alpha", 0.01);
    return ([x]) => (x < 0 ? alpha * x : x);
  },
  Elu: (attribute) => {
    const { apply } = elu(attribute("alpha", 1));
    return ([x]) => apply(x);
  },
  Selu: (attribute) => {
    const [alpha, gamma] = [attribute("alpha", 1.6732631921768188), attribute("gamma", 1.0507010221481323)];
    const { apply } = elu(alpha);
    return ([x]) => gamma * apply(x);
  },
  HardSigmoid: (attribute) => {
    const [alpha, beta] = [attribute("alpha", 0.2), attribute("beta", 0.5)];
    return ([x]) => Math.min(Math.max(alpha * x + beta, 0), 1);
  },
  Clip: (attribute) => {
    const [least, most] = [attribute("min", -Infinity), attribute("max", Infinity)];
    return ([x, min = least, max = most]) => Math.min(Math.max(x, min), max);
  },
  Swish: (attribute) => {
    const alpha = attribute("alpha", 1);
    return ([x]) => x * sigmoid.apply(alpha * x);
  },
};

/** What the node does to numbers by themselves; `undefined` when it does something else. */
export function ruleOf(node: Node, fail: Fail): Rule | undefined {
  if (node.domain !== "" || !Object.hasOwn(rules, node.op)) return undefined;
  if (node.op === "Cast" && !floats.has(intOf(node, "to", 0, fail))) return undefined;
  if (node.op === "Gelu" && wordOf(node, "approximate", "none", fail) === "tanh") return ([x]) => geluTanh.apply(x);
  return rules[node.op]((name, usual) => {
    const value = floatOf(node, name, usual, fail);
    return Number.isNaN(value) ? fail(`${node.title}'s ${name}`, value, "a number") : value;
  });
}
