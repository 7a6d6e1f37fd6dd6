import { torch } from "js-pytorch";
import { flat, input, label, layersOf, sizes, target, transpose } from "./tiny.js";

const { nn, optim } = torch;
const [inputs, hidden, outputs] = sizes;

class Net extends nn.Module {
  constructor(activation) {
    super();
    this.first = new nn.Linear(inputs, hidden);
    this.activation = activation === "ReLU" ? new nn.ReLU() : null;
    this.last = new nn.Linear(hidden, outputs);
  }

  forward(x) {
    const z = this.first.forward(x);
    return this.last.forward(this.activation?.forward(z) ?? z);
  }
}

/** A network with these parameters; W is inputs × outputs here. */
function load(parameters, activation) {
  const net = new Net(activation);
  layersOf(parameters).forEach(({ weights, biases }, l) => {
    const linear = [net.first, net.last][l];
    linear.W._data = transpose(weights);
    linear.b._data = biases;
  });
  return net;
}

const heads = {
  CrossEntropyLoss: (z) => new nn.CrossEntropyLoss().forward(z, torch.tensor([label])),
  MSELoss: (z) => new nn.MSELoss().forward(z, torch.tensor([target])),
  "MSELoss after Softmax": (z) => new nn.MSELoss().forward(new nn.Softmax().forward(z, -1), torch.tensor([target])),
};
const likes = {
  CrossEntropyLoss: { last: "softmax", loss: "crossEntropy", times: 1, target: [0, 1, 0] },
  MSELoss: { last: "identity", loss: "mse", times: outputs },
  "MSELoss after Softmax": { last: "softmax", loss: "mse", times: outputs },
};

function gradientCase(activation, head) {
  const lossOf = (net) => heads[head](net.forward(torch.tensor([input])));
  const { last, ...like } = likes[head];
  return {
    activation,
    loss: head,
    like: { activations: [{ ReLU: "relu", none: "identity" }[activation], last], ...like },
    value: (parameters) => [lossOf(load(parameters, activation)).data].flat(2)[0],
    gradient: (parameters) => {
      const net = load(parameters, activation);
      lossOf(net).backward();
      return flat([net.first, net.last].map(({ W, b }) => ({ weights: transpose(W.grad), biases: b.grad })));
    },
  };
}

function adam(name, options, arguments_) {
  return {
    name,
    rule: "adam",
    options,
    call: `new optim.Adam(parameters, ${arguments_.map((one) => JSON.stringify(one)).join(", ")}), step()`,
    start: (parameters) => {
      const parameter = torch.tensor([Array.from(parameters)], true);
      const optimizer = new optim.Adam([parameter], ...arguments_);
      return (gradient, at) => {
        parameter._data = [Array.from(at)];
        parameter._grad = torch.tensor([Array.from(gradient)]);
        optimizer.step();
        return parameter.data[0];
      };
    },
  };
}

export const peer = {
  package: "js-pytorch",
  precision: "float64",
  calls: [
    "`loss.backward()`, then `W.grad` and `b.grad`, on a Module of `nn.Linear(2, 4)`, `nn.ReLU()`, `nn.Linear(4, 3)`; device cpu",
    "E = `new nn.CrossEntropyLoss().forward(z, y)`, and so on",
  ],
  conventions: [
    "nn.ReLU multiplies negative z by 0.001, forward and backward.",
    "MSELoss is the sum over the outputs and the mean over the samples (PyTorch's is the mean over both).",
    "Its README says that it follows PyTorch's syntax closely, so Adam is compared with PyTorch's rule, with the same numbers.",
  ],
  notOffered: ["sigmoid, tanh and other activations", "SGD and other optimizers"],
  gradients: ["ReLU", "none"].flatMap((activation) => Object.keys(heads).map((head) => gradientCase(activation, head))),
  optimizers: [
    adam("Adam", { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, [0.01, 0, [0.9, 0.999], 1e-8]),
    adam("Adam with reg", { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 }, [
      0.01,
      0.1,
      [0.9, 0.999],
      1e-8,
    ]),
  ],
};
