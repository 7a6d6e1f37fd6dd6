import * as deltarule from "../../dist/index.js";
import { classesOf, cycle, toViews } from "./data.js";

const { Layer, matrix, Sequential, ...named } = deltarule;

/** Uses the public interface: `engine` names an export, `dtype` is the option of that name. */
export function open({ dtype, engine }) {
  const make = ({ widths, hidden, output }) => {
    const last = widths.length - 2;
    const layers = widths.slice(1).map((width, l) => new Layer(widths[l], width, named[l === last ? output : hidden]));
    return new Sequential(layers, { dtype, seed: 1, engine: named[engine] });
  };
  // If WebAssembly is refused, another engine takes over.
  const noteOf = (net) => (net.engine.name === engine ? "" : `runs on the engine ${net.engine.name}`);
  const table = (data, columns) => matrix(data.length / columns, columns, data);

  return {
    train(workload, { x, t }) {
      const { widths, loss, optimizer, learningRate, batch } = workload;
      const [inputs, outputs] = [widths[0], widths.at(-1)];
      const net = make(workload);
      const options = {
        loss: named[loss],
        optimizer: named[optimizer]({ learningRate }),
        batchSize: batch,
        shuffle: false,
      };
      const [samples, targets] = [table(x, inputs), table(t, outputs)];
      return {
        epochs: (epochs) => net.fit(samples, targets, { ...options, epochs }),
        classes: (rows) => classesOf(net.predict(table(rows, inputs)).data, outputs),
        note: noteOf(net),
      };
    },
    predict(workload, x) {
      const net = make(workload);
      const [inputs] = workload.widths;
      const rows = workload.batch === 1 ? toViews(x, inputs) : [table(x, inputs)];
      return { calls: cycle(rows, (row) => net.predict(row)), note: noteOf(net) };
    },
  };
}
