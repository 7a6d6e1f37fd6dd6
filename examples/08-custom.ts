// Your own activation, loss and optimizer: each is an object of two or three functions.
import { type Elementwise, Layer, type Loss, type Optimizer, Sequential, type Vector } from "deltarule";

// A bump. The slope stands beside the function and may use z, a = f(z) or both.
const gaussian: Elementwise = {
  name: "gaussian",
  apply: (z) => Math.exp(-z * z),
  derivative: (z, a) => -2 * z * a,
};

// ln cosh of the error: like ½ error² near 0, like |error| far away, so that an outlier does not
// dominate the fit.
const logCosh: Loss = {
  name: "logCosh",
  value: (output, target) =>
    Array.from(output, (o, k) => Math.log(Math.cosh(o - Number(target[k])))).reduce((a, b) => a + b),
  gradient: (output, target, into) => into.set(Array.from(output, (o, k) => Math.tanh(o - Number(target[k])))),
};

// Lion (Chen et al. 2023) steps by the sign of an average of gradients. An optimizer holds no
// state: the caller keeps m.
const lion = (learningRate: number, beta1 = 0.9, beta2 = 0.99): Optimizer<{ m: Vector }> => ({
  name: "lion",
  initialize: (parameterCount) => ({ m: new Float64Array(parameterCount) }),
  step: (parameters, gradient, { m }) => {
    for (const [i, g] of gradient.entries()) {
      const before = Number(m[i]);
      parameters[i] = Number(parameters[i]) - learningRate * Math.sign(beta1 * before + (1 - beta1) * g);
      m[i] = beta2 * before + (1 - beta2) * g;
    }
  },
});

const x = [0, 1].flatMap((x1) => [0, 1].map((x2) => [x1, x2])); // 00, 01, 10, 11
const t = [[0], [1], [1], [0]];
// One neuron learns XOR: no line separates these points, but a ridge along x₁ + x₂ = 1 does.
const net = new Sequential([new Layer(2, 1, gaussian)], { seed: 6 });

// Check the slope: compare one entry of the gradient with a difference quotient of E.
const { gradient } = net.backward(net.forward(x), t, logCosh);
const bias = Number(net.parameters[2]); // two weights, then the bias
const E = (value: number): number => {
  net.parameters[2] = value;
  return net.evaluate(x, t, { loss: logCosh }).loss;
};
console.log(`∂E/∂b = ${gradient[2]}, by differences ${(E(bias + 1e-5) - E(bias - 1e-5)) / 2e-5}`);
net.parameters[2] = bias;

const { epochs } = net.fit(x, t, { loss: logCosh, optimizer: lion(0.01), epochs: 400, batchSize: 4 });
console.log(`E fell from ${epochs[0]?.loss.toFixed(4)} to ${epochs.at(-1)?.loss.toExponential(1)}`);
for (const [r, a] of net.predict(x).entries()) console.log(`${x[r]?.join(" ")} → ${a.join()}`);
