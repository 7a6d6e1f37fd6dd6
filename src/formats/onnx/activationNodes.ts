import type { Activation, Dtype } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { activations as builtIn, show } from "../../core/internal.js";
import type { Emit } from "./emit.js";
import { writeGelu } from "./geluNodes.js";

type Writer = (z: string, emit: Emit, option: number) => string;

/** Made of operators that run in double too: ONNX' own activations keep their options in float, and onnxruntime has many in float only. */
const composed: Readonly<Record<string, Writer>> = {
  sigmoid: (z, emit) => emit("Sigmoid", [z]),
  tanh: (z, emit) => emit("Tanh", [z]),
  relu: (z, emit) => emit("Relu", [z]),
  softmax: (z, emit) => emit("Softmax", [z], { axis: -1 }),
  // ½ sign z + ½: 0, ½ and 1.
  step: (z, emit) => emit("Add", [emit("Mul", [emit("Sign", [z]), 0.5]), 0.5]),
  // Not z · Sigmoid(z): onnxruntime makes that one operator of its own, which it has in float only.
  silu: (z, emit) => emit("Div", [z, emit("Add", [emit("Exp", [emit("Neg", [z])]), 1])]),
  gelu: writeGelu,
  geluTanh: (z, emit) => {
    const cube = emit("Mul", [emit("Mul", [emit("Mul", [z, z]), z]), 0.044715]);
    return emit("Mul", [z, emit("Sigmoid", [emit("Mul", [emit("Add", [z, cube]), 2 * 0.7978845608028654])])]);
  },
  leakyRelu: (z, emit, slope) => emit("Add", [above(z, emit), emit("Mul", [emit("Min", [z, 0]), slope])]),
  elu: (z, emit, alpha) => emit("Add", [above(z, emit), emit("Mul", [below(z, emit), alpha])]),
  selu: (z, emit) => {
    const [scale, alpha] = [1.0507009873554805, 1.6732632423543772];
    return emit("Mul", [emit("Add", [above(z, emit), emit("Mul", [below(z, emit), alpha])]), scale]);
  },
  softplus: (z, emit) => {
    const tail = emit("Exp", [emit("Neg", [emit("Abs", [z])])]);
    return emit("Add", [above(z, emit), emit("Log", [emit("Add", [tail, 1])])]);
  },
  softsign: (z, emit) => emit("Div", [z, emit("Add", [emit("Abs", [z]), 1])]),
  hardSigmoid: (z, emit) => emit("Min", [emit("Max", [emit("Add", [emit("Div", [z, 6]), 0.5]), 0]), 1]),
};

/** In float, the node that ONNX has for it, or the few that every exporter writes. */
const single: Readonly<Record<string, Writer>> = {
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
};

const above = (z: string, emit: Emit): string => emit("Max", [z, 0]);
/** e^z − 1 below 0, else 0. */
const below = (z: string, emit: Emit): string => emit("Sub", [emit("Exp", [emit("Min", [z, 0])]), 1]);

/**
 * Writes the nodes of an activation and gives the name of the last one's output. A surrogate is what it runs forward.
 *
 * @throws OptionError for an activation of one's own.
 */
export function writeActivation(activation: Activation, dtype: Dtype, z: string, place: string, emit: Emit): string {
  if ("forward" in activation) return writeActivation(activation.forward as Activation, dtype, z, place, emit);
  const { name, options = {} } = activation;
  const [option = 0] = Object.values(options);
  const library: Readonly<Record<string, Activation | ((option: number) => Activation)>> = builtIn;
  const listed = Object.hasOwn(library, name) ? library[name] : undefined;
  const own = typeof listed === "function" ? listed(option) : listed;
  const write = (dtype === "float32" ? single[name] : undefined) ?? composed[name];
  if (own === activation && name === "identity") return z;
  if (own !== activation || write === undefined)
    throw new OptionError(`toOnnx: ${place}'s activation is your own ${show(name)}, which ONNX has no nodes for`);
  return write(z, emit, option);
}
