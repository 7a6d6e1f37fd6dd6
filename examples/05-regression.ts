// Regression: a continuous target. The network learns sin from 40 noisy points and is tested
// between them.
import { Layer, type Metric, mse, rmse, Sequential, sgd, tanh } from "deltarule";

// Noise that is the same in every run: the fractional digits of a product.
const noise = (i: number): number => ((i * 0.6180339887) % 1) - 0.5;
const xs = Array.from({ length: 40 }, (_, i) => -3 + (6 * i) / 39);
const x = xs.map((value) => [value]);
const t = xs.map((value, i) => [Math.sin(value) + 0.1 * noise(i)]);

// The last layer has no activation (identity is the default): sigmoid could not give −1.
const net = new Sequential([new Layer(1, 12, tanh), new Layer(12, 1)], { seed: 1 });

// A metric of your own is a name and a function of all outputs and all targets.
const worst: Metric = {
  name: "worst",
  compute: (output, target) => Math.max(...output.data.map((o, k) => Math.abs(o - (target.data[k] ?? Number.NaN)))),
};

const { epochs } = net.fit(x, t, {
  loss: mse,
  optimizer: sgd({ learningRate: 0.02, momentum: 0.9 }),
  epochs: 2000,
  batchSize: 8,
  metrics: [rmse],
});
for (const { epoch, metrics } of epochs.filter(({ epoch }) => epoch === 1 || epoch % 500 === 0)) {
  console.log(`epoch ${String(epoch).padStart(4)}   rmse ${metrics.rmse?.toFixed(4)}`);
}

// Test between the points against the true curve, to see that the noise was not learned.
const between = xs.slice(1).map((value) => value - 3 / 39);
const truth = between.map((value) => [Math.sin(value)]);
const { metrics } = net.evaluate(
  between.map((value) => [value]),
  truth,
  { loss: mse, metrics: [rmse, worst] },
);
console.log(`between the points: rmse ${metrics.rmse?.toFixed(4)}, worst ${metrics.worst?.toFixed(4)}`);
console.log(`sin(1) = ${Math.sin(1).toFixed(4)}, the network says ${net.predict([1]).join()}`);
