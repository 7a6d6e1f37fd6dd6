// Networks of brain.js 1 and 2, trained for a moment, with their own outputs after fromJSON.
import second from "brain.js";
import first from "brain.js-1";
import { rowsOf } from "./rows.js";

const positive = (rows) => rows.map((row) => row.map((value) => Math.abs(value) / 2));
const x = positive(rowsOf(30, 3, 1));
const t = positive(rowsOf(30, 2, 2));
const object = (names, row) => Object.fromEntries(names.map((name, i) => [name, row[i]]));
// A name that looks like a number comes first in every object of JavaScript.
const inputNames = ["red", "7", "blue"];
const outputNames = ["dark", "light"];

function trained(lib, options, data, more = {}) {
  const net = new lib.NeuralNetwork({ hiddenLayers: [4, 3], ...options });
  net.train(data, { iterations: 20, errorThresh: 1e-9, ...options, ...more });
  // So short a training leaves most relus at 0.
  for (const layer of net.biases.slice(1)) for (const j of layer.keys()) layer[j] += 0.2 + 0.1 * j;
  const json = JSON.parse(JSON.stringify(net.toJSON()));
  return { json, net: new lib.NeuralNetwork().fromJSON(json) };
}

export async function models() {
  const list = [];
  for (const [version, lib] of [
    [1, first.default ?? first],
    [2, second.default ?? second],
  ]) {
    const rows = x.slice(0, 5).map((row) => row.map((value, i) => (i === 1 ? -value : value)));
    for (const activation of ["sigmoid", "relu", "leaky-relu", "tanh"]) {
      const data = x.map((input, i) => ({ input, output: t[i] }));
      const { json, net } = trained(lib, { activation }, data);
      list.push({ name: `${version}-${activation}`, json, x: rows, y: rows.map((row) => [...net.run(row)]) });
    }
    const data = x.map((row, i) => ({ input: object(inputNames, row), output: object(outputNames, t[i]) }));
    const { json, net } = trained(lib, { activation: "leaky-relu", leakyReluAlpha: 0.2 }, data);
    const y = rows.map((row) => {
      const out = net.run(object(inputNames, row));
      return outputNames.map((name) => out[name]);
    });
    list.push({ name: `${version}-names`, json, inputs: inputNames, outputs: outputNames, x: rows, y });
  }
  return list;
}
