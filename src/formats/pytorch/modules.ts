import type { Activation, Dtype, Sequential } from "../../core/index.js";
import { hardSigmoid, OptionError } from "../../core/index.js";
import { isBuiltIn, show } from "../../core/internal.js";

/**
 * The module of `torch.nn` for each activation that it has, as Python. `identity` needs none. A
 * Softplus is linear above its threshold: at 40 the two are equal in float64, at PyTorch's own 20
 * they differ by 2 · 10⁻⁹. nn.Hardsigmoid has its slope in float32, for every dtype.
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
  hardSigmoid: (_option, dtype) => (dtype === "float64" ? "HardSigmoid()" : "nn.Hardsigmoid()"),
  softmax: () => "nn.Softmax(dim=1)",
};

/** What `model.py` has before its network: the modules that PyTorch has in float32 only. */
export function ownModules({ layers, dtype }: Sequential): string {
  const isOwn = dtype === "float64" && layers.some(({ activation }) => activation === hardSigmoid);
  return isOwn ? hardSigmoidModule : "";
}

const hardSigmoidModule = `

class HardSigmoid(nn.Module):
    """nn.Hardsigmoid with its slope 1/6 in float64: PyTorch's is that of float32."""

    def forward(self, z):
        return nn.functional.relu6(z + 3) / 6
`;

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
