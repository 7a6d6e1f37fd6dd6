// Handwritten digits: 784 gray values in, ten probabilities out. `07-digits.ts 2000` takes only
// about 2000 of the 10,000 digits.
import { accuracy, argmax, crossEntropy, Layer, relu, Sequential, sgd, softmax, split } from "deltarule";
import { loadDigits, pixels } from "./data/digits.js";

const { x, t } = loadDigits(Number(process.argv[2] ?? 10_000));
const { train, test } = split(x, t, { share: 0.2, seed: 1, stratify: true });
console.log(`${train.x.rows} digits to learn from, ${test.x.rows} held out`);

// The slope of relu is 1 for positive z, so δ does not fade on its way back. Single precision is
// enough here.
const net = new Sequential([new Layer(784, 32, relu), new Layer(32, 10, softmax)], { seed: 1, dtype: "float32" });
console.log(net.summary());

const epochs = 5;
const updates = epochs * Math.ceil(train.x.rows / 32);
const training = net.train(train.x, train.t, {
  loss: crossEntropy, // after softmax it is computed from z, so a confident mistake cannot overflow
  // A learning rate may be a function of the step: large steps first, small ones at the end.
  optimizer: sgd({ learningRate: (step) => 0.05 * (1 - step / updates), momentum: 0.9 }),
  epochs,
  batchSize: 32,
  validation: [test.x, test.t],
  metrics: [accuracy],
});
// train is fit as a loop: each turn is one epoch, and `break` stops the training.
for (const { epoch, loss, metrics, validation } of training) {
  const scores = `training ${metrics.accuracy?.toFixed(3)}, held out ${validation?.metrics.accuracy?.toFixed(3)}`;
  console.log(`epoch ${epoch}   loss ${loss.toFixed(4)}   accuracy: ${scores}`);
}

// Draw one digit of the test part, with a character for each level of gray.
const digit = test.x.data.subarray(0, pixels);
for (let r = 0; r < 28; r += 2) {
  console.log(Array.from(digit.subarray(r * 28, r * 28 + 28), (gray) => " ░▒▓█"[Math.round(gray * 4)]).join(""));
}
const probabilities = net.predict(digit);
const guess = argmax(probabilities);
console.log(`the network says ${guess} (${((probabilities[guess] ?? 0) * 100).toFixed(1)} %)`);
