import synaptic from "synaptic";
import { cycle, toRows, toSet } from "./data.js";

const { Architect, Neuron } = synaptic;
const squashes = { sigmoid: "LOGISTIC", softmax: "LOGISTIC", tanh: "TANH", relu: "RELU" };
// synaptic generates source code for every connection, which takes too long beyond this many.
const most = 20_000;

function make({ widths, hidden, output }) {
  const connections = widths.slice(1).reduce((sum, width, l) => sum + width * widths[l], 0);
  if (connections > most)
    throw new Error(`too large: it compiles a line of source for each of ${connections} connections`);
  const net = new Architect.Perceptron(...widths);
  for (const layer of net.layers.hidden) layer.set({ squash: Neuron.squash[squashes[hidden]] });
  net.layers.output.set({ squash: Neuron.squash[squashes[output]] });
  return net;
}

const note = ({ batch, output }) =>
  [
    batch > 1 ? "an update per sample, because it has no batches" : "",
    output === "softmax" ? "sigmoids at the output, because it has no softmax" : "",
  ]
    .filter(Boolean)
    .join("; ");

export const open = () => ({
  train(workload, data) {
    const net = make(workload);
    if (workload.optimizer !== "sgd") throw new Error("it has no Adam");
    const calls = cycle(toSet(data, workload), ({ input, output }) => {
      net.activate(input);
      net.propagate(workload.learningRate, output);
    });
    return { epochs: (count) => calls(count * data.rows), note: note(workload) };
  },
  predict(workload, x) {
    const net = make(workload);
    const calls = cycle(toRows(x, workload.widths[0]), (row) => net.activate(row));
    return { calls: (count) => calls(count * workload.batch), note: note({ ...workload, batch: 1 }) };
  },
});
