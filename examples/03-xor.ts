// XOR: a hidden layer learns what no single neuron can compute.
import { accuracy, Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const t = [[0], [1], [1], [0]];

// The seed determines the initial weights and so the whole run: the same seed gives the same bits.
const net = new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed: 7 });
console.log(net.summary());

// With all four rows in a batch, each update follows the true gradient of E.
const history = net.fit(x, t, {
  loss: squaredError,
  optimizer: sgd({ learningRate: 2 }),
  epochs: 5000,
  batchSize: 4,
  targetLoss: 0.001,
  onEpoch: ({ epoch, loss }) => {
    if (epoch === 1 || epoch % 250 === 0) console.log(`epoch ${String(epoch).padStart(4)}   E = ${loss.toFixed(5)}`);
  },
});
console.log(`stopped by ${history.stopped} after ${history.epochs.length} epochs`);

for (const [r, a] of net.predict(x).entries()) console.log(`${x[r]?.join(" ")} → ${a.join()}   wanted ${t[r]?.join()}`);
const { loss, metrics } = net.evaluate(x, t, { loss: squaredError, metrics: [accuracy] });
console.log(`E = ${loss}, accuracy = ${metrics.accuracy}`);
