import convnetjs from "convnetjs";
import { argmax, classesOf, cycle, toRows, toViews } from "./data.js";

const { Net, SGDTrainer, Vol } = convnetjs;

function make({ widths, hidden, output }) {
  const [inputs, ...rest] = widths;
  const outputs = rest.pop();
  const net = new Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: inputs },
    ...rest.map((width) => ({ type: "fc", num_neurons: width, activation: hidden })),
    output === "softmax" ? { type: "softmax", num_classes: outputs } : { type: "regression", num_neurons: outputs },
  ]);
  return net;
}

const volumes = (x, { widths: [inputs] }) => toRows(x, inputs).map((row) => new Vol(row));
const note = ({ output }) => (output === "softmax" ? "" : "the output is linear, as its regression layer is");

export const open = () => ({
  train(workload, { x, t, rows }) {
    if (workload.optimizer !== "sgd") throw new Error("it has no Adam");
    const { widths, output, learningRate, batch } = workload;
    const net = make(workload);
    const outputs = widths.at(-1);
    const trainer = new SGDTrainer(net, { learning_rate: learningRate, batch_size: batch, momentum: 0, l2_decay: 0 });
    const targets = output === "softmax" ? classesOf(t, outputs) : toRows(t, outputs);
    const pairs = volumes(x, workload).map((input, r) => [input, targets[r]]);
    const calls = cycle(pairs, ([input, target]) => trainer.train(input, target));
    return {
      epochs: (count) => calls(count * rows),
      classes: (samples) =>
        toViews(samples, widths[0]).map((row) => argmax(net.forward(new Vol(Array.from(row)), false).w)),
      note: note(workload),
    };
  },
  predict(workload, x) {
    const net = make(workload);
    const calls = cycle(volumes(x, workload), (input) => net.forward(input, false));
    return { calls: (count) => calls(count * workload.batch), note: note(workload) };
  },
});
