import { elu, gelu, geluTanh, hardSwish, mish, sigmoid, softplus, softsign, tanh } from "../../core/index.js";
import { elementary } from "../../core/internal.js";
import type { Fail } from "../fileBytes.js";
import { floatAttribute, intAttribute, type OnnxNode, wordAttribute } from "./graph.js";
import { boolType, floatTypes, wholeTypes } from "./tensor.js";

/** The function of an elementwise operator: one number from each input. */
export type ElementRule = (inputs: readonly number[]) => number;
/** Makes the function from the attributes of a node. */
type RuleMaker = (attribute: (name: string, usual: number) => number) => ElementRule;

/** The maker of an operator without attributes. */
const attributeless = (rule: (...inputs: number[]) => number): RuleMaker => {
  return () => (inputs) => rule(...inputs);
};

/** The elementwise operators of ONNX; true is 1. */
const elementRules: Readonly<Record<string, RuleMaker>> = {
  Identity: attributeless((x) => x),
  Cast: attributeless((x) => x),
  Dropout: attributeless((x) => x),
  Add: attributeless((x, y) => x + y),
  Sub: attributeless((x, y) => x - y),
  Mul: attributeless((x, y) => x * y),
  Div: attributeless((x, y) => x / y),
  Pow: attributeless((x, y) => (y === 2 ? x * x : y === 3 ? x * x * x : elementary.pow(x, y))),
  Min: attributeless(Math.min),
  Max: attributeless(Math.max),
  Sum: attributeless((...x) => x.reduce((sum, each) => sum + each, 0)),
  Neg: attributeless((x) => -x),
  Abs: attributeless(Math.abs),
  Sign: attributeless(Math.sign),
  Sqrt: attributeless(Math.sqrt),
  Reciprocal: attributeless((x) => 1 / x),
  Exp: attributeless(elementary.exp),
  Log: attributeless(elementary.log),
  Erf: attributeless(elementary.erf),
  Tanh: attributeless(tanh.apply),
  Gelu: attributeless(gelu.apply),
  Sigmoid: attributeless(sigmoid.apply),
  Softplus: attributeless(softplus.apply),
  Softsign: attributeless(softsign.apply),
  HardSwish: attributeless(hardSwish.apply),
  Mish: attributeless(mish.apply),
  Relu: attributeless((x) => Math.max(x, 0)),
  Greater: attributeless((x, y) => Number(x > y)),
  Less: attributeless((x, y) => Number(x < y)),
  GreaterOrEqual: attributeless((x, y) => Number(x >= y)),
  LessOrEqual: attributeless((x, y) => Number(x <= y)),
  Equal: attributeless((x, y) => Number(x === y)),
  Not: attributeless((x) => 1 - x),
  And: attributeless((x, y) => x * y),
  Or: attributeless(Math.max),
  Where: attributeless((condition, x, y) => (condition === 0 ? y : x)),
  PRelu: attributeless((x, slope) => (x < 0 ? slope * x : x)),
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
  Celu: (attribute) => {
    const alpha = attribute("alpha", 1);
    return ([x]) => Math.max(x, 0) + Math.min(0, alpha * elementary.expm1(x / alpha));
  },
  ThresholdedRelu: (attribute) => {
    const alpha = attribute("alpha", 1);
    return ([x]) => (x > alpha ? x : 0);
  },
  Swish: (attribute) => {
    const alpha = attribute("alpha", 1);
    return ([x]) => x * sigmoid.apply(alpha * x);
  },
};

/**
 * The function that a node applies to each element; `undefined` when the node is not elementwise.
 * `type` is the TensorProto.DataType of its first input.
 */
export function elementRule(node: OnnxNode, type: number, fail: Fail): ElementRule | undefined {
  if (node.domain !== "" || !Object.hasOwn(elementRules, node.op)) return undefined;
  if (node.op === "Cast" && !keepsValues(type, intAttribute(node, "to", 0, fail))) return undefined;
  if (node.op === "Gelu" && wordAttribute(node, "approximate", "none", fail) === "tanh")
    return ([x]) => geluTanh.apply(x);
  return elementRules[node.op]((name, usual) => {
    const value = floatAttribute(node, name, usual, fail);
    return Number.isNaN(value) ? fail(`${node.title}'s ${name}`, value, "a number") : value;
  });
}

/**
 * Whether a Cast between these types changes no number. Double to float counts: a float32 network
 * rounds everywhere.
 */
function keepsValues(from: number, to: number): boolean {
  if (wholeTypes.has(from)) return floatTypes.has(to) || to === from || (from === boolType && wholeTypes.has(to));
  const isHalf = to === 10 || to === 16;
  return floatTypes.has(to) && (!isHalf || from === to);
}

/** Where the functions have kinks: the numbers of an input at which they change. */
const kinksAtZero: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "Relu",
  "LeakyRelu",
  "PRelu",
  "Elu",
  "Selu",
  "Abs",
  "Sign",
]);

/** The numbers of a node's first input at which its function changes, besides its other inputs. */
export function kinkInputs(node: OnnxNode, fail: Fail): readonly number[] {
  if (kinksAtZero.has(node.op)) return [0];
  if (node.op === "Clip") return [floatAttribute(node, "min", 0, fail), floatAttribute(node, "max", 0, fail)];
  if (node.op === "ThresholdedRelu") return [floatAttribute(node, "alpha", 1, fail)];
  if (node.op === "HardSwish") return [-3, 3];
  if (node.op !== "HardSigmoid") return [];
  const [alpha, beta] = [floatAttribute(node, "alpha", 0.2, fail), floatAttribute(node, "beta", 0.5, fail)];
  return [-beta / alpha, (1 - beta) / alpha];
}

/** The numbers x with f(x) = level; f is the node with its other input `by`, if it has one. */
export function inputsFor(op: string, isFirst: boolean, by: number, level: number): readonly number[] {
  switch (op) {
    case "Add":
    case "Sum":
      return [level - by];
    case "Sub":
      return [isFirst ? level + by : by - level];
    case "Mul":
      return [level / by];
    case "Div":
      return [isFirst ? level * by : by / level];
    case "Neg":
      return [-level];
    case "Abs":
      return [level, -level];
    case "Reciprocal":
      return [1 / level];
    case "Sqrt":
      return [level * level];
    case "Pow":
      return [level ** (1 / by), -(level ** (1 / by))];
    case "Exp":
      return [Math.log(level)];
    case "Log":
      return [Math.exp(level)];
    case "Sigmoid":
      return [Math.log(level / (1 - level))];
    case "Tanh":
      return [Math.atanh(level)];
    default:
      return [level];
  }
}
