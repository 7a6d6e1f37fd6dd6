import {
  binaryCrossEntropy,
  type Elementwise,
  type Loss,
  relu,
  sigmoid,
  softmax,
  squaredError,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { checkActivation, checkGradient, checkLoss } from "deltarule/testing";
import { describe, expect, it } from "vitest";
import { activations, losses } from "../helpers/exported.js";

const f = (x: Float64Array) => Math.sin(x[0]) * x[1] + x[2] ** 3 + Math.exp(x[3]);
const g = (x: Float64Array) => [Math.cos(x[0]) * x[1], Math.sin(x[0]), 3 * x[2] ** 2, Math.exp(x[3])];
const at = [0.3, 2, -1.5, 0.2];

describe("checkGradient", () => {
  it("finds a right gradient right to nine digits and more, and says how sure it is", () => {
    const report = checkGradient(f, g, at);
    expect(report.totals).toEqual({ entries: 4, ok: 4, fail: 0, kink: 0, flat: 0 });
    for (const { relativeError, errorBar, error } of report.entries) {
      expect(relativeError).toBeLessThan(1e-9);
      expect(error).toBeLessThanOrEqual(errorBar);
    }
  });

  it.each([
    ["a factor", (x: number[]) => x.map((one) => 3 * one), "factor"],
    ["a sign", (x: number[]) => x.map((one) => -one), "sign"],
    ["nothing", (x: number[]) => x.map(() => 0), "zero"],
    ["an order", (x: number[]) => [...x].reverse(), "transposed gradient"],
    ["a transposition", (x: number[]) => [x[0], x[2], x[1], x[3]], "transposed gradient"],
    ["one entry", (x: number[]) => x.map((one, k) => (k === 2 ? one + 1e-3 : one)), "few entries"],
    ["NaN", (x: number[]) => x.map(() => Number.NaN), "not a number"],
  ] as const)("tells %s", (_, change, pattern) => {
    const report = checkGradient(f, (x) => change(g(x)), at);
    expect([report.ok, report.diagnosis?.pattern]).toEqual([false, pattern]);
  });

  it("takes the gradient's numbers themselves, and directions", () => {
    expect(checkGradient(f, g(Float64Array.from(at)), at, { method: "directional" }).entries).toHaveLength(4);
    expect(checkGradient(f, [0, 0, 0, 0], at, { method: "directional" }).diagnosis?.pattern).toBe("zero");
    expect(checkGradient(f, g, at, { method: "central" }).ok).toBe(true);
  });

  it("finds kinks by the test of five points, near and far", () => {
    const hinges = (x: Float64Array) => x.reduce((sum, one) => sum + Math.max(0, one), 0);
    const slopes = (x: Float64Array) => Array.from(x, (one) => (one > 0 ? 1 : 0));
    const report = checkGradient(hinges, slopes, [0, 1, -1, 1e-9, 1e-4, 0.001]);
    expect(report.entries.filter(({ status }) => status === "kink").map(({ index }) => index[0])).toEqual(
      expect.arrayContaining([0, 3]),
    );
    expect(report.totals).toEqual({ entries: 6, ok: 3, fail: 0, kink: 2, flat: 1 });
    expect(checkGradient(hinges, slopes, [0, 1], { kinks: "fail" }).ok).toBe(false);
    expect(checkGradient(hinges, slopes, [0, 1], { kinks: "resample" }).totals.kink).toBe(0);
  });

  it("takes functions that compute in float32", () => {
    const single = (x: Float64Array) => Math.fround(Math.fround(x[0]) * Math.fround(x[0]));
    expect(checkGradient(single, [6], [3], { precision: "float32" }).ok).toBe(true);
    expect(checkGradient(single, [6.5], [3], { precision: "float32" }).ok).toBe(false);
  });

  it("finds what is random, and lets errors through", () => {
    let calls = 0;
    expect(checkGradient(() => calls++, [0], [1]).diagnosis?.pattern).toBe("random");
    const fails = () => {
      throw new RangeError("no paper");
    };
    expect(() => checkGradient(fails, [0], [1])).toThrow("no paper");
    expect(() => checkGradient(f, [1], at)).toThrow("checkGradient: the gradient has 1 numbers, the point has 4");
  });

  it("gives the same report for the same seed, as plain data", () => {
    const [one, two] = [0, 0].map(() => checkGradient(f, g, at, { method: "directional", seed: 5 }));
    expect(one).toEqual(two);
    expect(JSON.parse(JSON.stringify(one))).toEqual(structuredClone(one));
  });
});

describe("checkActivation", () => {
  const smooth = activations.filter(({ it: f }) => !("differentiable" in f && f.differentiable === false));

  it.each([...smooth])("finds $title right", ({ it: activation }) => {
    const report = checkActivation(activation);
    expect(report.ok, String(report)).toBe(true);
    expect(report.totals.ok).toBeGreaterThanOrEqual(10);
  });

  const changed = (derivative: Elementwise["derivative"], f: Elementwise = tanh): Elementwise => ({ ...f, derivative });
  it.each([
    ["a factor", changed((_z, a) => 2 * (1 - a * a)), "factor"],
    ["a sign", changed((_z, a) => a * a - 1), "sign"],
    ["the slope at a", changed((_z, a) => 1 - Math.tanh(a) ** 2), "slope at a"],
    ["another slope", changed((z) => sigmoid.derivative(z, sigmoid.apply(z))), "slope of another activation"],
    ["a slope of 0 below 0", changed((z, a) => (z < 0 ? 0 : 1 - a * a)), "slope of another activation"],
  ] as const)("tells %s", (_, activation, pattern) => {
    const report = checkActivation(activation);
    expect([report.ok, report.diagnosis?.pattern], String(report)).toEqual([false, pattern]);
  });

  it("knows step, surrogates and kinks", () => {
    expect(checkActivation(step).diagnosis?.pattern).toBe("not differentiable");
    expect(checkActivation(surrogate(step, sigmoid)).ok).toBe(true);
    expect(checkActivation(relu).totals.kink).toBe(1);
    expect(
      checkActivation({
        ...softmax,
        backwardRow: (_z, a, _gradient, into) => into.set(Array.from(a)),
      }).ok,
    ).toBe(false);
  });
});

describe("checkLoss", () => {
  it.each([...losses])("finds $title right", ({ it: loss }) => {
    const report = checkLoss(loss);
    expect(report.ok, String(report)).toBe(true);
  });

  it("tells a factor, and a closed form that is another function", () => {
    const doubled: Loss = {
      ...squaredError,
      gradient: (o, t, into) => into.set(Array.from(o, (one, k) => 2 * (one - t[k]))),
    };
    expect(checkLoss(doubled).diagnosis).toMatchObject({ pattern: "factor", ratio: expect.closeTo(2, 6) });
    const link = binaryCrossEntropy.link as NonNullable<Loss["link"]>;
    const shifted: Loss = {
      ...binaryCrossEntropy,
      link: { ...link, delta: (z, a, t, into) => into.set(Array.from(a, (one, k) => t[k] - one + 0 * z[k])) },
    };
    expect(checkLoss(shifted, { outputs: 1 }).diagnosis).toMatchObject({ pattern: "sign" });
    const other: Loss = { ...binaryCrossEntropy, link: { ...link, value: (z, t) => link.value(z, t) + 1 } };
    expect(checkLoss(other).diagnosis?.message).toContain("The closed form is not the loss of f(z)");
  });
});
