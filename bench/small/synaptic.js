import synaptic from "synaptic";
import { samples, sigmoids, tanhs, times, trainings, xor } from "./data.js";

const { Architect, Neuron } = synaptic;
const squashes = { sigmoid: "LOGISTIC", softmax: "LOGISTIC", tanh: "TANH" };

// synaptic has no batches and no softmax: a step a sample, sigmoids at the output.
function make({ widths, hidden, output }) {
  const net = new Architect.Perceptron(...widths);
  for (const layer of net.layers.hidden) layer.set({ squash: Neuron.squash[squashes[hidden]] });
  net.layers.output.set({ squash: Neuron.squash[squashes[output]] });
  return net;
}

function epochsOf(network, { x, t }, learningRate) {
  return times(() => {
    for (let r = 0; r < x.length; r++) {
      network.activate(x[r]);
      network.propagate(learningRate, t[r]);
    }
  });
}

export function open() {
  const epochsIn =
    ({ net, data, learningRate }) =>
    () =>
      epochsOf(make(net), data, learningRate);
  const predictRows = (count) => () => {
    const network = make(tanhs);
    const rows = samples(count, 4);
    return times(() => rows.map((row) => network.activate(row))[0][0]);
  };
  return {
    xor: epochsIn(trainings.xor),
    partialFit: () => {
      const network = make(sigmoids);
      return times((i) => {
        network.activate(xor.x[i & 3]);
        network.propagate(0.5, xor.t[i & 3]);
      });
    },
    predictOne: () => {
      const network = make(sigmoids);
      const rows = samples(8, 2);
      return times((i) => network.activate(rows[i & 7])[0]);
    },
    predict1: predictRows(1),
    predict2: predictRows(2),
    predict4: predictRows(4),
    predict16: predictRows(16),
    predict64: predictRows(64),
    W1a: epochsIn(trainings.W1a),
    W2: epochsIn(trainings.W2),
    iris: epochsIn(trainings.iris),
  };
}

export function program(epochs) {
  const network = make(sigmoids);
  epochsOf(network, xor, 2)(epochs);
  network.activate([0, 1]);
  network.activate([1, 1]);
  return epochs;
}
