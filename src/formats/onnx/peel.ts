import { hardSigmoid, identity, softmax } from "../../core/index.js";
import { alignedNumbers } from "./columns.js";
import type { Atom, Form } from "./form.js";
import { floatAttribute, floatsAttribute, intAttribute, type OnnxNode } from "./graph.js";
import { logSoftmax } from "./own.js";
import { constantProduct, weightsOf } from "./product.js";
import { recognizeActivation } from "./recognize.js";
import type { AffineStep, ChainStep, Peeled, Walk } from "./steps.js";
import { type Argument, type Computed, type Constant, constantScalar, isComputed, isConstant } from "./values.js";

/** Takes the last steps off a value; or says what does not fit a perceptron, in words. */
export function peel(value: Computed, node: OnnxNode, walk: Walk): Peeled | string {
  const { form } = value;
  if (typeof form === "string") return form;
  const found = recognizeActivation(value, walk.trials, walk.file);
  if (found === undefined) {
    const name = node.domain === "" ? node.op : `${node.domain} ${node.op}`;
    return Object.hasOwn(peelers, name) ? peelers[name]({ node, inputs: value.arguments, form, walk }) : noActivation;
  }
  const { activation, of } = found;
  if (activation === identity) return { from: of, steps: [] };
  const { min, max } = activation.options ?? {};
  const isUnit = activation.name === "clip" && min === 0 && max === 1;
  return { from: of, steps: isUnit ? hardSigmoidSteps(1, 0) : [{ kind: "activation", activation }] };
}

const noActivation = "it computes a function that is none of the library's activations";

/** A node of the chain whose output has a form. */
interface PeelerInput {
  readonly node: OnnxNode;
  readonly inputs: readonly Argument[];
  readonly form: Form;
  readonly walk: Walk;
}

type Peeler = (input: PeelerInput) => Peeled | string;

const through: Peeler = ({ inputs: [from] }) => peeled(from);

/** By domain and operator. */
const peelers: Readonly<Record<string, Peeler>> = {
  Add: (input) => peelAffine("add", input),
  Sum: (input) => (input.inputs.length === 2 ? peelAffine("add", input) : "it adds more than two values"),
  Mul: (input) => peelAffine("multiply", input),
  Sub: (input) => peelAffine("subtract", input),
  Div: (input) => (isComputed(input.inputs[0]) ? peelAffine("divide", input) : noActivation),
  Neg: ({ inputs: [from] }) => peeled(from, { kind: "multiply", by: [-1] }),
  Gemm: peelProduct,
  MatMul: peelProduct,
  BatchNormalization: peelBatchNormalization,
  Softmax: ({ inputs: [from] }) => peeled(from, { kind: "activation", activation: softmax }),
  LogSoftmax: ({ inputs: [from] }) => peeled(from, { kind: "activation", activation: logSoftmax }),
  HardSigmoid: ({ inputs: [from], node, walk: { file } }) => {
    const [alpha, beta] = [floatAttribute(node, "alpha", 0.2, file.fail), floatAttribute(node, "beta", 0.5, file.fail)];
    return peeled(from, ...hardSigmoidSteps(alpha, beta));
  },
  // Only Casts to half precision come here: those that keep every number are the identity.
  Cast: ({ inputs: [from], form, walk }) =>
    form.type === walk.nextType
      ? peeled(from)
      : "it rounds to half precision, and what comes after does not compute in it",
  Flatten: through,
  Reshape: through,
  Squeeze: through,
  Unsqueeze: through,
  Transpose: through,
  Concat: peelPair,
  "ai.onnx.ml ZipMap": through,
  "ai.onnx.ml Scaler": ({ inputs: [from], node, walk: { file } }) =>
    peeled(
      from,
      { kind: "multiply", by: floatsAttribute(node, "scale", file.fail) },
      { kind: "subtract", by: floatsAttribute(node, "offset", file.fail) },
    ),
};

function peeled(from: Argument | undefined, ...steps: readonly ChainStep[]): Peeled | string {
  return isComputed(from) ? { from, steps } : "it has no input that is computed";
}

/** The numbers of a constant, one a column or one for all, beside a value of this form. */
function numbersBeside(
  by: Constant,
  { form, walk }: PeelerInput,
  dims: readonly number[] = by.dims,
): ArrayLike<number> | string {
  return alignedNumbers({ dims, numbers: by.read() }, form.axes, walk.columns);
}

/** A value combined with a constant; `constant − x` turns the sign first. */
function peelAffine(kind: AffineStep["kind"], input: PeelerInput): Peeled | string {
  const [first, second] = input.inputs;
  const [from, by] = isComputed(first) ? [first, second] : [second, first];
  if (!isComputed(from) || !isConstant(by)) return noActivation;
  const numbers = numbersBeside(by, input);
  if (typeof numbers === "string") return numbers;
  if (kind === "subtract" && from === second)
    return peeled(from, { kind: "add", by: numbers }, { kind: "multiply", by: [-1] });
  return peeled(from, { kind, by: numbers });
}

/** A product with weights, and the shift of Gemm. */
function peelProduct(input: PeelerInput): Peeled | string {
  const { node, inputs, walk } = input;
  const product = constantProduct(node, inputs, walk.file);
  if (typeof product === "string") return product;
  const { shift, beta, matrix } = product;
  const steps: ChainStep[] = [];
  if (isConstant(shift)) {
    const numbers = numbersBeside(shift, input);
    if (typeof numbers === "string") return numbers;
    walk.file.use(numbers.length, node.title);
    steps.push({ kind: "add", by: Float64Array.from(numbers, (number) => beta * number) });
  } else if (shift !== null) return "its shift is computed";
  matrix.read();
  walk.file.use(product.inputs * product.outputs, node.title);
  steps.push({ kind: "linear", inputs: product.inputs, outputs: product.outputs, weights: weightsOf(product) });
  const from = inputs.find(isComputed);
  if (from === undefined || typeof from.form === "string") return "it has no input that is computed";
  walk.columns = presentAtoms(from.form.axes[product.contracted].atoms, product.inputs);
  walk.nextType = product.type;
  return { from, steps };
}

/** The atoms without one of unknown length that the number of columns leaves no room for. */
function presentAtoms(atoms: readonly Atom[], columns: number): readonly Atom[] {
  const known = atoms.filter(({ length }) => typeof length === "number");
  const product = known.reduce((count, { length }) => count * Number(length), 1);
  return product === columns ? known : atoms;
}

/** `(x − mean) · scale / √(variance + ε) + shift`, with the numbers that training left. */
function peelBatchNormalization(input: PeelerInput): Peeled | string {
  const { node, inputs, form, walk } = input;
  const { fail } = walk.file;
  const [from, ...others] = inputs;
  const constants = others.filter(isConstant);
  if (constants.length !== 4) return "it needs four constants";
  const trains =
    intAttribute(node, "training_mode", 0, fail) !== 0 || node.outputs.filter((name) => name !== "").length > 1;
  if (trains) return "it is exported for training, and normalizes each batch by itself";
  const epsilon = floatAttribute(node, "epsilon", 1e-5, fail);
  const dims = form.axes.slice(2).map(() => 1);
  const rows = constants.map((each) => numbersBeside(each, input, [each.dims[0] ?? 1, ...dims]));
  const wrong = rows.find((row) => typeof row === "string");
  if (typeof wrong === "string") return wrong;
  const [scale, shift, mean, variance] = rows as readonly ArrayLike<number>[];
  const count = Math.max(scale.length, variance.length);
  walk.file.use(count, node.title);
  const factor = Float64Array.from({ length: count }, (_, i) => scale[i] / Math.sqrt(variance[i] + epsilon));
  return peeled(from, { kind: "add", by: shift }, { kind: "multiply", by: factor }, { kind: "subtract", by: mean });
}

/** `clamp(alpha · x + beta, 0, 1)`; the library's hardSigmoid has alpha = 1/6 and beta = 1/2. */
function hardSigmoidSteps(alpha: number, beta: number): readonly ChainStep[] {
  return [
    { kind: "activation", activation: hardSigmoid },
    { kind: "add", by: [6 * (beta - 0.5)] },
    { kind: "multiply", by: [6 * alpha] },
  ];
}

/** `[1 − p, p]`, the form of scikit-learn's classifiers of two classes. */
function peelPair({ inputs, walk }: PeelerInput): Peeled | string {
  const [first, second] = inputs;
  const joins = "it joins several values";
  if (!isComputed(first) || !isComputed(second) || typeof second.form === "string") return joins;
  const [one, from] = first.arguments;
  const isComplement = first.node?.op === "Sub" && from === second && isConstant(one) && constantScalar(one) === 1;
  walk.columns = second.form.columns ?? [];
  return isComplement ? peeled(second, { kind: "pair" }) : joins;
}
