// The derivation of one training step with the numbers of a network: as text, and as a page to step
// through.
import { writeFileSync } from "node:fs";
import { argv } from "node:process";
import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";
import { explain, toHtml, toText } from "deltarule/explain";

// The worked example of the lecture notes, §3.1, as in 04-by-hand.ts.
const net = new Sequential([
  new Layer(2, 2, sigmoid, {
    bias: false,
    weights: [
      [0.1, 0.8], // w₁₃ w₂₃
      [0.4, 0.6], // w₁₄ w₂₄
    ],
  }),
  new Layer(2, 1, sigmoid, { bias: false, weights: [[0.3, 0.9]] }), // w₃₅ w₄₅
]);

// `check` compares each gradient with a difference quotient, which is the number after each ✓.
const trace = explain(net, [0.35, 0.9], [0.5], {
  loss: squaredError,
  optimizer: sgd({ learningRate: 1 }),
  check: true,
});
console.log(toText(trace));

// Given a file name, the program writes the page there: open it and use the arrow keys.
const [, , file] = argv;
if (file !== undefined) writeFileSync(file, toHtml(trace));
