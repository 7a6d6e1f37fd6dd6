// Perceptrons of synaptic, trained for a moment, with their own outputs after fromJSON.
import synaptic from "synaptic";
import { rowsOf } from "./rows.js";

const { Architect, Network, Neuron, Trainer } = synaptic;
const x = rowsOf(30, 3, 1);
const t = rowsOf(30, 2, 2).map((row) => row.map((value) => Math.abs(value) / 2));

export async function models() {
  return ["LOGISTIC", "TANH", "RELU", "IDENTITY"].map((squash) => {
    const net = new Architect.Perceptron(3, 4, 3, 2);
    for (const layer of net.layers.hidden) layer.set({ squash: Neuron.squash[squash] });
    new Trainer(net).train(
      x.map((input, i) => ({ input, output: t[i] })),
      { iterations: 20, rate: 0.01, error: 1e-9 },
    );
    const json = JSON.parse(JSON.stringify(net.toJSON(true)));
    // Traces and states of training weigh most of the file, and have no part in the outputs.
    for (const neuron of json.neurons) neuron.trace = { elegibility: {}, extended: {} };
    const read = Network.fromJSON(json);
    const rows = x.slice(0, 5);
    return { name: squash, json, x: rows, y: rows.map((row) => read.activate(row)) };
  });
}
