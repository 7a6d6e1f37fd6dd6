import {
  type Dtype,
  identity,
  Layer,
  type LayerOptions,
  type Optimizer,
  OptionError,
  Sequential,
  sgd,
  sigmoid,
  squaredError,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";
import { masksOf } from "../../helpers/masks.js";

const W1 = [
  [0.3, -0.2],
  [0.8, 0.1],
  [-0.5, 0.6],
];
const W2 = [
  [0.4, -0.7, 0.2],
  [0.1, 0.9, -0.3],
];
const W3 = [[0.6, -0.8]];
const make = (dropout: readonly [number, number] = [0.5, 0.25], dtype: Dtype = "float64", seed = 21) =>
  new Sequential(
    [
      new Layer(2, 3, tanh, { weights: W1, biases: [0.1, 0.2, -0.1], dropout: dropout[0] }),
      new Layer(3, 2, sigmoid, { weights: W2, biases: [0.3, -0.2], dropout: dropout[1] }),
      new Layer(2, 1, identity, { weights: W3, biases: [0.05] }),
    ],
    { seed, dtype },
  );
const x = [
  [1, 0.5],
  [-0.3, 0.8],
  [0.2, -1],
];
const t = [[1], [0], [0.5]];
const fitting = { loss: squaredError, optimizer: sgd({ learningRate: 0.5 }), batchSize: 3, shuffle: false };

/**
 * Two updates of the network above, in plain loops. The mask multiplies a in the forward pass, and
 * ∂E/∂a in the backward pass.
 */
function byHand(masks: readonly [number[][][], number[][][]], rate: number): number[] {
  const W = [W1, W2, W3].map((rows) => rows.map((row) => [...row]));
  const b = [[0.1, 0.2, -0.1], [0.3, -0.2], [0.05]];
  for (const step of [0, 1]) {
    const dW = W.map((rows) => rows.map((row) => row.map(() => 0)));
    const db = b.map((row) => row.map(() => 0));
    x.forEach((sample, r) => {
      const z = (l: number, input: readonly number[]) =>
        W[l].map((row, j) => row.reduce((sum, w, i) => sum + w * input[i], b[l][j]));
      const a1 = z(0, sample).map(Math.tanh);
      const p1 = a1.map((a, k) => a * masks[0][step][r][k]);
      const a2 = z(1, p1).map((one) => 1 / (1 + Math.exp(-one)));
      const p2 = a2.map((a, k) => a * masks[1][step][r][k]);
      const d3 = [(z(2, p2)[0] - t[r][0]) / 3];
      // f′ takes the unmasked a: the δ of a dropped neuron is 0 because of its mask, not of its a.
      const d2 = a2.map((a, k) => d3[0] * W[2][0][k] * masks[1][step][r][k] * a * (1 - a));
      const d1 = a1.map((a, k) => (d2[0] * W[1][0][k] + d2[1] * W[1][1][k]) * masks[0][step][r][k] * (1 - a * a));
      for (const [l, [delta, input]] of (
        [
          [d1, sample],
          [d2, p1],
          [d3, p2],
        ] as const
      ).entries()) {
        delta.forEach((d, j) => {
          db[l][j] += d;
          input.forEach((a, i) => {
            dW[l][j][i] += d * a;
          });
        });
      }
    });
    W.forEach((rows, l) => {
      rows.forEach((row, j) => {
        b[l][j] -= rate * db[l][j];
        row.forEach((_, i) => {
          row[i] -= rate * dW[l][j][i];
        });
      });
    });
  }
  return W.flatMap((rows, l) => [...rows.flat(), ...b[l]]);
}

describe("the masks", () => {
  const query = { seed: 21, dropout: 0.4, width: 5, rows: 7, steps: 3 };

  test("are 0 with probability p, else 1/(1 − p), and their mean is 1", () => {
    for (const dropout of [0.1, 0.5, 0.8]) {
      const masks = masksOf({ ...query, dropout, width: 50, rows: 40, steps: 10 }).flat(2);
      const kept = masks.filter((mask) => mask !== 0);
      expect(new Set(kept)).toEqual(new Set([1 / (1 - dropout)]));
      // 20,000 draws: five standard deviations.
      const width = 5 * Math.sqrt((dropout * (1 - dropout)) / masks.length);
      expect(Math.abs(kept.length / masks.length - (1 - dropout))).toBeLessThan(width);
      const mean = masks.reduce((sum, mask) => sum + mask, 0) / masks.length;
      expect(Math.abs(mean - 1)).toBeLessThan(width / (1 - dropout));
    }
  });

  test("differ between updates, samples, layers and seeds, and repeat otherwise", () => {
    const masks = masksOf(query);
    expect(masksOf(query)).toEqual(masks);
    expect(masksOf({ ...query, steps: 5 }).slice(0, 3)).toEqual(masks);
    expect(masksOf({ ...query, seed: 22 })).not.toEqual(masks);
    expect(masksOf({ ...query, before: 1 })).not.toEqual(masks);
    expect(masksOf({ ...query, before: 2 })).not.toEqual(masksOf({ ...query, before: 1 }));
    expect(new Set(masks.map(String)).size).toBe(3);
    expect(new Set(masks[0].map(String)).size).toBeGreaterThan(3);
  });

  test("do not depend on where a batch is cut", () => {
    // With 1000² parameters a slice has one sample, with 3 parameters it has all 3000. Both draw
    // from the same stream, sample after sample.
    const zeros = (width: number, rows: number) =>
      masksOf({ ...query, width, rows, steps: 1 })
        .flat(2)
        .map((mask) => mask === 0);
    expect(zeros(1000, 3)).toEqual(zeros(1, 3000));
  });
});

describe("training with dropout", () => {
  const masks = [
    masksOf({ seed: 21, dropout: 0.5, width: 3, rows: 3, steps: 2 }),
    masksOf({ seed: 21, dropout: 0.25, width: 2, rows: 3, steps: 2, before: 1 }),
  ] as const;

  test("gives the updates of the plain loops: masks forward and backward, f′ of the unmasked a", () => {
    expect(masks.flat(3)).toContain(0);
    const net = make();
    net.fit(x, t, { ...fitting, epochs: 2 });
    const wanted = byHand(masks, 0.5);
    net.parameters.forEach((value, k) => {
      expect(value).toBeCloseTo(wanted[k], 14);
    });
    const single = make(undefined, "float32");
    single.fit(x, t, { ...fitting, epochs: 2 });
    single.parameters.forEach((value, k) => {
      expect(value).toBeCloseTo(wanted[k], 5);
    });
  });

  test("with dropout 0 gives the updates of the same loops with masks of 1", () => {
    const net = make([0, 0]);
    net.fit(x, t, { ...fitting, epochs: 2 });
    const wanted = byHand(
      [masks[0].map((s) => s.map((r) => r.map(() => 1))), masks[1].map((s) => s.map(() => [1, 1]))],
      0.5,
    );
    net.parameters.forEach((value, k) => {
      expect(value).toBeCloseTo(wanted[k], 14);
    });
  });

  test("predict, forward, backward, evaluate and validation have no dropout", () => {
    const [net, plain] = [make(), make([0, 0])];
    expect(net.predict(x)).toEqual(plain.predict(x));
    expect(net.forward(x)).toEqual(plain.forward(x));
    expect(net.backward(net.forward(x), t, squaredError)).toEqual(plain.backward(plain.forward(x), t, squaredError));
    expect(net.evaluate(x, t, { loss: squaredError })).toEqual(plain.evaluate(x, t, { loss: squaredError }));
    const [report] = net.fit(x, t, { ...fitting, epochs: 1, validation: [x, t] }).epochs;
    expect(report.validation).toEqual(net.evaluate(x, t, { loss: squaredError }));
  });

  test("JSON and clone keep it: they train to the same bits", () => {
    const nets = [make(), make().clone(), Sequential.fromJSON(JSON.parse(JSON.stringify(make())))];
    for (const net of nets) {
      expect(net.layers.map(({ dropout }) => dropout)).toEqual([0.5, 0.25, 0]);
      net.fit(x, t, { ...fitting, epochs: 3 });
      expect(net.parameters).toEqual(nets[0].parameters);
    }
    expect(nets[0].parameters).not.toEqual(make().parameters);
  });

  test("depends on the seed, even from the same weights", () => {
    const [one, two] = [make(), make(undefined, "float64", 22)];
    one.fit(x, t, { ...fitting, epochs: 1 });
    two.fit(x, t, { ...fitting, epochs: 1 });
    expect(one.parameters).not.toEqual(two.parameters);
  });
});

describe("a wrong dropout", () => {
  const layer = (dropout: unknown) => () => new Layer(2, 3, tanh, { dropout } as LayerOptions);
  const stateless: Optimizer<{ count: number }> = {
    name: "stateless",
    initialize: () => ({ count: 0 }),
    step: () => {},
  };
  testFailures([
    ["of 1", layer(1), OptionError, "Layer: dropout is 1, wanted a number from 0 below 1"],
    ["below 0", layer(-0.1), OptionError, "Layer: dropout is -0.1, wanted a number from 0 below 1"],
    ["that is a text", layer("0.5"), OptionError, 'Layer: dropout is "0.5", wanted a number from 0 below 1'],
    ["that is null", layer(null), OptionError, "Layer: dropout is null, wanted a number from 0 below 1"],
    [
      "on the last layer",
      () => new Sequential([new Layer(2, 3), new Layer(3, 1, tanh, { dropout: 0.5 })]),
      OptionError,
      "Sequential: the last layer's dropout is 0.5, wanted 0: no layer comes after it",
    ],
  ]);

  test("partialFit with a state that counts no steps draws from the network's count", () => {
    const [whole, streamed] = [make(), make()];
    const optimizer = stateless as Optimizer;
    whole.fit(x, t, { loss: squaredError, optimizer, batchSize: x.length, shuffle: false, epochs: 3 });
    for (let k = 0; k < 3; k++) {
      streamed.partialFit(x, t, { loss: squaredError, optimizer, state: stateless.initialize(1) });
    }
    expect(streamed.parameters).toEqual(whole.parameters);
  });
});
