import { glorot, he, type Initializer, identity, Layer, leCun, Sequential } from "deltarule";
import { describe, expect, it, test } from "vitest";
import * as list from "../../src/core/initializers.js";
import { activations, exportedAs } from "../helpers/exported.js";
import { expectClose, randomFrom } from "../helpers/numeric.js";

const initializers: readonly { title: string; it: Initializer }[] = Object.entries(list).map(([title, it]) => ({
  title,
  it,
}));

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
  for (const name of ["relu", "leakyRelu", "elu", "gelu", "geluTanh", "silu", "softplus"]) expect(named(name)).toBe(he);
  expect(named("selu")).toBe(leCun);
  for (const name of ["identity", "sigmoid", "step", "tanh", "softsign", "hardSigmoid", "softmax"])
    expect(named(name)).toBe(glorot);
});
