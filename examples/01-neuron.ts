// A neuron: a weighted sum of its inputs, then an activation function.
import { Layer, Sequential, sigmoid, step } from "deltarule";

const x = [0.5, -1];
const w = [3, 0.5];
const b = -0.4;

// A network of one layer with one neuron. Row j of the weights belongs to neuron j.
const neuron = new Sequential([new Layer(2, 1, sigmoid, { weights: [w], biases: [b] })]);

// forward keeps two numbers for every neuron: z before the activation and a after it.
const { layers, output } = neuron.forward(x);
for (const { z, a } of layers) {
  console.log(`z = 3 · 0.5 + 0.5 · (−1) − 0.4 = ${z.data.join()}`);
  console.log(`a = sigmoid(z)                 = ${a.data.join()}`);
}

// Read as a probability, the output decides between two classes.
const [a = Number.NaN] = output.data;
console.log(a > 0.5 ? "class 1, since a > 0.5" : "class 0, since a ≤ 0.5");

// step decides at once, but its slope is 0 everywhere except at its jump: there is nothing to learn
// from. Therefore networks use sigmoid.
console.log("\n    z   step   sigmoid   slope of sigmoid");
for (const z of [-4, -1, 0, 1, 4]) {
  const a = sigmoid.apply(z);
  const cells = [z.toFixed(0).padStart(5), step.apply(z).toFixed(1).padStart(6), a.toFixed(4).padStart(9)];
  console.log(`${cells.join(" ")} ${sigmoid.derivative(z, a).toFixed(4).padStart(18)}`);
}
