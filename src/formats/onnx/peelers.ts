import { hardSigmoid, softmax } from "../../core/index.js";
import type { Fail } from "../fail.js";
import { floatListOf, floatOf, intOf, type Node } from "./node.js";
import type { Affine, Step } from "./steps.js";
import { intsOf } from "./tensor.js";
import { type Constant, dimsOf, isValue, numbersOf, scalarOf, transpose, type Value } from "./values.js";

/** The steps that a node is, the last one first, and the value they start from; `undefined` when it is none of a perceptron's. */
export interface Steps {
  readonly from: Value;
  readonly steps: readonly Step[];
}

type Peeler = (inputs: Value["arguments"], node: Node, fail: Fail) => Steps | undefined;

/** By domain and operator. */
export const peelers: Readonly<Record<string, Peeler>> = {
  Add: (inputs, _node, fail) => affine("add", inputs, fail) ?? affine("add", [inputs[1] ?? null, inputs[0]], fail),
  Mul: (inputs, _node, fail) =>
    affine("multiply", inputs, fail) ?? affine("multiply", [inputs[1] ?? null, inputs[0]], fail),
  Div: (inputs, _node, fail) => affine("divide", inputs, fail),
  Sub: (inputs, _node, fail) => {
    const turned = affine("add", [inputs[1] ?? null, inputs[0]], fail);
    if (turned === undefined) return affine("subtract", inputs, fail);
    return { from: turned.from, steps: [...turned.steps, { kind: "multiply", by: [-1] }] };
  },
  Neg: ([from]) => steps(from, { kind: "multiply", by: [-1] }),
  Gemm: (inputs, node, fail) => gemm(inputs, node, fail),
  MatMul: ([from, weights], _node, fail) => linear(from, weights, null, { transB: false, alpha: 1, beta: 1 }, fail),
  Softmax: ([from], node, fail) => {
    const axis = intOf(node, "axis", -1, fail);
    return axis === 1 || axis === -1 ? steps(from, { kind: "activation", activation: softmax }) : undefined;
  },
  Flatten: ([from], node, fail) => (intOf(node, "axis", 1, fail) === 1 ? steps(from) : undefined),
  Reshape: ([from, shape], _node, fail) => reshape(from, shape, fail),
  HardSigmoid: ([from], node, fail) => hard(from, floatOf(node, "alpha", 0.2, fail), floatOf(node, "beta", 0.5, fail)),
  Clip: ([from, least, most], node, fail) => {
    const bounds = [bound(least, node, "min", fail), bound(most, node, "max", fail)];
    return bounds.join() === "0,1" ? hard(from, 1, 0) : undefined;
  },
  Concat: (inputs, node, fail) => pair(inputs, node, fail),
  "ai.onnx.ml ZipMap": ([from]) => steps(from),
  "ai.onnx.ml Scaler": ([from], node, fail) =>
    steps(
      from,
      { kind: "multiply", by: floatListOf(node, "scale", fail) },
      { kind: "subtract", by: floatListOf(node, "offset", fail) },
    ),
};

function steps(from: Value | Constant | null | undefined, ...steps: readonly Step[]): Steps | undefined {
  return isValue(from) ? { from, steps } : undefined;
}

/** A value and a constant of one row. */
function affine(kind: Affine["kind"], [from, by]: Value["arguments"], fail: Fail): Steps | undefined {
  if (!isConstant(by) || !isRow(by)) return undefined;
  return steps(from, { kind, by: numbersOf(by, fail) });
}

/** `alpha · A · B + beta · C`; B is turned if transB says so. */
function gemm([from, weights, biases]: Value["arguments"], node: Node, fail: Fail): Steps | undefined {
  if (intOf(node, "transA", 0, fail) !== 0) return undefined;
  const [alpha, beta] = [floatOf(node, "alpha", 1, fail), floatOf(node, "beta", 1, fail)];
  const transB = intOf(node, "transB", 0, fail) !== 0;
  return linear(from, weights, biases ?? null, { transB, alpha, beta }, fail);
}

interface Form {
  readonly transB: boolean;
  readonly alpha: number;
  readonly beta: number;
}

function linear(
  from: Value | Constant | null,
  by: Value | Constant | null | undefined,
  plus: Value | Constant | null,
  { transB, alpha, beta }: Form,
  fail: Fail,
): Steps | undefined {
  if (!isConstant(by) || isValue(plus) || dimsOf(by).length !== 2) return undefined;
  const [rows, columns] = dimsOf(by);
  if (rows === 0 || columns === 0) return undefined;
  const given = numbersOf(by, fail);
  const weights = transB ? given : transpose(given, rows, columns);
  const [inputs, outputs] = transB ? [columns, rows] : [rows, columns];
  const shift = plus === null ? null : isRow(plus) ? numbersOf(plus, fail) : undefined;
  if (shift === undefined || (shift !== null && shift.length !== 1 && shift.length !== outputs)) return undefined;
  const biases =
    shift === null ? null : Float64Array.from({ length: outputs }, (_, j) => shift[shift.length === 1 ? 0 : j]);
  return steps(from, {
    kind: "linear",
    inputs,
    outputs,
    double: given instanceof Float64Array,
    weights: Float64Array.from(weights, (weight) => alpha * weight),
    biases: biases?.map((bias) => beta * bias) ?? null,
  });
}

/** To rows of n numbers, which a row of n already is. */
function reshape(
  from: Value | Constant | null,
  shape: Value | Constant | null | undefined,
  fail: Fail,
): Steps | undefined {
  if (!isConstant(shape) || shape.tensor === null) return undefined;
  const [rows, columns, ...more] = intsOf(shape.tensor, fail);
  if (more.length > 0 || (rows !== -1 && rows !== 0) || columns === undefined) return undefined;
  if (columns > 0) return steps(from, { kind: "columns", count: columns });
  return columns === -1 && rows === 0 ? steps(from) : undefined;
}

/** `clamp(alpha · x + beta, 0, 1)`, of which the library's hardSigmoid is the one with 1/6 and 1/2. */
function hard(from: Value | Constant | null, alpha: number, beta: number): Steps | undefined {
  return steps(
    from,
    { kind: "activation", activation: hardSigmoid },
    { kind: "add", by: [6 * (beta - 0.5)] },
    { kind: "multiply", by: [6 * alpha] },
  );
}

function bound(input: Value | Constant | null | undefined, node: Node, name: string, fail: Fail): number | undefined {
  if (isConstant(input)) return scalarOf(input, fail);
  return floatOf(node, name, name === "min" ? -Infinity : Infinity, fail);
}

/** `[1 − p, p]`, as scikit-learn's classifiers of two classes give. */
function pair([first, second, ...more]: Value["arguments"], node: Node, fail: Fail): Steps | undefined {
  const axis = intOf(node, "axis", 1, fail);
  if (!isValue(first) || !isValue(second) || more.length > 0 || (axis !== 1 && axis !== -1)) return undefined;
  const [one, from] = first.arguments;
  const complement = first.node?.op === "Sub" && from === second && isConstant(one) && scalarOf(one, fail) === 1;
  return complement ? steps(second, { kind: "pair" }) : undefined;
}

function isConstant(input: Value | Constant | null | undefined): input is Constant {
  return input !== null && input !== undefined && !isValue(input);
}

/** One number, or one row of them: all lengths but the last are 1. */
function isRow(constant: Constant): boolean {
  const dims = dimsOf(constant);
  return dims.length <= 2 && dims.slice(0, -1).every((length) => length === 1);
}
