// The loops by hand of bench/peers/plain.js, on the data of this table.
import { open as openPlain } from "../peers/plain.js";
import { samples, sigmoids, tanhs, times, trainings, xor } from "./data.js";

const flat = (rows) => Float64Array.from(rows.flat());
const plain = openPlain();

export function open() {
  const epochsIn =
    ({ net, data, learningRate, batch }) =>
    () =>
      plain.train(
        { ...net, optimizer: "sgd", learningRate, batch },
        { x: flat(data.x), t: flat(data.t), rows: data.x.length },
      ).epochs;
  const predictRows = (count) => () => {
    const predict = plain.network(tanhs);
    const rows = samples(count, 4);
    return times(() => rows.map((row) => predict(row).slice())[0][0]);
  };
  return {
    xor: epochsIn(trainings.xor),
    predictOne: () => {
      const predict = plain.network(sigmoids);
      const rows = samples(8, 2);
      return times((i) => predict(rows[i & 7]).slice()[0]);
    },
    predict1: predictRows(1),
    predict2: predictRows(2),
    predict4: predictRows(4),
    predict16: predictRows(16),
    predict64: predictRows(64),
    W1a: epochsIn(trainings.W1a),
    W1b: epochsIn(trainings.W1b),
    W2: epochsIn(trainings.W2),
    iris: epochsIn(trainings.iris),
  };
}

export function program(epochs) {
  trainProgram()(epochs);
  return epochs;
}

const trainProgram = () =>
  plain.train({ ...sigmoids, optimizer: "sgd", learningRate: 2, batch: 4 }, { x: flat(xor.x), t: flat(xor.t), rows: 4 })
    .epochs;
