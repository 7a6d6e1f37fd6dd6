import {
  constant,
  glorot,
  he,
  type Initializer,
  identity,
  Layer,
  leCun,
  normal,
  OptionError,
  orthogonal,
  Sequential,
} from "deltarule";
import { describe, expect, it, test } from "vitest";
import * as list from "../../src/core/initializers.js";
import { activations, exportedAs } from "../helpers/exported.js";
import { expectClose, randomFrom } from "../helpers/numeric.js";

const { normal: _normal, orthogonal: _orthogonal, ...uniforms } = list;
const initializers: readonly { title: string; it: Initializer }[] = Object.entries(uniforms).map(([title, it]) => ({
  title,
  it,
}));

test("the list has uniform initializers, and the makers normal and orthogonal", () => {
  for (const [title, it] of Object.entries(list)) expect(exportedAs(title)).toBe(it);
  expect(Object.keys(list).sort()).toEqual(["glorot", "he", "leCun", "normal", "orthogonal"]);
});

/** Var(w) that each is derived from; a uniform distribution in ±l has l²/3. */
const variance: Readonly<Record<string, (inputs: number, outputs: number) => number>> = {
  glorot: (inputs, outputs) => 2 / (inputs + outputs),
  he: (inputs) => 2 / inputs,
  leCun: (inputs) => 1 / inputs,
};

describe.each(initializers)("$title", ({ it: draw, title }) => {
  it("is public, and has its variance in this test", () => {
    expect(exportedAs(title)).toBe(draw);
    expect(variance).toHaveProperty(title);
  });

  it.each([
    [3, 5],
    [12, 1],
    [1, 1],
  ])("draws from ±√(3 Var) for %i inputs and %i outputs", (inputs, outputs) => {
    const limit = Math.sqrt(3 * variance[title](inputs, outputs));
    const at = (random: number) => draw(inputs, outputs, () => random);
    const wanted = [-limit, -limit / 2, 0, limit / 2];
    expectClose([0, 0.25, 0.5, 0.75].map(at), wanted, { absolute: 0, relative: 4e-16, what: title });
    expect(at(1 - 2 ** -53)).toBeLessThan(limit);
  });

  it("draws one number per weight, with mean 0 and that variance", () => {
    const random = randomFrom(11);
    let draws = 0;
    const counted = () => {
      draws++;
      return random();
    };
    const weights = Array.from({ length: 20_000 }, () => draw(30, 10, counted));
    const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
    const spread = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
    const wanted = variance[title](30, 10);
    expect(draws).toBe(20_000);
    expect(Math.abs(mean)).toBeLessThan(0.02 * Math.sqrt(wanted));
    expect(Math.abs(spread / wanted - 1)).toBeLessThan(0.03);
  });
});

test("the limits are those computed by hand", () => {
  const lowest = (draw: Initializer, inputs: number, outputs: number) => draw(inputs, outputs, () => 0);
  expect(lowest(glorot, 2, 4)).toBe(-1);
  expect(lowest(glorot, 20, 4)).toBe(-0.5);
  expect(lowest(he, 6, 99)).toBe(-1);
  expect(lowest(he, 24, 99)).toBe(-0.5);
  expect(lowest(leCun, 3, 99)).toBe(-1);
  expect(lowest(leCun, 12, 99)).toBe(-0.5);
});

test("a layer draws its weights with the initializer of its activation, by default glorot", () => {
  for (const { it: f } of activations) {
    const usual = new Sequential([new Layer(4, 9, f)], { seed: 5 });
    const named = new Sequential([new Layer(4, 9, f, { initializer: f.initializer ?? glorot })], { seed: 5 });
    expect(usual.parameters).toEqual(named.parameters);
  }
  const drawn = (initializer: Initializer) => new Sequential([new Layer(4, 9, identity, { initializer })], { seed: 5 });
  expect(drawn(he).parameters).not.toEqual(drawn(glorot).parameters);
});

test("a layer draws its biases uniformly in ±1/√inputs, with any initializer", () => {
  for (const initializer of [glorot, he]) {
    const net = new Sequential([new Layer(4, 5000, identity, { initializer })], { seed: 5 });
    const biases = Array.from(net.layers[0].biases ?? []);
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, b) => sum + b, 0) / numbers.length;
    expect(biases).toHaveLength(5000);
    expect(Math.max(...biases.map(Math.abs))).toBeLessThanOrEqual(1 / 2);
    expect(Math.abs(mean(biases))).toBeLessThan(0.01);
    expect(Math.abs(mean(biases.map((b) => b * b)) * 12 - 1)).toBeLessThan(0.05);
  }
});

test("relu and similar activations have he, selu has leCun, the sigmoids have glorot", () => {
  const named = (name: string) => activations.find(({ it: f }) => f.name === name)?.it.initializer ?? glorot;
  for (const name of ["relu", "leakyRelu", "elu", "gelu", "geluTanh", "silu", "softplus", "mish", "hardSwish", "relu6"])
    expect(named(name)).toBe(he);
  expect(named("selu")).toBe(leCun);
  for (const name of ["identity", "sigmoid", "step", "tanh", "softsign", "hardSigmoid", "softmax"])
    expect(named(name)).toBe(glorot);
});

describe("normal", () => {
  it("draws by Box and Muller: √(−2 ln(1 − u)) cos 2πv", () => {
    const numbers = [1 - Math.exp(-2), 0, 1 - Math.exp(-0.5), 0.5, 0.3, 0.25];
    const random = () => numbers.shift() ?? Number.NaN;
    const drawn = [0, 1, 2].map(() => normal(0.5)(9, 9, random));
    expectClose(drawn, [1, -0.5, 0], { absolute: 1e-15, relative: 1e-15 });
  });

  it("has mean 0, its deviation, and the tails of the normal distribution", () => {
    const random = randomFrom(11);
    const drawn = Array.from({ length: 40_000 }, () => normal(2)(3, 4, random));
    const moment = (k: number) => drawn.reduce((sum, w) => sum + (w / 2) ** k, 0) / drawn.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.02);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.2);
    expect(drawn.filter((w) => Math.abs(w) > 4).length / drawn.length).toBeCloseTo(0.0455, 2);
  });

  it("is finite at both ends of the uniform numbers, and 0.05 wide unless given", () => {
    for (const u of [0, 1 - 2 ** -53]) expect(Number.isFinite(normal()(1, 1, () => u))).toBe(true);
    const numbers = [1 - Math.exp(-0.5), 0];
    expectClose([normal()(1, 1, () => numbers.shift() ?? 0)], [0.05], { absolute: 0, relative: 1e-15 });
  });
});

describe("orthogonal", () => {
  const drawn = (inputs: number, outputs: number, random: () => number, gain?: number) => {
    const draw = orthogonal(gain);
    return Array.from({ length: outputs }, () => Array.from({ length: inputs }, () => draw(inputs, outputs, random)));
  };
  const products = (rows: readonly (readonly number[])[]) =>
    rows.map((one) => rows.map((other) => one.reduce((sum, w, i) => sum + w * other[i], 0)));
  const transposed = (rows: readonly (readonly number[])[]) => rows[0].map((_, i) => rows.map((row) => row[i]));
  const unit = (size: number, square: number) =>
    Array.from({ length: size }, (_, r) => Array.from({ length: size }, (_, c) => (r === c ? square : 0)));

  it.each([
    [4, 4, 1],
    [7, 3, 2],
    [3, 7, 0.5],
    [1, 5, 1],
    [5, 1, -1],
    [40, 30, 1],
  ])("of %i inputs and %i outputs has perpendicular rows, or columns, of length %d", (inputs, outputs, gain) => {
    const W = drawn(inputs, outputs, randomFrom(5), gain);
    const short = outputs <= inputs ? W : transposed(W);
    const wanted = unit(short.length, gain * gain);
    for (const [r, row] of products(short).entries()) expectClose(row, wanted[r], { absolute: 1e-14, relative: 0 });
  });

  it("makes each random direction perpendicular to those before it, as worked out by hand", () => {
    // Normal numbers (1, 1), (1, 0) with a gain of 1: (1, 1)/√2, then (1, 0) − ½ (1, 1) = (½, −½).
    const u = 1 - Math.exp(-0.5);
    const numbers = [u, 0, u, 0, u, 0, u, 0.25];
    const W = drawn(2, 2, () => numbers.shift() ?? Number.NaN);
    expectClose(
      W.flat(),
      [1, 1, 1, -1].map((sign) => sign * Math.SQRT1_2),
      { absolute: 1e-15, relative: 1e-14 },
    );
  });

  it("is orthogonal also from a stream that repeats itself", () => {
    for (const constantly of [0, 0.5, Number.NaN]) {
      const W = drawn(4, 3, () => constantly);
      for (const [r, row] of products(W).entries()) expectClose(row, unit(3, 1)[r], { absolute: 1e-14, relative: 0 });
    }
  });

  it("draws another matrix for each layer, and after the last weight of one", () => {
    const net = new Sequential(
      [3, 3, 3].map((n) => new Layer(n, n, identity, { initializer: orthogonal(), bias: false })),
      { seed: 3 },
    );
    const matrices = net.layers.map(({ weights }) =>
      Array.from({ length: 3 }, (_, r) => [...weights.data.slice(3 * r, 3 * r + 3)]),
    );
    for (const W of matrices)
      for (const [r, row] of products(W).entries()) expectClose(row, unit(3, 1)[r], { absolute: 1e-14, relative: 0 });
    expect(new Set(matrices.map(String)).size).toBe(3);
    const random = randomFrom(1);
    const draw = orthogonal();
    const twice = [0, 1].map(() => Array.from({ length: 2 }, () => [draw(2, 2, random), draw(2, 2, random)]));
    expect(twice[0]).not.toEqual(twice[1]);
    for (const W of twice)
      for (const [r, row] of products(W).entries()) expectClose(row, unit(2, 1)[r], { absolute: 1e-14, relative: 0 });
  });

  it("comes out the same for the same seed", () => {
    const make = () =>
      new Sequential([new Layer(5, 9, identity, { initializer: orthogonal() })], { seed: 8 }).parameters;
    expect(make()).toEqual(make());
  });
});

test("constant fills a layer's weights, also below 0", () => {
  const { parameters } = new Sequential([new Layer(2, 2, identity, { initializer: constant(-0.25), bias: false })]);
  expect([...parameters]).toEqual([-0.25, -0.25, -0.25, -0.25]);
});

test("a number that is none is refused", () => {
  for (const make of [
    () => normal(-1),
    () => normal(Number.NaN),
    () => orthogonal(Infinity),
    () => orthogonal("1" as never),
  ])
    expect(make).toThrow(OptionError);
  expect(() => normal(-1)).toThrow("normal: deviation is -1, wanted a number from 0");
});
