import { NeuralNetwork } from "brain.js";
import { cycle, toRows, toSet } from "./data.js";

// brain.js has one activation for all layers, no softmax and no batches.
function make({ widths, hidden }) {
  const net = new NeuralNetwork({
    inputSize: widths[0],
    hiddenLayers: widths.slice(1, -1),
    outputSize: widths.at(-1),
    activation: hidden,
  });
  net.initialize();
  return net;
}

const note = ({ batch, output, hidden }) =>
  [
    batch > 1 ? "an update per sample, because it has no batches" : "",
    output !== hidden ? `${hidden} and squared error at the output too: all layers share one activation` : "",
  ]
    .filter(Boolean)
    .join("; ");

export const open = () => ({
  train(workload, data) {
    const net = make(workload);
    const set = toSet(data, workload);
    const { optimizer, learningRate } = workload;
    // By default brain.js computes the error in every epoch. Momentum and threshold must be above
    // 0.
    net.errorCheckInterval = 1e9;
    const options = {
      learningRate,
      errorThresh: 1e-12,
      momentum: 1e-9,
      praxis: optimizer === "adam" ? "adam" : undefined,
    };
    return { epochs: (iterations) => net.train(set, { ...options, iterations }), note: note(workload) };
  },
  predict(workload, x) {
    const net = make(workload);
    const calls = cycle(toRows(x, workload.widths[0]), (row) => net.run(row));
    return { calls: (count) => calls(count * workload.batch), note: note({ ...workload, batch: 1 }) };
  },
});
