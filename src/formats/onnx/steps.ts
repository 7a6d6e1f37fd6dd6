import type { Activation } from "../../core/index.js";
import { hardSigmoid, softmax } from "../../core/index.js";
import { dtypeOf } from "../../core/internal.js";
import type { Fail } from "../fileBytes.js";
import { floatAttribute, floatsAttribute, intAttribute, type OnnxNode } from "./graph.js";
import { recognizeActivation, type Trials } from "./recognize.js";
import { intsOf } from "./tensor.js";
import {
  type Argument,
  type Computed,
  type Constant,
  constantDims,
  constantNumbers,
  constantScalar,
  constantSize,
  isComputed,
  isConstant,
  transpose,
} from "./values.js";

/** A shift or a scaling of the columns: by one number for all, or by one number for each. */
export interface AffineStep {
  readonly kind: "add" | "subtract" | "multiply" | "divide";
  readonly by: ArrayLike<number>;
}

/** `W·x + b`, or `W·x`. */
export interface LinearStep {
  readonly kind: "linear";
  readonly inputs: number;
  readonly outputs: number;
  /** Whether the file has W in double. */
  readonly double: boolean;
  readonly weights: Float64Array;
  readonly biases: Float64Array | null;
}

/** One operation on the way from a graph's input to its output. */
export type ChainStep =
  | AffineStep
  | LinearStep
  | { readonly kind: "activation"; readonly activation: Activation }
  /** A claim: there are so many columns here. */
  | { readonly kind: "columns"; readonly count: number }
  /** One probability p becomes 1 − p and p. */
  | { readonly kind: "pair" };

/** Any step with the title of its node, for errors. */
export type Titled<Step extends ChainStep> = Step & { readonly title: string };

/**
 * The steps from the graph's input to `output`, first to last. `most` limits the constants that
 * they use, counted as often as they are used.
 */
export function stepsTo(output: Computed, most: number, fail: Fail): Titled<ChainStep>[] {
  const chain: Titled<ChainStep>[] = [];
  const trials = { left: 1_000_000 };
  let used = 0;
  for (let value = output; value.node !== null; ) {
    const { title } = value.node;
    for (const input of value.arguments) if (isConstant(input)) used += constantSize(input);
    // Many nodes may share the same numbers: a small file must not become a large network.
    if (!(used <= most))
      fail(`the number of constants used from ${title} on`, used, `at most ${most}, the bytes of the file`);
    const { from, steps } = peel(value, value.node, trials, fail) ?? refuseFirst(value, fail);
    chain.push(...steps.map((step) => ({ ...step, title })));
    value = from;
  }
  return chain.reverse();
}

/** The last steps of a value, the last one first, and the value before them. */
interface Peeled {
  readonly from: Computed;
  readonly steps: readonly ChainStep[];
}

function peel(value: Computed, node: OnnxNode, trials: Trials, fail: Fail): Peeled | undefined {
  const found = recognizeActivation(value, trials, fail);
  if (found !== undefined) return { from: found.of, steps: [{ kind: "activation", activation: found.activation }] };
  return hasPeeler(node) ? peelers[operatorName(node)](value.arguments, node, fail) : undefined;
}

/**
 * Refuses the first node in the file's order that no perceptron has; it may stand before the node
 * at which the chain broke.
 */
function refuseFirst(value: Computed, fail: Fail): never {
  const seen = new Set([value]);
  for (const each of seen) for (const input of each.arguments) if (isComputed(input)) seen.add(input);
  const strange = [...seen].filter(({ node, rule }) => node !== null && rule === undefined && !hasPeeler(node));
  const first = strange.reduce((least, each) => (each.index < least.index ? each : least), strange[0] ?? value);
  const wanted = "only Gemm, MatMul, Add, activations, Flatten and scaling by constants, one after the other";
  return fail(first.node?.title ?? "the output", first.node?.op, wanted);
}

function hasPeeler(node: OnnxNode | null): boolean {
  return node !== null && Object.hasOwn(peelers, operatorName(node));
}

function operatorName({ domain, op }: OnnxNode): string {
  return domain === "" ? op : `${domain} ${op}`;
}

/** Takes a node apart into steps; `undefined` when no perceptron has it in this form. */
type Peeler = (inputs: readonly Argument[], node: OnnxNode, fail: Fail) => Peeled | undefined;

/** By domain and operator. */
const peelers: Readonly<Record<string, Peeler>> = {
  Add: (inputs, _node, fail) => peelAffine("add", inputs, fail) ?? peelAffine("add", swapped(inputs), fail),
  Mul: (inputs, _node, fail) => peelAffine("multiply", inputs, fail) ?? peelAffine("multiply", swapped(inputs), fail),
  Div: (inputs, _node, fail) => peelAffine("divide", inputs, fail),
  Sub: (inputs, _node, fail) => {
    const negated = peelAffine("add", swapped(inputs), fail);
    if (negated === undefined) return peelAffine("subtract", inputs, fail);
    return { from: negated.from, steps: [...negated.steps, { kind: "multiply", by: [-1] }] };
  },
  Neg: ([from]) => peeled(from, { kind: "multiply", by: [-1] }),
  Gemm: (inputs, node, fail) => peelGemm(inputs, node, fail),
  MatMul: ([from, weights], _node, fail) => peelLinear(from, weights, null, { transB: false, alpha: 1, beta: 1 }, fail),
  Softmax: ([from], node, fail) => {
    const axis = intAttribute(node, "axis", -1, fail);
    return axis === 1 || axis === -1 ? peeled(from, { kind: "activation", activation: softmax }) : undefined;
  },
  Flatten: ([from], node, fail) => (intAttribute(node, "axis", 1, fail) === 1 ? peeled(from) : undefined),
  Reshape: ([from, shape], _node, fail) => peelReshape(from, shape, fail),
  HardSigmoid: ([from], node, fail) =>
    peelHardSigmoid(from, floatAttribute(node, "alpha", 0.2, fail), floatAttribute(node, "beta", 0.5, fail)),
  Clip: ([from, least, most], node, fail) => {
    const bounds = [clipBound(least, node, "min", fail), clipBound(most, node, "max", fail)];
    return bounds.join() === "0,1" ? peelHardSigmoid(from, 1, 0) : undefined;
  },
  Concat: (inputs, node, fail) => peelPair(inputs, node, fail),
  "ai.onnx.ml ZipMap": ([from]) => peeled(from),
  "ai.onnx.ml Scaler": ([from], node, fail) =>
    peeled(
      from,
      { kind: "multiply", by: floatsAttribute(node, "scale", fail) },
      { kind: "subtract", by: floatsAttribute(node, "offset", fail) },
    ),
};

function peeled(from: Argument | undefined, ...steps: readonly ChainStep[]): Peeled | undefined {
  return isComputed(from) ? { from, steps } : undefined;
}

function swapped([first, second]: readonly Argument[]): readonly Argument[] {
  return [second ?? null, first];
}

/** A value combined with a constant of one row. */
function peelAffine(kind: AffineStep["kind"], [from, by]: readonly Argument[], fail: Fail): Peeled | undefined {
  if (!isConstant(by) || !isRow(by)) return undefined;
  return peeled(from, { kind, by: constantNumbers(by, fail) });
}

/** `alpha · A · B + beta · C`, with B transposed if transB says so. */
function peelGemm([from, weights, biases]: readonly Argument[], node: OnnxNode, fail: Fail): Peeled | undefined {
  if (intAttribute(node, "transA", 0, fail) !== 0) return undefined;
  const [alpha, beta] = [floatAttribute(node, "alpha", 1, fail), floatAttribute(node, "beta", 1, fail)];
  const transB = intAttribute(node, "transB", 0, fail) !== 0;
  return peelLinear(from, weights, biases ?? null, { transB, alpha, beta }, fail);
}

interface GemmForm {
  readonly transB: boolean;
  readonly alpha: number;
  readonly beta: number;
}

function peelLinear(
  from: Argument,
  by: Argument | undefined,
  plus: Argument,
  { transB, alpha, beta }: GemmForm,
  fail: Fail,
): Peeled | undefined {
  if (!isConstant(by) || isComputed(plus) || constantDims(by).length !== 2) return undefined;
  const [rows, columns] = constantDims(by);
  if (rows === 0 || columns === 0) return undefined;
  const given = constantNumbers(by, fail);
  const weights = transB ? given : transpose(given, rows, columns);
  const [inputs, outputs] = transB ? [columns, rows] : [rows, columns];
  const shift = plus === null ? null : isRow(plus) ? constantNumbers(plus, fail) : undefined;
  if (shift === undefined || (shift !== null && shift.length !== 1 && shift.length !== outputs)) return undefined;
  const biases =
    shift === null ? null : Float64Array.from({ length: outputs }, (_, j) => shift[shift.length === 1 ? 0 : j]);
  return peeled(from, {
    kind: "linear",
    inputs,
    outputs,
    double: dtypeOf(given) === "float64",
    weights: Float64Array.from(weights, (weight) => alpha * weight),
    biases: biases?.map((bias) => beta * bias) ?? null,
  });
}

/** A Reshape to rows of n numbers, which changes nothing where the rows have n numbers already. */
function peelReshape(from: Argument, shape: Argument | undefined, fail: Fail): Peeled | undefined {
  if (!isConstant(shape) || shape.tensor === null) return undefined;
  const [rows, columns, ...more] = intsOf(shape.tensor, fail);
  if (more.length > 0 || (rows !== -1 && rows !== 0) || columns === undefined) return undefined;
  if (columns > 0) return peeled(from, { kind: "columns", count: columns });
  return columns === -1 && rows === 0 ? peeled(from) : undefined;
}

/** `clamp(alpha · x + beta, 0, 1)`; the library's hardSigmoid has alpha = 1/6 and beta = 1/2. */
function peelHardSigmoid(from: Argument, alpha: number, beta: number): Peeled | undefined {
  return peeled(
    from,
    { kind: "activation", activation: hardSigmoid },
    { kind: "add", by: [6 * (beta - 0.5)] },
    { kind: "multiply", by: [6 * alpha] },
  );
}

function clipBound(input: Argument | undefined, node: OnnxNode, name: string, fail: Fail): number | undefined {
  if (isConstant(input)) return constantScalar(input, fail);
  return floatAttribute(node, name, name === "min" ? -Infinity : Infinity, fail);
}

/** `[1 − p, p]`, the form of scikit-learn's classifiers of two classes. */
function peelPair([first, second, ...more]: readonly Argument[], node: OnnxNode, fail: Fail): Peeled | undefined {
  const axis = intAttribute(node, "axis", 1, fail);
  if (!isComputed(first) || !isComputed(second) || more.length > 0 || (axis !== 1 && axis !== -1)) return undefined;
  const [one, from] = first.arguments;
  const complement = first.node?.op === "Sub" && from === second && isConstant(one) && constantScalar(one, fail) === 1;
  return complement ? peeled(second, { kind: "pair" }) : undefined;
}

/** Whether a constant is one number, or one row of them: every length but the last is 1. */
function isRow(constant: Constant): boolean {
  const dims = constantDims(constant);
  return dims.length <= 2 && dims.slice(0, -1).every((length) => length === 1);
}
