import { accuracy, Layer, matrix, rmse, Sequential, sgd, sigmoid, squaredError, step } from "deltarule";
import { describe, expect, it } from "vitest";

/** The formula of the lecture notes, independent of the library. */
const σ = (x: number): number => 1 / (1 + Math.exp(-x));

const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

describe("§1 regression and classification", () => {
  it("fits continuous values: the weights become the slope and intercept of a straight line", () => {
    const x = Array.from({ length: 21 }, (_, i) => [i / 10 - 1]);
    const t = x.map(([x1]) => [3 * x1 - 2]);
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    net.fit(x, t, { loss: squaredError, optimizer: sgd({ learningRate: 0.5 }), epochs: 300 });
    expect(net.layers[0].weights.data[0]).toBeCloseTo(3, 9);
    expect(net.layers[0].biases?.[0]).toBeCloseTo(-2, 9);
    expect(net.predict([10])[0]).toBeCloseTo(28, 8);
    expect(net.evaluate(x, t, { loss: squaredError, metrics: [rmse] }).metrics.rmse).toBeLessThan(1e-9);
  });

  it("fits classes, decided by output > 0.5", () => {
    const x = Array.from({ length: 20 }, (_, i) => [i / 10 - 0.95]);
    const t = x.map(([x1]) => [x1 > 0.3 ? 1 : 0]);
    const net = new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });
    net.fit(x, t, { loss: squaredError, optimizer: sgd({ learningRate: 20 }), epochs: 500 });
    const classes = net.predict(x).map(([a]) => (a > 0.5 ? 1 : 0));
    expect(classes).toEqual(t.map(([t1]) => t1));
    expect(net.evaluate(x, t, { loss: squaredError, metrics: [accuracy] }).metrics.accuracy).toBe(1);
  });

  it.each([
    [0.5 + 2 ** -53, 1],
    [0.5, 0],
    [0.5 - 2 ** -54, 0],
  ])("takes the output %f for class %i", (output, wanted) => {
    expect(accuracy.compute(matrix(1, 1, [output]), matrix(1, 1, [wanted]))).toBe(1);
    expect(accuracy.compute(matrix(1, 1, [output]), matrix(1, 1, [1 - wanted]))).toBe(0);
  });
});

describe("§1.1 the two activation functions", () => {
  it("step is 0 below 0, 0.5 at 0 and 1 above 0", () => {
    expect([-1e300, -1, -5e-324].map((z) => step.apply(z))).toEqual([0, 0, 0]);
    expect([0, -0].map((z) => step.apply(z))).toEqual([0.5, 0.5]);
    expect([5e-324, 1, 1e300].map((z) => step.apply(z))).toEqual([1, 1, 1]);
  });

  it("sigmoid maps all numbers into (0, 1) around 0.5", () => {
    expect(sigmoid.apply(0)).toBe(0.5);
    for (const z of [-30, -5, -1, -0.1, 0.1, 0.755, 1, 5, 30]) {
      expect(Math.abs(sigmoid.apply(z) / σ(z) - 1)).toBeLessThan(1e-14);
      expect(sigmoid.apply(z)).toBeGreaterThan(0);
      expect(sigmoid.apply(z)).toBeLessThan(1);
    }
    expect([sigmoid.apply(-800), sigmoid.apply(800)]).toEqual([0, 1]);
  });
});

describe("§1.2 the slope of the sigmoid", () => {
  it("is σ(1 − σ), equal to e^−x / (1 + e^−x)² and to the limit of difference quotients", () => {
    expect(sigmoid.derivative(0, 0.5)).toBe(0.25);
    for (const z of [-6, -2, -0.5, 0, 0.68, 3, 6]) {
      const slope = sigmoid.derivative(z, sigmoid.apply(z));
      expect(Math.abs(slope - σ(z) * (1 - σ(z)))).toBeLessThan(1e-15);
      expect(Math.abs(slope - Math.exp(-z) / (1 + Math.exp(-z)) ** 2)).toBeLessThan(1e-14);
      expect(Math.abs(slope - (σ(z + 1e-5) - σ(z - 1e-5)) / 2e-5)).toBeLessThan(1e-10);
    }
  });
});

describe("§2.1 to §2.3 neurons and layers", () => {
  it("computes a neuron as f(wᵀx + b) for any f", () => {
    const [w, x, b] = [[0.5, -1.5, 2], [1, 2, 3], -0.25];
    const z = 0.5 * 1 - 1.5 * 2 + 2 * 3 - 0.25;
    for (const [f, wanted] of [
      [sigmoid, σ(z)],
      [step, 1],
    ] as const) {
      const pass = new Sequential([new Layer(3, 1, f, { weights: [w], biases: [b] })]).forward(x);
      expect(pass.layers[0].z.data[0]).toBe(3.25);
      expect(pass.output.data[0]).toBeCloseTo(wanted, 14);
    }
  });

  /** θ^(1) and θ^(2) of §2.3: row j is for neuron j, and column 0 for x₀ = 1, the bias. */
  const θ1 = [
    [0.1, 0.2, -0.3, 0.4],
    [-0.5, 0.6, 0.7, -0.8],
    [0.9, -1.0, 1.1, 1.2],
  ];
  const θ2 = [[-1.3, 1.4, -1.5, 1.6]];
  const layer = (θ: number[][]) =>
    new Layer(3, θ.length, sigmoid, { weights: θ.map((row) => row.slice(1)), biases: θ.map(([bias]) => bias) });
  const [x1, x2, x3] = [0.3, -0.6, 0.9];

  it("computes the activations of the 3-3-1 network, with θ_ji from i to j and θ_j0 as the bias", () => {
    const a1 = σ(0.1 * 1 + 0.2 * x1 - 0.3 * x2 + 0.4 * x3);
    const a2 = σ(-0.5 * 1 + 0.6 * x1 + 0.7 * x2 - 0.8 * x3);
    const a3 = σ(0.9 * 1 - 1.0 * x1 + 1.1 * x2 + 1.2 * x3);
    const output = σ(-1.3 * 1 + 1.4 * a1 - 1.5 * a2 + 1.6 * a3);
    const { layers } = new Sequential([layer(θ1), layer(θ2)]).forward([x1, x2, x3]);
    [a1, a2, a3].forEach((a, j) => {
      expect(layers[0].a.data[j]).toBeCloseTo(a, 14);
    });
    expect(layers[1].a.data[0]).toBeCloseTo(output, 14);
  });

  it("gets the same z and gradient from an input x₀ = 1 as from a bias", () => {
    const biased = new Sequential([layer(θ1)]);
    const augmented = new Sequential([new Layer(4, 3, sigmoid, { weights: θ1, bias: false })]);
    const left = biased.forward([x1, x2, x3]);
    const right = augmented.forward([1, x1, x2, x3]);
    const target = [0.1, 0.5, 0.9];
    const of = biased.backward(left, target, squaredError).layers[0];
    const to = augmented.backward(right, target, squaredError).layers[0];
    expect(to.biases).toBeNull();
    for (let j = 0; j < 3; j++) {
      expect(right.layers[0].z.data[j]).toBeCloseTo(left.layers[0].z.data[j], 15);
      expect(to.weights.data[4 * j]).toBeCloseTo(of.biases?.[j] ?? Number.NaN, 15);
      for (let i = 0; i < 3; i++) expect(to.weights.data[4 * j + 1 + i]).toBeCloseTo(of.weights.data[3 * j + i], 15);
    }
  });

  it("connects every neuron to every neuron of the next layer by its own weight", () => {
    const net = new Sequential([layer(θ1), layer(θ2)]);
    const at = (x: number[]): Float64Array => Float64Array.from(net.forward(x).layers[0].z.data);
    const base = at([x1, x2, x3]);
    [x1, x2, x3].forEach((_, i) => {
      const moved = at([x1, x2, x3].map((x, k) => (k === i ? x + 1 : x)));
      θ1.forEach((row, j) => {
        expect(moved[j] - base[j]).toBeCloseTo(row[i + 1], 14);
      });
    });
  });
});

describe("§3 forward and backward until the loss is in range", () => {
  const xor = [[0], [1], [1], [0]];
  const make = () => new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed: 7 });
  const options = { loss: squaredError, optimizer: sgd({ learningRate: 2 }), batchSize: 4, epochs: 5000 };

  it("stops after the first epoch with a loss of at most targetLoss, and keeps its updates", () => {
    const net = make();
    const { epochs, stopped } = net.fit(corners, xor, { ...options, targetLoss: 0.01 });
    const losses = epochs.map(({ loss }) => loss);
    expect(stopped).toBe("targetLoss");
    expect(losses.length).toBeGreaterThan(100);
    expect(losses.slice(0, -1).every((loss) => loss > 0.01)).toBe(true);
    expect(losses.at(-1)).toBeLessThanOrEqual(0.01);

    const byCount = make();
    byCount.fit(corners, xor, { ...options, epochs: losses.length });
    expect(net.parameters).toEqual(byCount.parameters);
    const before = make();
    before.fit(corners, xor, { ...options, epochs: losses.length - 1 });
    expect(before.evaluate(corners, xor, { loss: squaredError }).loss).toBeCloseTo(losses.at(-1) ?? Number.NaN, 15);
    expect(net.parameters).not.toEqual(before.parameters);
  });

  it("equals the loop of the lecture notes: forward, compare, backward, update", () => {
    const net = make();
    const rate = 2;
    let updates = 0;
    while (updates < 5000) {
      const pass = net.forward(corners);
      const { loss, gradient } = net.backward(pass, xor, squaredError);
      if (loss <= 0.01) break;
      for (let i = 0; i < gradient.length; i++) net.parameters[i] -= rate * gradient[i];
      updates++;
    }
    const fitted = make();
    const { epochs } = fitted.fit(corners, xor, { ...options, shuffle: false, targetLoss: 0.01 });
    expect(epochs).toHaveLength(updates + 1);
    const before = make();
    before.fit(corners, xor, { ...options, shuffle: false, epochs: updates });
    expect(net.parameters).toEqual(before.parameters);
  });

  it("ends with the epochs if the loss stays out of range", () => {
    const { epochs, stopped } = make().fit(corners, xor, { ...options, epochs: 3, targetLoss: 1e-6 });
    expect([epochs.length, stopped]).toEqual([3, "epochs"]);
  });
});
