import synaptic from "synaptic";
import { plain } from "./synapticSteps.js";
import { flat, implied, input, layersOf, oneHot, sizes, target } from "./tiny.js";

const { Architect, Neuron, Trainer } = synaptic;
// A small step: the error of a hidden neuron is computed with weights that the step has changed.
const small = 2 ** -24;

/** A perceptron with these parameters, set before the first `activate`, which compiles them in. */
function load(parameters, hidden, output, compiled) {
  const net = new Architect.Perceptron(...sizes);
  net.setOptimize(compiled);
  const layers = [...net.layers.hidden, net.layers.output];
  for (const [l, layer] of layers.entries()) layer.set({ squash: Neuron.squash[[hidden, output][l]] });
  layersOf(parameters).forEach(({ weights, biases }, l) => {
    layers[l].list.forEach((neuron, j) => {
      neuron.bias = biases[j];
      Object.values(neuron.connections.inputs).forEach((connection, i) => {
        connection.weight = weights[j][i];
      });
    });
  });
  return net;
}

function read(net) {
  net.restore();
  return flat(
    [...net.layers.hidden, net.layers.output].map(({ list }) => ({
      weights: list.map(({ connections }) => Object.values(connections.inputs).map(({ weight }) => weight)),
      biases: list.map(({ bias }) => bias),
    })),
  );
}

const names = { LOGISTIC: "sigmoid", TANH: "tanh", IDENTITY: "identity", RELU: "relu" };
const half = "½ Σ (o − t)²";
const halfSquares = (t, o) => o.reduce((sum, one, k) => sum + (one - t[k]) ** 2 / 2, 0);
// Each cost as a loss of deltarule, and the factor between the two.
const costs = { MSE: ["mse", 1], CROSS_ENTROPY: ["binaryCrossEntropy", target.length], [half]: ["squaredError", 1] };
// The loss whose gradient the step follows after IDENTITY, where MSE differs by a factor only.
const costOf = (cost) => (cost === half ? halfSquares : Trainer.cost[cost]);

function gradientCase(hidden, output, cost, rate = small) {
  const [loss, times] = costs[cost];
  const expected = cost === "CROSS_ENTROPY" ? oneHot : target;
  return {
    activation: hidden,
    loss: `${cost} after ${output}${rate === small ? "" : `, rate ${rate}`}`,
    like: {
      activations: [names[hidden], names[output]],
      target: expected,
      ...(cost === "MSE" && output === "IDENTITY"
        ? { loss: "squaredError", times: 2 / 3, trains: 1 }
        : { loss, times }),
    },
    value: (parameters) => costOf(cost)(expected, load(parameters, hidden, output, false).activate(input)),
    gradient: (parameters) => {
      const net = load(parameters, hidden, output, true);
      const options = { rate, iterations: 1, cost: costOf(cost) };
      new Trainer(net).train([{ input, output: expected }], options);
      return implied(parameters, read(net), rate);
    },
  };
}

export const peer = {
  package: "synaptic",
  precision: "float64",
  tolerance: 1e-4,
  calls: [
    "`new Trainer(perceptron).train([{ input, output }], { rate, iterations: 1, cost })` on `new Architect.Perceptron(2, 4, 3)`; gradient = (before − after) / rate",
    "E = `Trainer.cost.MSE(target, network.activate(input))`, and so on",
  ],
  conventions: [
    "It changes the weights of a layer before it uses them to compute the errors of the layer below. This error vanishes with the learning rate, so the gradients are derived from updates with the rate 2⁻²⁴; the column with the rate 0.2 shows the default.",
    "CROSS_ENTROPY is the sum over the outputs, MSE the mean.",
  ],
  notOffered: [
    "momentum, batches, optimizers to choose from",
    "a slope for HLIM (a step) and for the cost BINARY (it counts misses)",
  ],
  gradients: Object.keys(names).flatMap((hidden) => [
    gradientCase(hidden, "LOGISTIC", "MSE"),
    gradientCase(hidden, "LOGISTIC", "CROSS_ENTROPY"),
    gradientCase(hidden, "TANH", "MSE"),
    gradientCase(hidden, "IDENTITY", "MSE"),
    gradientCase(hidden, "IDENTITY", half, 0.2),
  ]),
  optimizers: ["weights", "biases"].map(plain),
};
