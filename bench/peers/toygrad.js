import { NeuralNetwork, Tensor, Trainers } from "toygrad";
import { argmax, classesOf, cycle, toRows, toViews } from "./data.js";

function make({ widths, hidden, output }) {
  const [inputs, ...rest] = widths;
  const layers = rest.flatMap((filters, l) => [
    { type: "dense", filters },
    ...(l < rest.length - 1 ? [{ type: hidden }] : output === "softmax" ? [] : [{ type: output }]),
  ]);
  return new NeuralNetwork({
    layers: [
      { type: "input", sx: 1, sy: 1, sz: inputs },
      ...layers,
      { type: output === "softmax" ? "softmax" : "regression" },
    ],
  });
}

const tensor = (row) => new Tensor(1, 1, row.length, Float32Array.from(row));

export const open = () => ({
  train(workload, { x, t, rows }) {
    const { widths, output, optimizer, learningRate, batch } = workload;
    const net = make(workload);
    const outputs = widths.at(-1);
    const Trainer = optimizer === "adam" ? Trainers.Adam : Trainers.SGD;
    const trainer = new Trainer(net, { batchSize: batch, learningRate, momentum: 0 });
    const targets = output === "softmax" ? classesOf(t, outputs) : toRows(t, outputs);
    const pairs = toViews(x, widths[0]).map((row, r) => [tensor(row), targets[r]]);
    const calls = cycle(pairs, ([input, target]) => trainer.train(input, target));
    return {
      epochs: (count) => calls(count * rows),
      classes: (samples) => toViews(samples, widths[0]).map((row) => argmax(net.forward(tensor(row), false).w)),
    };
  },
  predict(workload, x) {
    const net = make(workload);
    const calls = cycle(toViews(x, workload.widths[0]).map(tensor), (input) => net.forward(input, false));
    return { calls: (count) => calls(count * workload.batch) };
  },
});
