import { NeuralNetwork, Tensor, Trainers } from "toygrad";
import { count, fill, gradientOf, stepper } from "./lists.js";
import { adadelta } from "./rules.js";
import { input, label, oneHot, sizes, target } from "./tiny.js";

const sample = () => new Tensor(1, 1, sizes[0], new Float32Array(input));

/** A network with these parameters; in toygrad float32, neuron by neuron, biases last. */
function load(parameters, activation, output) {
  const [inputs, hidden, outputs] = sizes;
  const nn = new NeuralNetwork({
    layers: [
      { type: "input", sx: 1, sy: 1, sz: inputs },
      { type: "dense", filters: activation === "maxout" ? 2 * hidden : hidden },
      { type: activation },
      { type: "dense", filters: outputs },
      { type: output },
    ],
  });
  return fill(nn, parameters);
}

const names = { sigmoid: "sigmoid", tanh: "tanh", relu: "relu", leakyrelu: "leakyRelu", maxout: undefined };
const losses = { regression: ["squaredError", "identity"], softmax: ["crossEntropy", "softmax"] };

function gradientCase(activation, output) {
  const [loss, last] = losses[output];
  const answer = output === "regression" ? target : label;
  const expected = output === "regression" ? target : oneHot;
  const like = { activations: [names[activation], last], loss, target: expected };
  return {
    activation,
    loss: output,
    like: names[activation] ? like : undefined,
    parameters: count(load([], activation, "softmax")),
    value: (parameters) => load(parameters, activation, output).cost(sample(), answer),
    gradient: (parameters) => {
      const nn = load(parameters, activation, output);
      nn.forward(sample(), true);
      nn.backward(answer);
      return gradientOf(nn);
    },
  };
}

const optimizer = (name, rule, options, trainerName, training) => ({
  name,
  rule,
  options,
  call: `new Trainers.${trainerName}(nn, ${JSON.stringify(training)})`,
  start: stepper((nn, { grads }) => {
    const trainer = new Trainers[trainerName](nn, training);
    // float64 in place of its own float32 buffers, so that rounding hides no error.
    return Object.assign(trainer, { gsum: [grads.slice()], xsum: [grads.slice()] });
  }),
});

const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999 };

export const peer = {
  package: "toygrad",
  precision: "float32",
  wide: true,
  calls: [
    "`nn.forward(x, true); nn.backward(y); nn.getParamsAndGrads()` on `new NeuralNetwork({ layers: [input, dense, { type: activation }, dense, { type: loss }] })`",
    "E = `nn.cost(x, y)`",
  ],
  conventions: [
    "regression is ½ Σ (o − t)².",
    "Adagrad has ε under the root.",
    "It computes in float32; for the optimizers its trainers get float64 buffers, so that rounding hides nothing.",
  ],
  notOffered: ["RMSProp"],
  gradients: Object.keys(names).flatMap((activation) =>
    Object.keys(losses).map((output) => gradientCase(activation, output)),
  ),
  optimizers: [
    optimizer("SGD", "sgd", { learningRate: 0.1 }, "SGD", { learningRate: 0.1, momentum: 0 }),
    optimizer("SGD with momentum (default)", "sgd", { learningRate: 0.1, momentum: 0.9 }, "SGD", { learningRate: 0.1 }),
    optimizer("Nesterov", "sgd", { learningRate: 0.1, momentum: 0.9, nesterov: true }, "Nesterov", {
      learningRate: 0.1,
    }),
    optimizer("Adam", "adam", { ...adam, epsilon: 1e-8 }, "Adam", { ...adam, eps: 1e-8 }),
    optimizer("Adagrad", "adaGrad", { learningRate: 0.1, epsilon: 1e-8 }, "Adagrad", { learningRate: 0.1 }),
    optimizer("Adagrad, eps next to 0", "adaGrad", { learningRate: 0.1, epsilon: 0 }, "Adagrad", {
      learningRate: 0.1,
      eps: 1e-40,
    }),
    optimizer("Adadelta", adadelta, { rho: 0.95, epsilon: 1e-8 }, "Adadelta", {}),
  ],
};
