import type { Activation, Dtype } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { geluCubic, isBuiltIn, rootTwoOverPi, seluAlpha, seluLambda, show } from "../../core/internal.js";
import { forwardActivation } from "../model.js";
import { isOfOnnx } from "./own.js";

/** An input of a node that is being written: the name of a value, or a constant. */
export type Operand = string | number;

/** Writes a node and gives the name of its output. */
export type Emit = (op: string, inputs: readonly Operand[], attributes?: Readonly<Record<string, number>>) => string;

/** Writes the nodes of an activation of z and gives the name of the last output. */
type NodeWriter = (z: string, emit: Emit, option: number) => string;

/**
 * The nodes in double. Most are built from simple operators: the activation operators of ONNX keep
 * their options in float, and onnxruntime computes many of them in float only.
 */
const doubleNodes: Readonly<Record<string, NodeWriter>> = {
  identity: (z) => z,
  sigmoid: (z, emit) => emit("Sigmoid", [z]),
  tanh: (z, emit) => emit("Tanh", [z]),
  relu: (z, emit) => emit("Relu", [z]),
  softmax: (z, emit) => emit("Softmax", [z], { axis: -1 }),
  // ½ sign z + ½ is 0, ½ or 1.
  step: (z, emit) => emit("Add", [emit("Mul", [emit("Sign", [z]), 0.5]), 0.5]),
  // Not z · Sigmoid(z): onnxruntime fuses that into an operator that it has in float only.
  silu: (z, emit) => emit("Div", [z, emit("Add", [emit("Exp", [emit("Neg", [z])]), 1])]),
  gelu: writeGelu,
  geluTanh: (z, emit) => {
    const cube = emit("Mul", [emit("Mul", [emit("Mul", [z, z]), z]), geluCubic]);
    return emit("Mul", [z, emit("Sigmoid", [emit("Mul", [emit("Add", [z, cube]), 2 * rootTwoOverPi])])]);
  },
  leakyRelu: (z, emit, slope) => emit("Add", [positivePart(z, emit), emit("Mul", [emit("Min", [z, 0]), slope])]),
  elu: (z, emit, alpha) => emit("Add", [positivePart(z, emit), emit("Mul", [negativeExpm1(z, emit), alpha])]),
  selu: (z, emit) => {
    const line = positivePart(z, emit);
    return emit("Mul", [emit("Add", [line, emit("Mul", [negativeExpm1(z, emit), seluAlpha])]), seluLambda]);
  },
  softplus: (z, emit) => {
    const tail = emit("Exp", [emit("Neg", [emit("Abs", [z])])]);
    return emit("Add", [positivePart(z, emit), emit("Log", [emit("Add", [tail, 1])])]);
  },
  softsign: (z, emit) => emit("Div", [z, emit("Add", [emit("Abs", [z]), 1])]),
  hardSigmoid: hardGate,
  hardSwish: (z, emit) => emit("Mul", [z, hardGate(z, emit)]),
  relu6: (z, emit) => emit("Min", [positivePart(z, emit), 6]),
  // tanh(ln(1 + E)) is n/(n + 2) with n = E (E + 2); with E cut off at e^20, where it is 1.
  mish: (z, emit) => {
    const E = emit("Exp", [emit("Min", [z, 20])]);
    const n = emit("Mul", [emit("Add", [E, 2]), E]);
    return emit("Mul", [z, emit("Div", [n, emit("Add", [n, 2])])]);
  },
  logSoftmax: (z, emit) => emit("LogSoftmax", [z], { axis: -1 }),
};

/**
 * The nodes in float where they differ: ONNX' own operator, or the few nodes that every exporter
 * writes.
 */
const floatNodes: Readonly<Record<string, NodeWriter>> = {
  silu: (z, emit) => emit("Mul", [z, emit("Sigmoid", [z])]),
  gelu: (z, emit) => {
    const erf = emit("Erf", [emit("Mul", [z, Math.SQRT1_2])]);
    return emit("Mul", [emit("Mul", [z, 0.5]), emit("Add", [erf, 1])]);
  },
  leakyRelu: (z, emit, alpha) => emit("LeakyRelu", [z], { alpha }),
  elu: (z, emit, alpha) => emit("Elu", [z], { alpha }),
  selu: (z, emit) => emit("Selu", [z]),
  softplus: (z, emit) => emit("Softplus", [z]),
  softsign: (z, emit) => emit("Softsign", [z]),
  hardSigmoid: (z, emit) => emit("HardSigmoid", [z], { alpha: 1 / 6, beta: 0.5 }),
  hardSwish: (z, emit) => emit("Mul", [z, emit("HardSigmoid", [z], { alpha: 1 / 6, beta: 0.5 })]),
  // As PyTorch writes it for opsets without Mish.
  mish: (z, emit) => emit("Mul", [z, emit("Tanh", [emit("Softplus", [z])])]),
};

/**
 * Writes the nodes of an activation and gives the name of the last output. A surrogate is written
 * as the function that it runs forward.
 *
 * @throws OptionError for an activation of your own, or one of the library's that has no nodes
 * here.
 */
export function writeActivation(layer: Activation, dtype: Dtype, z: string, place: string, emit: Emit): string {
  const activation = forwardActivation(layer);
  const { name, options = {} } = activation;
  const [option = 0] = Object.values(options);
  const own = !isBuiltIn(activation) && !isOfOnnx(activation);
  if (!own && name === "clip") return writeClip(z, emit, options);
  const write = (dtype === "float32" ? floatNodes[name] : undefined) ?? doubleNodes[name];
  if (own || write === undefined)
    throw new OptionError(
      `toOnnx: ${place}'s activation is ${own ? "your own" : "the library's"} ${show(name)}, which ONNX has no nodes for`,
    );
  return write(z, emit, option);
}

/** z/6 + ½, clamped to [0, 1]. */
function hardGate(z: string, emit: Emit): string {
  return emit("Min", [emit("Max", [emit("Add", [emit("Div", [z, 6]), 0.5]), 0]), 1]);
}

/** `min(max(z, min), max)` with the bounds that there are. */
function writeClip(z: string, emit: Emit, { min, max }: Readonly<Record<string, number>>): string {
  const least = min === undefined ? z : emit("Max", [z, min]);
  return max === undefined ? least : emit("Min", [least, max]);
}

/** max(z, 0). */
function positivePart(z: string, emit: Emit): string {
  return emit("Max", [z, 0]);
}

/** e^z − 1 below 0, else 0. */
function negativeExpm1(z: string, emit: Emit): string {
  return emit("Sub", [emit("Exp", [emit("Min", [z, 0])]), 1]);
}

/** Beyond it, erfc is less than 10⁻¹⁶. */
const largestX = 6;
/** t = 1 / (1 + 0.4 x) runs from 5/17 to 1, and u = (t − 11/17) / (6/17) from −1 to 1. */
const tFactor = 0.4;
const tMiddle = 11 / 17;
const tHalfWidth = 6 / 17;
/**
 * The coefficients of `e^x² erfc(x)` as a polynomial in u, which interpolates it at 18 Chebyshev
 * nodes; erfc computed by them is right to 2 · 10⁻¹⁴.
 */
const erfcCoefficients = [
  0.34540204765631954, 0.39277077320211945, 0.19105733703861374, 0.061169633847874175, 0.010362100305870037,
  -0.0003219130162231101, -0.00045583381376089623, -6.371020871260354e-6, 2.4003910532144346e-5, -5.743523941880035e-7,
  -1.4447294789634827e-6, 1.918610084632949e-7, 7.481601945376802e-8, -2.715861076770428e-8, -9.853364544041029e-10,
  3.0325079731281028e-9, -2.985163721152478e-10, -2.956868330430653e-10,
];

/**
 * gelu in double: `max(z, 0) − ½ |z| erfc(|z| / √2)`. ONNX has the operator Erf, but onnxruntime
 * computes it in float only.
 */
function writeGelu(z: string, emit: Emit): string {
  const size = emit("Abs", [z]);
  const x = emit("Mul", [size, Math.SQRT1_2]);
  const t = emit("Div", [1, emit("Add", [emit("Mul", [emit("Min", [x, largestX]), tFactor]), 1])]);
  const u = emit("Div", [emit("Sub", [t, tMiddle]), tHalfWidth]);
  const highest = erfcCoefficients.length - 1;
  let polynomial = emit("Mul", [u, erfcCoefficients[highest]]);
  for (let k = highest - 1; k > 0; k--) polynomial = emit("Mul", [emit("Add", [polynomial, erfcCoefficients[k]]), u]);
  polynomial = emit("Add", [polynomial, erfcCoefficients[0]]);
  const tail = emit("Mul", [polynomial, emit("Exp", [emit("Neg", [emit("Mul", [x, x])])])]);
  return emit("Sub", [emit("Max", [z, 0]), emit("Mul", [emit("Mul", [size, 0.5]), tail])]);
}
