import neataptic from "neataptic";
import { cycle, toRows, toSet } from "./data.js";

const { architect, methods } = neataptic;
const squashes = { sigmoid: "LOGISTIC", softmax: "LOGISTIC", tanh: "TANH", relu: "RELU" };
// neataptic looks every connection up in a list, which takes too long beyond this many.
const most = 20_000;

function make({ widths, hidden, output }) {
  const connections = widths.slice(1).reduce((sum, width, l) => sum + width * widths[l], 0);
  if (connections > most) throw new Error(`too slow: an object for each of ${connections} connections`);
  const net = new architect.Perceptron(...widths);
  for (const node of net.nodes) {
    if (node.type === "hidden") node.squash = methods.activation[squashes[hidden]];
    if (node.type === "output") node.squash = methods.activation[squashes[output]];
  }
  return { net, note: output === "softmax" ? "sigmoids at the output, as it has no softmax" : "" };
}

export const open = () => ({
  train(workload, data) {
    const { optimizer, learningRate: rate, batch: batchSize, output } = workload;
    if (optimizer !== "sgd") throw new Error("it has no Adam");
    const { net, note } = make(workload);
    const set = toSet(data, workload);
    const cost = output === "softmax" ? methods.cost.CROSS_ENTROPY : methods.cost.MSE;
    return { epochs: (iterations) => net.train(set, { iterations, rate, batchSize, cost }), note };
  },
  predict(workload, x) {
    const { net, note } = make(workload);
    const calls = cycle(toRows(x, workload.widths[0]), (row) => net.noTraceActivate(row));
    return { calls: (count) => calls(count * workload.batch), note };
  },
});
