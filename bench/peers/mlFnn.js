import FeedForwardNeuralNetworks from "ml-fnn";
import { Matrix } from "ml-matrix";
import { classesOf, cycle, toRows } from "./data.js";

// ml-fnn uses tanh whatever `activation` says. `regularization: 0` would mean 0.01.
function make({ widths, output, hidden, learningRate }, rows) {
  if (output !== "softmax") throw new Error("it has softmax at the output only");
  const net = new FeedForwardNeuralNetworks({
    hiddenLayers: widths.slice(1, -1),
    learningRate: learningRate / rows,
    regularization: 1e-20,
    activation: hidden,
  });
  return { net, note: hidden === "tanh" ? "" : "with tanh, as it ignores the option `activation`" };
}

export const open = () => ({
  train(workload, { x, t, rows }) {
    const { widths, optimizer } = workload;
    if (optimizer !== "sgd") throw new Error("it has no Adam");
    const { net, note } = make(workload, rows);
    const samples = new Matrix(toRows(x, widths[0]));
    const labels = classesOf(t, widths.at(-1));
    return {
      epochs(count) {
        net.iterations = count;
        net.train(samples, labels);
      },
      classes: (flat) => net.predict(toRows(flat, widths[0])),
      note: [note, "one update for all samples, because it has no batches"].filter(Boolean).join("; "),
    };
  },
  predict(workload, x) {
    const { widths, batch } = workload;
    const { net, note } = make(workload, 1);
    net.iterations = 1;
    const classes = Array.from({ length: widths.at(-1) }, (_, k) => k);
    net.train(
      classes.map(() => new Array(widths[0]).fill(0.5)),
      classes,
    );
    const rows = toRows(x, widths[0]);
    const calls = batch === 1 ? rows.map((row) => [row]) : [rows];
    return { calls: cycle(calls, (samples) => net.predict(samples)), note };
  },
});
