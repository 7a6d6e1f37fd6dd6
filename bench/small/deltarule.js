const library = await import(process.env.DELTARULE ?? "../../dist/index.js");

import { samples, sigmoids, tanhs, times, trainings, xor } from "./data.js";

const { Layer, Sequential, sgd } = library;

/** Epochs of one call of `fit`: a call that lasts seconds would hide what people see. */
const mostEpochs = 5000;

export function open(options) {
  const make = ({ widths: [inputs, middle, outputs], hidden, output }) =>
    new Sequential([new Layer(inputs, middle, library[hidden]), new Layer(middle, outputs, library[output])], {
      seed: 7,
      ...options,
    });
  const optionsOf = ({ net, learningRate, batch, shuffle }) => ({
    loss: library[net.loss],
    optimizer: sgd({ learningRate }),
    batchSize: batch,
    shuffle,
    // 100 epochs are too few for the exclusive or, and the console takes longer than they do.
    onWarning: () => {},
  });
  const epochsIn = (training, more) => () => {
    const { net, data } = training;
    const [network, all] = [make(net), { ...optionsOf(training), ...more }];
    return (count) => {
      for (let left = count; left > 0; left -= mostEpochs) {
        network.fit(data.x, data.t, { ...all, epochs: Math.min(left, mostEpochs) });
      }
    };
  };
  const predictRows = (count) => () => {
    const network = make(tanhs);
    const rows = samples(count, 4);
    return times(() => network.predict(rows)[0][0]);
  };
  return {
    xor: epochsIn(trainings.xor),
    xorWatched: epochsIn(trainings.xor, { onEpoch: () => {} }),
    fitOne: () => {
      const [network, one] = [make(sigmoids), { ...optionsOf(trainings.xor), epochs: 1 }];
      return times(() => network.fit(xor.x, xor.t, one));
    },
    fitHundred: () => {
      const hundred = { ...optionsOf(trainings.xor), epochs: 100 };
      return times(() => make(sigmoids).fit(xor.x, xor.t, hundred));
    },
    partialFit: () => {
      const network = make(sigmoids);
      const options = { loss: library.squaredError, optimizer: sgd({ learningRate: 0.5 }) };
      return times((i) => network.partialFit([xor.x[i & 3]], [xor.t[i & 3]], options));
    },
    predictOne: () => {
      const network = make(sigmoids);
      const rows = samples(8, 2);
      return times((i) => network.predict(rows[i & 7])[0]);
    },
    predict1: predictRows(1),
    predict2: predictRows(2),
    predict4: predictRows(4),
    predict16: predictRows(16),
    predict64: predictRows(64),
    fromJSON: () => {
      const json = JSON.parse(JSON.stringify(make(sigmoids)));
      return times(() => Sequential.fromJSON(json));
    },
    W1a: epochsIn(trainings.W1a),
    W1b: epochsIn(trainings.W1b),
    W2: epochsIn(trainings.W2),
    iris: epochsIn(trainings.iris),
  };
}

/** The program of the README. Returns the number of epochs that it trained. */
export function program(epochs) {
  const net = new Sequential([new Layer(2, 4, library.sigmoid), new Layer(4, 1, library.sigmoid)], { seed: 7 });
  const history = net.fit(xor.x, xor.t, {
    loss: library.squaredError,
    optimizer: sgd({ learningRate: 2 }),
    epochs,
    batchSize: 4,
    targetLoss: 0.001,
  });
  net.predict([0, 1]);
  net.predict([1, 1]);
  return history.epochs.length;
}
