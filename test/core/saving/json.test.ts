import {
  type Activation,
  elu,
  gelu,
  identity,
  Layer,
  leakyRelu,
  relu,
  Sequential,
  sigmoid,
  softmax,
  step,
  surrogate,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const sine: Activation = { name: "sine", apply: Math.sin, derivative: Math.cos };
const power = (exponent: number): Activation => ({
  name: "power",
  options: { exponent },
  apply: (z) => Math.abs(z) ** exponent,
  derivative: () => 0,
});
const ownRelu: Activation = { ...relu };
const own = [sine, power(2), power(3), ownRelu];
const activations: readonly Activation[] = [
  identity,
  sigmoid,
  tanh,
  relu,
  gelu,
  step,
  softmax,
  leakyRelu(),
  leakyRelu(-0.5),
  leakyRelu(-0),
  elu(),
  elu(1 / 3),
  surrogate(step, sigmoid),
  surrogate(step, leakyRelu(0.2)),
  surrogate(surrogate(step, tanh), elu(2)),
  ...own,
];

const networks = fc
  .record({
    widths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 }),
    picks: fc.array(fc.nat(activations.length - 1), { minLength: 4, maxLength: 4 }),
    biases: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    dtype: fc.constantFrom("float64" as const, "float32" as const),
    seed: fc.maxSafeNat(),
  })
  .map(({ widths, picks, biases, dtype, seed }) => {
    const layers = widths
      .slice(1)
      .map((width, l) => new Layer(widths[l], width, activations[picks[l]], { bias: biases[l] }));
    return new Sequential(layers, { dtype, seed });
  });

describe("a round trip", () => {
  test("through a text gives the same network, bit for bit, with the same activations", () => {
    fc.assert(
      fc.property(networks, (net) => {
        const back = Sequential.fromJSON(JSON.parse(JSON.stringify(net)), { activations: own });
        expect(back.parameters).toEqual(net.parameters);
        expect([back.dtype, back.seed]).toEqual([net.dtype, net.seed]);
        expect(back.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual(
          net.layers.map(({ inputs, outputs }) => [inputs, outputs]),
        );
        back.layers.forEach(({ activation, biases }, l) => {
          expect(activation).toBe(net.layers[l].activation);
          expect(biases === null).toBe(net.layers[l].biases === null);
        });
        expect(back.toJSON()).toEqual(net.toJSON());
        const x = Array.from({ length: net.inputs }, (_, i) => Math.sin(i + 1));
        expect(back.predict(x)).toEqual(net.predict(x));
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  test("keeps every bit of extreme numbers, in both dtypes", () => {
    for (const [dtype, numbers] of [
      ["float64", [5e-324, -0, 1.7976931348623157e308, 0.1, Math.PI, -1e-310]],
      ["float32", [1.401298464324817e-45, -0, 3.4028234663852886e38, 0.1, Math.PI, -1e-40]],
    ] as const) {
      const net = new Sequential([new Layer(1, 3)], { dtype, seed: 1 });
      net.parameters.set(numbers);
      const { parameters } = Sequential.fromJSON(JSON.parse(JSON.stringify(net)));
      expect(parameters).toEqual(net.parameters);
      expect(Object.is(parameters[1], -0)).toBe(true);
    }
  });

  test("shares nothing with the network", () => {
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    const json = net.toJSON();
    const back = Sequential.fromJSON(json);
    back.parameters.fill(9);
    expect(net.toJSON()).toEqual(json);
  });

  test("writes this format", () => {
    const net = new Sequential(
      [
        new Layer(1, 1, leakyRelu(0.5), { weights: [[1]], bias: false }),
        new Layer(1, 1, surrogate(step, sine), { weights: [[-2]], biases: [0.5] }),
      ],
      { seed: 7, dtype: "float32" },
    );
    expect(net.toJSON()).toEqual({
      format: "deltarule/network",
      version: 1,
      dtype: "float32",
      seed: 7,
      layers: [
        { inputs: 1, outputs: 1, bias: false, dropout: 0, activation: { name: "leakyRelu", options: { slope: 0.5 } } },
        {
          inputs: 1,
          outputs: 1,
          bias: true,
          dropout: 0,
          activation: { name: "surrogate", forward: { name: "step" }, backward: { name: "sine", custom: true } },
        },
      ],
      // 0000803f, 000000c0, 0000003f: 1, −2 and 0.5, little-endian.
      parameters: Buffer.from("0000803f000000c00000003f", "hex").toString("base64"),
      checksum: net.toJSON().checksum,
    });
    expect(net.toJSON().checksum).toMatch(/^[0-9a-f]{8}$/);
  });
});
