// One step of backpropagation on a 2-2-1 network, with every number: the worked example of the
// lecture notes, §3.1.
import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";

const x = [0.35, 0.9];
const t = [0.5];

// The example has no biases. Row j holds the weights into neuron j: w₁₃ and w₂₃ go into neuron 3.
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

// Forward: the notes call z x₃, x₄, x₅, and a O₃, O₄, O₅.
const forward = net.forward(x);
for (const [l, { z, a }] of forward.layers.entries()) {
  console.log(`layer ${l}: z = ${z.data.join(", ")}   a = ${a.data.join(", ")}`);
}

// Backward: δ₅ = (O₅ − t) O₅ (1 − O₅); δⱼ = Oⱼ (1 − Oⱼ) δ₅ wⱼ₅; and ∂E/∂wᵢⱼ = δⱼ Oᵢ.
const backward = net.backward(forward, t, squaredError);
console.log(`E = ${backward.loss}`);
for (const [l, { delta, weights }] of backward.layers.entries()) {
  console.log(`layer ${l}: δ = ${delta.data.join(", ")}   ∂E/∂W = ${weights.data.join(", ")}`);
}

// One update, w ← w − η ∂E/∂w with η = 1. All δ come from the old weights, as they must.
const optimizer = sgd({ learningRate: 1 });
optimizer.step(net.parameters, backward.gradient, optimizer.initialize(net.parameters.length));
console.log(`w₁₃ w₂₃ w₁₄ w₂₄ w₃₅ w₄₅ = ${net.parameters.join(", ")}`);
console.log(`E after the step = ${net.evaluate([x], [t], { loss: squaredError }).loss}`);
