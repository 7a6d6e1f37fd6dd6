import Fnn from "ml-fnn";
import { Matrix } from "ml-matrix";
import { flat, implied, batch as inputs, layersOf, sizes, transpose } from "./tiny.js";

const rate = 0.5;
// ml-fnn counts the classes in the labels, so each class needs a sample.
const labels = [0, 1, 2];
const target = labels.map((label) => labels.map((one) => (one === label ? 1 : 0)));

const own = (name, apply, derivative) => ({ name, apply, derivative });
/** Its activations: deltarule's name for each, or the function itself. */
const activations = {
  tanh: "tanh",
  identity: "identity",
  logistic: "sigmoid",
  softsign: "softsign",
  relu: "relu",
  softplus: "softplus",
  "parametric-relu": "leakyRelu",
  arctan: own("arctan", Math.atan, (z) => 1 / (1 + z * z)),
  bent: own(
    "bent",
    (z) => (Math.sqrt(z * z + 1) - 1) / 2 + z,
    (z) => z / (2 * Math.sqrt(z * z + 1)) + 1,
  ),
  sinusoid: own("sinusoid", Math.sin, Math.cos),
  sinc: own(
    "sinc",
    (z) => Math.sin(z) / z,
    (z) => Math.cos(z) / z - Math.sin(z) / (z * z),
  ),
  gaussian: own(
    "gaussian",
    (z) => Math.exp(-z * z),
    (z) => -2 * z * Math.exp(-z * z),
  ),
};

/** A network with these parameters; `written` replaces the name of the activation in its JSON. */
function load(parameters, options, written) {
  const fixed = { hiddenLayers: [sizes[1]], iterations: 1, learningRate: rate, regularization: 1e-20 };
  const made = new Fnn({ ...fixed, activationParam: 0.01, ...options });
  made.train(inputs, labels);
  const model = JSON.parse(JSON.stringify(made));
  layersOf(parameters).forEach(({ weights, biases }, l) => {
    Object.assign(model.layers[l], { W: transpose(weights), b: [biases], activationParam: 0.01 });
    if (written) model.layers[l].activation = written;
  });
  return Fnn.load(model);
}

const read = ({ model }) =>
  flat(model.map(({ W, b }) => ({ weights: transpose(W.to2DArray()), biases: b.to1DArray() })));

function gradientCase(activation, saved) {
  const open = (parameters) => (saved ? load(parameters, {}, activation) : load(parameters, { activation }));
  const like = {
    activations: [activations[activation], "softmax"],
    loss: "crossEntropy",
    times: labels.length,
    input: inputs,
    target,
  };
  return {
    activation,
    loss: saved ? "cross-entropy, loaded from JSON that names it" : "cross-entropy",
    like,
    value: (parameters) => {
      const probabilities = open(parameters).propagate(new Matrix(inputs));
      return labels.reduce((sum, label, r) => sum - Math.log(probabilities.get(r, label)), 0);
    },
    gradient: (parameters) => {
      const net = open(parameters);
      net.train(inputs, labels);
      return implied(parameters, read(net), rate);
    },
  };
}

export const peer = {
  package: "ml-fnn",
  precision: "float64",
  calls: [
    "`new FeedForwardNeuralNetworks({ hiddenLayers: [4], iterations: 1, learningRate, regularization: 1e-20, activation }).train(features, labels)`; parameters set by `load` of its `toJSON`; gradient = (before − after) / learningRate",
    "E = −Σ ln p over the samples, with p of `propagate(features)`, since `predict` gives classes only",
  ],
  conventions: [
    "It trains classifiers with cross-entropy, summed over the samples. `regularization` cannot be 0 (0 means 0.01), so it is 1e-20.",
    "One column uses the option `activation` of the constructor; the other loads a saved network whose JSON names the activation.",
  ],
  notOffered: [
    "losses and optimizers to choose from (its step of plain gradient descent is part of the gradients)",
    "momentum, batches",
  ],
  gradients: Object.keys(activations).flatMap((activation) => [
    gradientCase(activation, false),
    gradientCase(activation, true),
  ]),
  optimizers: [],
};
