import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";
import { describe, expect, it } from "vitest";

// §3.1: two inputs, two hidden neurons 3 and 4, one output neuron 5, no biases.
const x = [0.35, 0.9];
const t = [0.5];

/** In the order of `parameters`: W row by row is w₁₃ w₂₃ | w₁₄ w₂₄, then w₃₅ w₄₅. */
const names = ["w13", "w23", "w14", "w24", "w35", "w45"] as const;

const gradients = {
  w13: 0.0009290711608096601,
  w23: 0.0023890401277962686,
  w14: 0.002860075772445455,
  w24: 0.007354480557716884,
  w35: 0.027674034938717867,
  w45: 0.027001636991007414,
};

const make = () =>
  new Sequential([
    new Layer(2, 2, sigmoid, {
      bias: false,
      weights: [
        [0.1, 0.8],
        [0.4, 0.6],
      ],
    }),
    new Layer(2, 1, sigmoid, { bias: false, weights: [[0.3, 0.9]] }),
  ]);

function expectNear(value: number | undefined, wanted: number): void {
  expect(Math.abs((value ?? Number.NaN) - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
  expect(Math.abs((value ?? Number.NaN) / wanted - 1)).toBeLessThanOrEqual(1e-12);
}

describe("§3.1 the example worked by hand", () => {
  it("goes forward: x₃, x₄, O₃, O₄, x₅, O₅ and E", () => {
    const net = make();
    const { layers, output } = net.forward(x);
    expectNear(layers[0].z.data[0], 0.755);
    expectNear(layers[0].z.data[1], 0.68);
    expectNear(layers[0].a.data[0], 0.6802671966986485);
    expectNear(layers[0].a.data[1], 0.6637386974043528);
    expectNear(layers[1].z.data[0], 0.801444986673512);
    expectNear(layers[1].a.data[0], 0.6902834929076443);
    expectNear(output.data[0], 0.6902834929076443);
    expectNear(net.predict(x)[0], 0.6902834929076443);
    expectNear(net.backward(net.forward(x), t, squaredError).loss, 0.01810390383656677);
    expectNear(net.evaluate([x], [t], { loss: squaredError }).loss, 0.01810390383656677);
  });

  it("goes backward: δ₅, δ₃, δ₄ and the six gradients", () => {
    const net = make();
    const { layers, gradient } = net.backward(net.forward(x), t, squaredError);
    expectNear(layers[1].delta.data[0], 0.04068112511233904);
    expectNear(layers[0].delta.data[0], 0.002654489030884743);
    expectNear(layers[0].delta.data[1], 0.008171645064129872);
    expect(gradient).toHaveLength(6);
    names.forEach((name, i) => {
      expectNear(gradient[i], gradients[name]);
    });
    expectNear(layers[0].weights.data[0], gradients.w13);
    expectNear(layers[0].weights.data[1], gradients.w23);
    expectNear(layers[0].weights.data[2], gradients.w14);
    expectNear(layers[0].weights.data[3], gradients.w24);
    expectNear(layers[1].weights.data[0], gradients.w35);
    expectNear(layers[1].weights.data[1], gradients.w45);
    expect([layers[0].biases, layers[1].biases]).toEqual([null, null]);
  });

  it.each(names.map((name, i) => [name, i] as const))("∂E/∂%s is the slope of E along that weight", (name, i) => {
    const net = make();
    const start = net.parameters[i];
    const errorAt = (weight: number): number => {
      net.parameters[i] = weight;
      return net.evaluate([x], [t], { loss: squaredError }).loss;
    };
    const h = 1e-5;
    const slope = (errorAt(start + h) - errorAt(start - h)) / (2 * h);
    expect(Math.abs(slope / gradients[name] - 1)).toBeLessThan(1e-7);
  });

  it.each([
    { learningRate: 1, output: 0.6820185832642942, error: 0.016565382326770395 },
    { learningRate: 0.5, output: 0.6861626280720392, error: 0.017328262045344198 },
  ])("after one update with learning rate $learningRate, O₅ and E are smaller", ({ learningRate, output, error }) => {
    const net = make();
    const before = net.parameters.slice();
    const history = net.fit([x], [t], { loss: squaredError, optimizer: sgd({ learningRate }), epochs: 1 });
    expectNear(history.epochs[0].loss, 0.01810390383656677);
    names.forEach((name, i) => {
      expectNear(net.parameters[i], before[i] - learningRate * gradients[name]);
    });
    expectNear(net.predict(x)[0], output);
    expectNear(net.evaluate([x], [t], { loss: squaredError }).loss, error);
  });

  it("updates the hidden weights by δ₃ and δ₄ from the old w₃₅ and w₄₅", () => {
    const net = make();
    net.fit([x], [t], { loss: squaredError, optimizer: sgd({ learningRate: 1 }), epochs: 1 });
    const [O3, O4, δ5] = [0.6802671966986485, 0.6637386974043528, 0.04068112511233904];
    const moved = (w: number, O: number): number => w - δ5 * O;
    const fromOld = [0.3 * δ5 * O3 * (1 - O3), 0.9 * δ5 * O4 * (1 - O4)];
    const fromNew = [moved(0.3, O3) * δ5 * O3 * (1 - O3), moved(0.9, O4) * δ5 * O4 * (1 - O4)];
    [0.1, 0.4].forEach((w1, j) => {
      const used = (w1 - net.layers[0].weights.data[2 * j]) / x[0];
      expect(Math.abs(used - fromOld[j])).toBeLessThan(1e-12);
      expect(Math.abs(used - fromNew[j])).toBeGreaterThan(1e-4);
    });
  });

  it("brings O₅ to t₅ by repeated steps", () => {
    const net = make();
    const { stopped } = net.fit([x], [t], {
      loss: squaredError,
      optimizer: sgd({ learningRate: 1 }),
      epochs: 1000,
      targetLoss: 1e-9,
    });
    expect(stopped).toBe("targetLoss");
    expect(net.predict(x)[0]).toBeCloseTo(0.5, 4);
  });

  it("differs from the printed O₃, ∂E/∂x₅ and O₄ of the lecture notes in the digits shown", () => {
    const net = make();
    const pass = net.forward(x);
    const { layers } = net.backward(pass, t, squaredError);
    expect(pass.layers[0].a.data[0].toFixed(3)).toBe("0.680");
    expect(pass.layers[0].a.data[1].toFixed(3)).toBe("0.664");
    expect(layers[1].delta.data[0].toFixed(4)).toBe("0.0407");
    expect(layers[1].weights.data[1].toFixed(4)).toBe("0.0270");
    expect((0.19 * 0.69 * 0.31).toFixed(4)).toBe("0.0406");
  });
});
