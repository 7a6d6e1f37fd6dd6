import { NeuralNetwork } from "brain.js";
import { flat, implied, input, layersOf, sizes, target } from "./tiny.js";

const rate = 0.875;

/** A network with these parameters; brain.js keeps them in float32. */
function load(parameters, activation) {
  const [inputSize, hidden, outputSize] = sizes;
  const net = new NeuralNetwork({ inputSize, hiddenLayers: [hidden], outputSize, activation });
  net.initialize();
  layersOf(parameters).forEach(({ weights, biases }, l) => {
    for (const [j, row] of weights.entries()) net.weights[l + 1][j].set(row);
    net.biases[l + 1].set(biases);
  });
  return net;
}

const read = (net) => flat([1, 2].map((l) => ({ weights: net.weights[l], biases: net.biases[l] })));

const gradients = [
  ["sigmoid", "sigmoid"],
  ["tanh", "tanh"],
  ["relu", "relu"],
  ["leaky-relu", "leakyRelu"],
].map(([activation, like]) => ({
  activation,
  loss: "the reported error",
  like: { activations: [like, like], loss: "mse" },
  value: (parameters) => {
    const output = load(parameters, activation).run(input);
    return target.reduce((sum, t, k) => sum + (t - output[k]) ** 2, 0) / target.length;
  },
  gradient: (parameters) => {
    const net = load(parameters, activation);
    const before = read(net);
    net.train([{ input, output: target }], { iterations: 1, learningRate: rate });
    return implied(before, read(net), rate);
  },
}));

/** One layer with one input of 1: for δ = −g, the gradient of each weight and bias is g. */
function optimizer(name, rule, options, training, part) {
  return {
    name: `${name}, ${part}`,
    rule,
    options,
    call: `new NeuralNetwork(${JSON.stringify(training)}), adjustWeights()`,
    start: (parameters) => {
      const count = parameters.length;
      const net = new NeuralNetwork({ inputSize: 1, hiddenLayers: [], outputSize: count, ...training });
      net.initialize();
      net.runInput([1]);
      // float64 in place of its own float32 buffers, so that rounding hides no error.
      for (const name of ["biases", "deltas", "biasChangesLow", "biasChangesHigh"])
        if (net[name]) net[name][1] = new Float64Array(count);
      for (const name of ["weights", "changes", "changesLow", "changesHigh"])
        if (net[name]) net[name][1] = Array.from({ length: count }, () => new Float64Array(1));
      return (gradient, at) => {
        const store = (j, value) => {
          if (part === "weights") net.weights[1][j][0] = value;
          else net.biases[1][j] = value;
        };
        for (const [j, value] of at.entries()) store(j, value);
        net.deltas[1].set(Array.from(gradient, (one) => -one));
        net.adjustWeights();
        return Array.from(net.biases[1], (bias, j) => (part === "weights" ? net.weights[1][j][0] : bias));
      };
    },
  };
}

const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const momentum = { learningRate: 0.1, momentum: 0.5 };

export const peer = {
  package: "brain.js",
  precision: "float32",
  wide: true,
  calls: [
    "`new NeuralNetwork({ inputSize: 2, hiddenLayers: [4], outputSize: 3, activation }).train([{ input, output }], { iterations: 1, learningRate })`, fresh for each step, so that momentum has nothing to add; gradient = (before − after) / learningRate",
    "E = the error that `train` reports, of `run(input)`",
  ],
  conventions: [
    "The reported error is the mean of (t − o)² over the outputs; the update follows the gradient of ½ Σ (t − o)². With 3 outputs that is a factor of 3/2.",
    "It computes in float32; for the optimizers it gets float64 buffers, so that rounding hides nothing.",
    "All layers, including the last, share one activation. Momentum must be above 0 (its default is 0.1). There are no batches: it updates after each sample.",
  ],
  notOffered: ["losses to choose from", "optimizers other than momentum and Adam"],
  gradients,
  optimizers: ["weights", "biases"].flatMap((part) => [
    optimizer("momentum", "sgd", momentum, momentum, part),
    optimizer("Adam", "adam", adam, { praxis: "adam", ...adam }, part),
  ]),
};
