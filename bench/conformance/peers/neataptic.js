import neataptic from "neataptic";
import { descent } from "./neatapticSteps.js";
import { flat, implied, input, layersOf, oneHot, sizes, target } from "./tiny.js";

const { architect, methods } = neataptic;
// A small step: the error of a hidden neuron is computed with weights that the step has changed.
const small = 2 ** -24;

/** The nodes with incoming weights, layer by layer. */
const layersIn = (net) => ["hidden", "output"].map((kind) => net.nodes.filter(({ type }) => type === kind));
/** The incoming connections of a node, in the order of their source nodes. */
const incoming = (net, node) =>
  net.nodes.flatMap((from) => node.connections.in.filter((connection) => connection.from === from));

function load(parameters, hidden, output) {
  const net = new architect.Perceptron(...sizes);
  layersOf(parameters).forEach(({ weights, biases }, l) => {
    layersIn(net)[l].forEach((node, j) => {
      node.squash = methods.activation[[hidden, output][l]];
      node.bias = biases[j];
      incoming(net, node).forEach((connection, i) => {
        connection.weight = weights[j][i];
      });
    });
  });
  return net;
}

const read = (net) =>
  flat(
    layersIn(net).map((nodes) => ({
      weights: nodes.map((node) => incoming(net, node).map(({ weight }) => weight)),
      biases: nodes.map(({ bias }) => bias),
    })),
  );

const shared = ["LOGISTIC", "TANH", "IDENTITY", "RELU", "SOFTSIGN", "SELU"];
const nameOf = (name) => (name === "LOGISTIC" ? "sigmoid" : name.toLowerCase());
const others = ["SINUSOID", "GAUSSIAN", "BENT_IDENTITY", "BIPOLAR_SIGMOID", "HARD_TANH", "ABSOLUTE", "INVERSE"];
/** deltarule's activation, or the library's own function and slope. */
const likeActivation = (name) => {
  const squash = methods.activation[name];
  return shared.includes(name) ? nameOf(name) : { name, apply: (z) => squash(z), derivative: (z) => squash(z, true) };
};
const half = "½ Σ (o − t)²";
const halfSquares = (t, o) => o.reduce((sum, one, k) => sum + (one - t[k]) ** 2 / 2, 0);
// The loss whose gradient the step follows after IDENTITY, where MSE differs by a factor only.
const costOf = (cost) => (cost === half ? halfSquares : methods.cost[cost]);
const losses = { MSE: "mse", [half]: "squaredError", CROSS_ENTROPY: "binaryCrossEntropy", MAE: "mae", HINGE: "hinge" };
const targets = { CROSS_ENTROPY: oneHot, HINGE: [-1, 1, -1] };

/** A loss of deltarule, and the factors from it to the library's E and to the step's loss. */
function likeOf(cost, output) {
  if (cost === "MSE" && output === "IDENTITY") return { loss: "squaredError", times: 2 / 3, trains: 1 };
  return { loss: losses[cost], times: cost === "HINGE" ? 3 : 1, trains: cost === "CROSS_ENTROPY" ? 3 : 1 };
}

function gradientCase(hidden, output, cost, rate = small) {
  const expected = targets[cost] ?? target;
  const known = losses[cost];
  return {
    activation: hidden,
    loss: `${cost} after ${output}${rate === small ? "" : `, rate ${rate}`}`,
    like: known
      ? { activations: [likeActivation(hidden), nameOf(output)], target: expected, ...likeOf(cost, output) }
      : undefined,
    value: (parameters) => costOf(cost)(expected, load(parameters, hidden, output).activate(input)),
    gradient: (parameters) => {
      const net = load(parameters, hidden, output);
      net.train([{ input, output: expected }], { rate, iterations: 1, cost: costOf(cost) });
      return implied(parameters, read(net), rate);
    },
  };
}

export const peer = {
  package: "neataptic",
  precision: "float64",
  tolerance: 1e-4,
  calls: [
    "`network.train([{ input, output }], { rate, iterations: 1, cost })` on `new architect.Perceptron(2, 4, 3)`; gradient = (before − after) / rate",
    "E = `methods.cost.MSE(target, network.activate(input))`, and so on",
  ],
  conventions: [
    "It changes the weights of a layer before it uses them to compute the errors of the layer below. This error vanishes with the learning rate, so the gradients are derived from updates with the rate 2⁻²⁴; the column with the rate 0.3 shows the default.",
    "Costs are means over the outputs, but MSLE and HINGE are sums.",
  ],
  notOffered: [
    "optimizers other than momentum",
    "slopes for STEP and BIPOLAR, and for the cost BINARY (it counts misses)",
  ],
  gradients: [...shared, ...others].flatMap((hidden) => [
    gradientCase(hidden, "IDENTITY", "MSE"),
    gradientCase(hidden, "IDENTITY", half, 0.3),
    gradientCase(hidden, "LOGISTIC", "CROSS_ENTROPY"),
    ...["MSE", "MAE", "MAPE", "MSLE"].map((cost) => gradientCase(hidden, "LOGISTIC", cost)),
    gradientCase(hidden, "TANH", "HINGE"),
  ]),
  optimizers: ["weights", "biases"].flatMap((part) => [
    descent("gradient descent", { learningRate: 0.1, momentum: 0 }, part),
    descent("momentum", { learningRate: 0.1, momentum: 0.9 }, part),
  ]),
};
