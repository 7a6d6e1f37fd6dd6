import type { Activation, Dtype, Layer, Sequential } from "../../core/index.js";
import { hardSigmoid, hardSwish, OptionError } from "../../core/index.js";
import { isBuiltIn, show } from "../../core/internal.js";
import { modulePlaces } from "../safetensors/network.js";

/**
 * The module of `torch.nn` for each activation that it has, as Python. `identity` needs none. A
 * Softplus is linear above its threshold: at 40 the two are equal in float64, at PyTorch's own 20
 * they differ by 2 · 10⁻⁹. nn.Hardsigmoid and nn.Hardswish have 1/6 in float32, for every dtype.
 */
const activationModules: Readonly<Record<string, (option: number, dtype: Dtype) => string | null>> = {
  identity: () => null,
  sigmoid: () => "nn.Sigmoid()",
  tanh: () => "nn.Tanh()",
  relu: () => "nn.ReLU()",
  leakyRelu: (slope) => `nn.LeakyReLU(${slope})`,
  elu: (alpha) => `nn.ELU(${alpha})`,
  selu: () => "nn.SELU()",
  softplus: () => "nn.Softplus(threshold=40)",
  softsign: () => "nn.Softsign()",
  gelu: () => "nn.GELU()",
  geluTanh: () => 'nn.GELU(approximate="tanh")',
  silu: () => "nn.SiLU()",
  relu6: () => "nn.ReLU6()",
  mish: () => "nn.Mish()",
  hardSwish: (_option, dtype) => (dtype === "float64" ? "HardSwish()" : "nn.Hardswish()"),
  hardSigmoid: (_option, dtype) => (dtype === "float64" ? "HardSigmoid()" : "nn.Hardsigmoid()"),
  softmax: () => "nn.Softmax(dim=1)",
};

/** What `model.py` has before its network: the modules that PyTorch has in float32 only. */
export function ownModules({ layers, dtype }: Sequential): string {
  const has = (activation: Activation): boolean => layers.some((layer) => layer.activation === activation);
  if (dtype === "float32") return "";
  return `${has(hardSigmoid) ? hardModule("Sigmoid", "") : ""}${has(hardSwish) ? hardModule("Swish", "z * ") : ""}`;
}

function hardModule(name: string, factor: string): string {
  return `

class Hard${name}(nn.Module):
    """nn.Hard${name.toLowerCase()} with 1/6 in float64: PyTorch's is that of float32."""

    def forward(self, z):
        return ${factor}nn.functional.relu6(z + 3) / 6
`;
}

/** The names of the Linear modules of layers that do not learn. */
export function frozenPlaces(layers: readonly Layer[]): readonly string[] {
  const places = modulePlaces(layers);
  return places.filter((_, l) => !layers[l].trainable);
}

/**
 * The modules of the layers in the order of PyTorch's names: a Linear, an activation other than
 * identity, a dropout.
 *
 * @throws OptionError for the first layer whose activation PyTorch has no module for.
 */
export function moduleLines({ layers, dtype }: Sequential): readonly string[] {
  return layers.flatMap(({ inputs, outputs, biases, activation, dropout }, l) => {
    const bias = biases === null ? "bias=False, " : "";
    const module = activationModule(activation, dtype, l);
    const lines = [`nn.Linear(${inputs}, ${outputs}, ${bias}dtype=dtype)`];
    if (module !== null) lines.push(module);
    if (dropout > 0) lines.push(`nn.Dropout(${dropout})`);
    return lines;
  });
}

function activationModule(activation: Activation, dtype: Dtype, l: number): string | null {
  const { name, options = {} } = activation;
  const own = !isBuiltIn(activation);
  if (!own && Object.hasOwn(activationModules, name)) return activationModules[name](Object.values(options)[0], dtype);
  const whose = own ? "an activation of your own" : "an activation of the library";
  throw new OptionError(`toPyTorch: layer ${l}'s ${show(name)} is ${whose} that PyTorch has no module for`);
}
