import { type Elementwise, Layer, Sequential, sgd, sigmoid, squaredError, step } from "deltarule";
import { describe, expect, it } from "vitest";

const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/** §2.4: bias, weight of x₁, weight of x₂, and the table for (0, 0), (0, 1), (1, 0), (1, 1). */
const gates = {
  and: { θ: [-30, 20, 20], table: [0, 0, 0, 1] },
  nor: { θ: [10, -20, -20], table: [1, 0, 0, 0] },
  or: { θ: [-10, 20, 20], table: [0, 1, 1, 1] },
};

const layer = <N extends number>(outputs: N, f: Elementwise, ...θs: number[][]): Layer<2, N> =>
  new Layer(2, outputs, f, { weights: θs.map((θ) => θ.slice(1)), biases: θs.map(([bias]) => bias) });

const decide = (a: number): number => (a > 0.5 ? 1 : 0);

describe("§2.4 gates", () => {
  describe.each([sigmoid, step])("with $name", (f) => {
    it.each(Object.entries(gates))("%s has its truth table", (_name, { θ, table }) => {
      const net = new Sequential([layer(1, f, θ)]);
      const outputs = net.predict(corners).map(([a]) => a);
      expect(outputs.map(decide)).toEqual(table);
      for (const [k, a] of outputs.entries()) expect(Math.abs(a - table[k])).toBeLessThanOrEqual(f === step ? 0 : 5e-5);
    });

    it("or(and, nor) gives XNOR, with the hidden columns of the lecture notes' table", () => {
      const net = new Sequential([layer(2, f, gates.and.θ, gates.nor.θ), layer(1, f, gates.or.θ)]);
      const { layers } = net.forward(corners);
      expect(Array.from(layers[0].a.data, decide)).toEqual([0, 1, 0, 0, 0, 0, 1, 0]);
      expect(Array.from(layers[1].a.data, decide)).toEqual([1, 0, 0, 1]);
    });

    it("nor(and, nor) gives XOR, by inverting the last gate", () => {
      const net = new Sequential([layer(2, f, gates.and.θ, gates.nor.θ), layer(1, f, gates.nor.θ)]);
      expect(net.predict(corners).map(([a]) => decide(a))).toEqual([0, 1, 1, 0]);
    });
  });

  it("need the corrected values: with the printed bias −10, NOR is 0 at all corners", () => {
    const printed = new Sequential([layer(1, sigmoid, [-10, -20, -20])]);
    expect(printed.predict(corners).map(([a]) => decide(a))).toEqual([0, 0, 0, 0]);
    const printedOr = new Sequential([layer(1, sigmoid, [10, 20, 20])]);
    expect(printedOr.predict(corners).map(([a]) => decide(a))).toEqual([1, 1, 1, 1]);
  });
});

describe("§2.4 no single line separates XOR", () => {
  const z = ([b, w1, w2]: number[], [x1, x2]: number[]): number => b + w1 * x1 + w2 * x2;

  /**
   * A line b + w₁x₁ + w₂x₂ that separates XOR has z(0,1) > 0 and z(1,0) > 0, but z(0,0) ≤ 0 and
   * z(1,1) ≤ 0. Yet every line has z(0,1) + z(1,0) = 2b + w₁ + w₂ = z(0,0) + z(1,1), so one sum
   * would be both above 0 and at most 0. Both sums are linear in (b, w₁, w₂), so they agree
   * everywhere if they agree at the three unit vectors.
   */
  it("since the sums of z at opposite corners are equal for every line", () => {
    for (const unit of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]) {
      const [z00, z01, z10, z11] = corners.map((x) => z(unit, x));
      expect(z01 + z10).toBe(z00 + z11);
    }
  });

  it("so lines separate 14 of the 16 truth tables, all but XOR and XNOR", () => {
    const found = new Set<string>();
    const whole = Array.from({ length: 9 }, (_, i) => i - 4);
    for (const b of whole)
      for (const w1 of whole)
        for (const w2 of whole) {
          const net = new Sequential([layer(1, step, [b + 0.5, w1, w2])]);
          found.add(
            net
              .predict(corners)
              .map(([a]) => decide(a))
              .join(""),
          );
        }
    expect(found.size).toBe(14);
    expect([found.has("0110"), found.has("1001")]).toEqual([false, false]);
  });

  it("and one trained neuron never gets all four corners right", () => {
    for (const seed of [1, 2, 3]) {
      const net = new Sequential([new Layer(2, 1, sigmoid)], { seed });
      net.fit(corners, [[0], [1], [1], [0]], { loss: squaredError, optimizer: sgd({ learningRate: 2 }), epochs: 2000 });
      expect(net.predict(corners).map(([a]) => decide(a))).not.toEqual([0, 1, 1, 0]);
      for (const [a] of net.predict(corners)) expect(a).toBeCloseTo(0.5, 2);
    }
  });
});

describe("§2.4 a hidden layer learns XOR", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])("from seed %i", (seed) => {
    const net = new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed });
    const { epochs, stopped } = net.fit(corners, [[0], [1], [1], [0]], {
      loss: squaredError,
      optimizer: sgd({ learningRate: 2 }),
      epochs: 5000,
      batchSize: 4,
      targetLoss: 0.001,
    });
    expect(stopped).toBe("targetLoss");
    expect(epochs[0].loss).toBeGreaterThan(0.1);
    expect(net.predict(corners).map(([a]) => decide(a))).toEqual([0, 1, 1, 0]);
    for (const [k, [a]] of net.predict(corners).entries()) expect(Math.abs(a - [0, 1, 1, 0][k])).toBeLessThan(0.1);
  });
});
