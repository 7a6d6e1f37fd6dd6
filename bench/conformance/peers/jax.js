// Loading jax-js needs Float16Array, which Node has from version 24 on. Nothing here is float16.
globalThis.Float16Array ??= Uint16Array;
const { defaultDevice, grad, init, nn, numpy: np } = await import("@jax-js/jax");

import { flat, input, layersOf, oneHot, target } from "./tiny.js";

const prepare = async () => {
  await init("wasm");
  defaultDevice("wasm");
};

const array = (numbers) => np.array(numbers);
const load = (parameters) =>
  layersOf(parameters).map(({ weights, biases }) => ({ weights: array(weights), biases: array(biases) }));

const activations = {
  identity: [nn.identity, "identity"],
  sigmoid: [nn.sigmoid, "sigmoid"],
  "np.tanh": [np.tanh, "tanh"],
  relu: [nn.relu, "relu"],
  leakyRelu: [nn.leakyRelu, "leakyRelu"],
  elu: [nn.elu, "elu"],
  selu: [nn.selu, "selu"],
  softplus: [nn.softplus, "softplus"],
  softSign: [nn.softSign, "softsign"],
  silu: [nn.silu, "silu"],
  "gelu (approximate)": [nn.gelu, "geluTanh"],
  "gelu (exact)": [(z) => nn.gelu(z, { approximate: false }), "gelu"],
  hardSigmoid: [nn.hardSigmoid, "hardSigmoid"],
  celu: [nn.celu],
  relu6: [nn.relu6],
  hardTanh: [nn.hardTanh],
  hardSilu: [nn.hardSilu],
  mish: [nn.mish],
  logSigmoid: [nn.logSigmoid],
  squareplus: [nn.squareplus],
};

// jax-js has no losses; these follow its documentation. Each use of an array but the last needs
// `.ref`.
const losses = {
  "mean of (o − t)²": {
    of: (z) => np.mean(np.square(z.sub(array(target)))),
    like: { last: "identity", loss: "mse" },
    target,
  },
  "−t·nn.logSoftmax(z)": {
    of: (z) => nn.logSoftmax(z).mul(array(oneHot)).sum().mul(-1),
    like: { last: "softmax", loss: "crossEntropy" },
    target: oneHot,
  },
  "−t·log(nn.softmax(z))": {
    of: (z) => np.log(nn.softmax(z)).mul(array(oneHot)).sum().mul(-1),
    like: { last: "softmax", loss: "crossEntropy" },
    target: oneHot,
  },
  "mean of (nn.sigmoid(z) − t)²": {
    of: (z) => np.mean(np.square(nn.sigmoid(z).sub(array(target)))),
    like: { last: "sigmoid", loss: "mse" },
    target,
  },
};

function gradientCase(activation, loss) {
  const [f, name] = activations[activation];
  const { of, like, target: expected } = losses[loss];
  const lossOf = ([first, last]) => {
    const a = f(np.dot(first.weights, array(input)).add(first.biases));
    return of(np.dot(last.weights, a).add(last.biases));
  };
  return {
    activation,
    loss,
    like: name && { activations: [name, like.last], loss: like.loss, target: expected },
    value: (parameters) => lossOf(load(parameters)).dataSync()[0],
    gradient: (parameters) => {
      const layers = grad(lossOf)(load(parameters));
      return flat(layers.map(({ weights, biases }) => ({ weights: weights.js(), biases: biases.js() })));
    },
  };
}

export const peer = {
  package: "@jax-js/jax",
  precision: "float32",
  prepare,
  method: "directional",
  calls: [
    "`grad(loss)(parameters)`, with `nn.…` activations and `numpy`, dtype float32 (its default), device wasm",
    "E = the same loss",
  ],
  conventions: ["It has no losses; these are written for this check with its operations."],
  notOffered: ["losses", "optimizers: they are in another package, @jax-js/optax, which the registry did not have"],
  gradients: Object.keys(activations).flatMap((activation) =>
    Object.keys(losses).map((loss) => gradientCase(activation, loss)),
  ),
  optimizers: [],
};
