import brain from "brain.js";
import { samples, sigmoids, tanhs, times, trainings, xor } from "./data.js";

// brain.js has one activation for all layers, and a step a sample.
function make({ widths: [inputSize, middle, outputSize], hidden }, isChecked = false) {
  const net = new brain.NeuralNetwork({ inputSize, hiddenLayers: [middle], outputSize, activation: hidden });
  net.initialize();
  // By default it computes the error in every epoch.
  if (!isChecked) net.errorCheckInterval = 1e9;
  return net;
}
const setOf = ({ x, t }) => x.map((input, r) => ({ input, output: t[r] }));
// Momentum and threshold must be above 0.
const optionsOf = (learningRate, iterations) => ({ learningRate, iterations, errorThresh: 1e-12, momentum: 1e-9 });

export function open() {
  const epochsIn =
    ({ net, data, learningRate }) =>
    () => {
      const [network, set] = [make(net), setOf(data)];
      return (count) => network.train(set, optionsOf(learningRate, count));
    };
  const predictRows = (count) => () => {
    const network = make(tanhs);
    const rows = samples(count, 4);
    return times(() => rows.map((row) => network.run(row))[0][0]);
  };
  const set = setOf(xor);
  return {
    xor: epochsIn(trainings.xor),
    xorWatched: () => {
      const network = make(sigmoids, true);
      return (count) => network.train(set, { ...optionsOf(0.5, count), callback: () => {}, callbackPeriod: 1 });
    },
    fitOne: () => {
      const network = make(sigmoids);
      return times(() => network.train(set, optionsOf(0.5, 1)));
    },
    fitHundred: () => times(() => make(sigmoids).train(set, optionsOf(0.5, 100))),
    predictOne: () => {
      const network = make(sigmoids);
      const rows = samples(8, 2);
      return times((i) => network.run(rows[i & 7])[0]);
    },
    predict1: predictRows(1),
    predict2: predictRows(2),
    predict4: predictRows(4),
    predict16: predictRows(16),
    predict64: predictRows(64),
    fromJSON: () => {
      const json = JSON.parse(JSON.stringify(make(sigmoids).toJSON()));
      return times(() => new brain.NeuralNetwork().fromJSON(json));
    },
    W1a: epochsIn(trainings.W1a),
    W2: epochsIn(trainings.W2),
    iris: epochsIn(trainings.iris),
  };
}

export function program(epochs) {
  const network = make(sigmoids);
  // It takes no learning rate above 1, which the time does not depend on.
  network.train(setOf(xor), optionsOf(0.9, epochs));
  network.run([0, 1]);
  network.run([1, 1]);
  return epochs;
}
