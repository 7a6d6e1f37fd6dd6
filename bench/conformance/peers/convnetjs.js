import convnetjs from "convnetjs";
import { count, fill, gradientOf, stepper } from "./lists.js";
import { adadelta } from "./rules.js";
import { input, label, oneHot, sizes, target } from "./tiny.js";

/** A network with these parameters, neuron by neuron with the biases last, as in convnetjs. */
function load(parameters, activation, output) {
  const [inputs, hidden, outputs] = sizes;
  const last = output === "regression" ? { num_neurons: outputs } : { num_classes: outputs };
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: inputs },
    { type: "fc", num_neurons: hidden, activation },
    { type: output, ...last },
  ]);
  return fill(net, parameters);
}

const sample = () => new convnetjs.Vol(input);

const losses = { regression: ["squaredError", "identity"], softmax: ["crossEntropy", "softmax"], svm: [] };

function gradientCase(activation, output) {
  const [loss, last] = losses[output];
  const answer = output === "regression" ? target : label;
  const expected = output === "regression" ? target : oneHot;
  const known = activation !== "maxout" && loss !== undefined;
  const like = { activations: [activation, last], loss, target: expected };
  return {
    activation,
    loss: output,
    like: known ? like : undefined,
    parameters: count(load([], activation, "softmax")),
    value: (parameters) => {
      const net = load(parameters, activation, output);
      net.forward(sample(), false);
      return net.backward(answer);
    },
    gradient: (parameters) => {
      const net = load(parameters, activation, output);
      net.forward(sample(), true);
      net.backward(answer);
      return gradientOf(net);
    },
  };
}

const optimizer = (name, rule, options, training) => ({
  name,
  rule,
  options,
  call: `new convnetjs.SGDTrainer(net, ${JSON.stringify(training)})`,
  start: stepper((net) => new convnetjs.SGDTrainer(net, { batch_size: 1, l2_decay: 0, ...training })),
});

export const peer = {
  package: "convnetjs",
  precision: "float64",
  calls: [
    "`net.forward(x, true); net.backward(y); net.getParamsAndGrads()` on `net.makeLayers([input, { type: 'fc', num_neurons: 4, activation }, { type: loss }])`",
    "E = what `net.backward(y)` returns",
  ],
  conventions: [
    "regression reports the loss 2 Σ (o − t)², but its gradient is that of ½ Σ (o − t)².",
    "adagrad and windowgrad (RMSProp) have ε under the root: with an ε next to 0 they can be compared with PyTorch's form.",
  ],
  notOffered: ["Adam", "Nesterov's momentum (in this version)"],
  gradients: ["tanh", "sigmoid", "relu", "maxout"].flatMap((activation) =>
    Object.keys(losses).map((output) => gradientCase(activation, output)),
  ),
  optimizers: [
    optimizer("sgd", "sgd", { learningRate: 0.1 }, { method: "sgd", learning_rate: 0.1, momentum: 0 }),
    optimizer(
      "sgd with momentum",
      "sgd",
      { learningRate: 0.1, momentum: 0.9 },
      { method: "sgd", learning_rate: 0.1, momentum: 0.9 },
    ),
    optimizer(
      "sgd with l2_decay",
      "sgd",
      { learningRate: 0.1, weightDecay: 0.1 },
      { method: "sgd", learning_rate: 0.1, momentum: 0, l2_decay: 0.1 },
    ),
    optimizer("adagrad", "adaGrad", { learningRate: 0.1, epsilon: 1e-6 }, { method: "adagrad", learning_rate: 0.1 }),
    optimizer(
      "adagrad, eps next to 0",
      "adaGrad",
      { learningRate: 0.1, epsilon: 0 },
      { method: "adagrad", learning_rate: 0.1, eps: 1e-40 },
    ),
    optimizer(
      "windowgrad, eps next to 0",
      "rmsProp",
      { learningRate: 0.1, alpha: 0.9, epsilon: 0 },
      { method: "windowgrad", learning_rate: 0.1, ro: 0.9, eps: 1e-40 },
    ),
    optimizer("adadelta", adadelta, { rho: 0.95, epsilon: 1e-6 }, { method: "adadelta" }),
  ],
};
