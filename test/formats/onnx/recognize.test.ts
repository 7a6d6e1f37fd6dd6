import { FormatError, identity, relu, type Sequential } from "deltarule";
import { fromOnnx } from "deltarule/formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graph, node, tensor } from "../../helpers/onnxGraph.js";

const scalar = (name: string, value: number) => tensor(name, [], [value]);
const z = node("MatMul", ["x", "one"], "z");
const read = (nodes: readonly Uint8Array[], constants: Readonly<Record<string, number>>) =>
  fromOnnx(
    graph({
      nodes: [z, ...nodes],
      tensors: [tensor("one", [1, 1], [1]), ...Object.entries(constants).map(([name, value]) => scalar(name, value))],
    }),
  ) as Sequential;

/** Numbers of every size and sign. */
const size = fc.tuple(fc.double({ min: -3, max: 18, noNaN: true }), fc.boolean()).map(([power, isNegative]) => {
  const value = Math.fround(10 ** power);
  return isNegative ? -value : value;
});
const bases = ["Relu", "Tanh", "Sigmoid", "Softplus", "Selu", "Softsign", "Identity", "Neg"];

describe("an activation that differs from ours somewhere is never taken for ours", () => {
  test("beyond a bound, wherever the bound is", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        size,
        size,
        size,
        fc.constantFrom("Greater", "Less"),
        (op, by, plus, at, compare) => {
          const nodes = [
            ...[node(op, ["z"], "base"), node("Add", ["base", "seven"], "other")],
            ...[node("Mul", ["z", "by"], "m"), node("Add", ["m", "plus"], "u")],
            ...[node(compare, ["u", "at"], "c"), node("Where", ["c", "other", "base"], "y")],
          ];
          // The bound must be a number of float, and far enough inside for 7 to be visible there.
          const bound = (at - plus) / by;
          fc.pre(Math.abs(bound) < 1e5 || /Tanh|Sigmoid|Softsign/.test(op));
          expect(() => read(nodes, { seven: 7, by, plus, at })).toThrow(FormatError);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });

  test("within a window, wherever the window is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...bases), size, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (op, at, width) => {
        const nodes = [
          ...[node(op, ["z"], "base"), node("Sub", ["z", "at"], "u"), node("Abs", ["u"], "d")],
          ...[node("Less", ["d", "width"], "c"), node("Where", ["c", "far", "base"], "y")],
        ];
        const constants = { at, width: Math.abs(at) * width, far: 12345.678 };
        fc.pre(Math.abs(at) < 1e4);
        expect(() => read(nodes, constants)).toThrow(FormatError);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test("between two levels of a curve", () => {
    const nodes = [
      ...[node("Sigmoid", ["z"], "s"), node("Sub", ["s", "at"], "u"), node("Abs", ["u"], "d")],
      ...[node("Less", ["d", "width"], "c"), node("Where", ["c", "far", "s"], "y")],
    ];
    expect(() => read(nodes, { at: 0.912, width: 1e-3, far: 0.5 })).toThrow("none of the library's activations");
  });

  test.each([
    ["where(x > 2000, 2x, relu(x))", 2000],
    ["where(x > 1e12, 2x, relu(x))", 1e12],
  ])("%s", (_, at) => {
    const nodes = [
      ...[node("Relu", ["z"], "r"), node("Mul", ["z", "two"], "t")],
      ...[node("Greater", ["z", "at"], "c"), node("Where", ["c", "t", "r"], "y")],
    ];
    expect(() => read(nodes, { two: 2, at })).toThrow("none of the library's activations");
  });

  test("a Mul by nearly 1 and an Add of nearly 0 are no identity", () => {
    const net = read([node("Mul", ["z", "c"], "y")], { c: 1.000001 });
    expect(net.predict([1e4])[0]).toBeCloseTo(1e4 + 0.01, 3);
  });

  test("a rounding to half precision", () => {
    const nodes = [node("Cast", ["z"], "h", { to: 10 }), node("Cast", ["h"], "y", { to: 1 })];
    expect(() => read(nodes, {})).toThrow(
      "fromOnnx: node 1 (Cast) does not fit a perceptron: it rounds to half precision, and what comes after does not compute in it",
    );
  });

  test("a cutting to whole numbers", () => {
    expect(() => read([node("Cast", ["z"], "h", { to: 7 }), node("Cast", ["h"], "y", { to: 1 })], {})).toThrow(
      "node 1 (Cast) does not fit a perceptron: it cuts off fractions",
    );
  });
});

describe("bounds of any size stay", () => {
  test.each([
    [-2000, 2000],
    [0, 1001],
    [-1e6, 3],
    [0, 1],
    [-1, 1],
    [2, 5],
  ])("Clip to %d and %d", (min, max) => {
    const net = read([node("Clip", ["z", "min", "max"], "y")], { min, max });
    const inside = (min + max) / 2;
    for (const x of [min - 7, min, inside, max, max + 7, 10 * max + 1e9])
      expect(net.predict([x])[0]).toBeCloseTo(Math.min(Math.max(x, min), max), 5);
  });

  test("and those that no float reaches are none", () => {
    const [lowest, highest] = [-3.4028234663852886e38, 3.4028234663852886e38];
    expect(read([node("Clip", ["z", "min", "max"], "y")], { min: 0, max: highest }).layers[0].activation).toBe(relu);
    const open = read([node("Clip", ["z", "min", "max"], "y")], { min: lowest, max: highest });
    expect(open.layers[0].activation).toBe(identity);
    const infinite = read([node("Min", ["z", "max"], "a"), node("Max", ["a", "min"], "y")], { min: 0, max: Infinity });
    expect(infinite.layers[0].activation).toBe(relu);
  });

  test("a clip can be trained through", () => {
    const { activation } = read([node("Clip", ["z", "min", "max"], "y")], { min: -2, max: 3 }).layers[0];
    if (!("apply" in activation)) throw new Error("wanted a function of one number");
    expect([activation.name, activation.options, activation.range]).toEqual(["clip", { min: -2, max: 3 }, [-2, 3]]);
    expect([-3, 0, 4].map((x) => [activation.apply(x), activation.derivative(x, activation.apply(x))])).toEqual([
      [-2, 0],
      [0, 1],
      [3, 0],
    ]);
  });
});
