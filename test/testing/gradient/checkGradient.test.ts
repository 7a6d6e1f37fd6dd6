import { checkGradient } from "deltarule/testing";
import { describe, expect, it } from "vitest";

const f = (x: Float64Array) => Math.sin(x[0]) * x[1] + x[2] ** 3 + Math.exp(x[3]);
const g = (x: Float64Array) => [Math.cos(x[0]) * x[1], Math.sin(x[0]), 3 * x[2] ** 2, Math.exp(x[3])];
const at = [0.3, 2, -1.5, 0.2];

describe("checkGradient", () => {
  it("agrees with a right gradient to nine digits and more, and reports an error bar", () => {
    const report = checkGradient(f, g, at);
    expect(report.totals).toEqual({ entries: 4, ok: 4, fail: 0, kink: 0, flat: 0 });
    for (const { relativeError, errorBar, error } of report.entries) {
      expect(relativeError).toBeLessThan(1e-9);
      expect(error).toBeLessThanOrEqual(errorBar);
    }
  });

  it.each([
    ["a common factor", (x: number[]) => x.map((one) => 3 * one), "factor"],
    ["a flipped sign", (x: number[]) => x.map((one) => -one), "sign"],
    ["a gradient of zeros", (x: number[]) => x.map(() => 0), "zero"],
    ["a reversed order", (x: number[]) => [...x].reverse(), "transposed gradient"],
    ["a transposition", (x: number[]) => [x[0], x[2], x[1], x[3]], "transposed gradient"],
    ["one wrong entry", (x: number[]) => x.map((one, k) => (k === 2 ? one + 1e-3 : one)), "few entries"],
    ["NaN", (x: number[]) => x.map(() => Number.NaN), "not a number"],
  ] as const)("recognizes %s", (_, change, pattern) => {
    const report = checkGradient(f, (x) => change(g(x)), at);
    expect([report.ok, report.diagnosis?.pattern]).toEqual([false, pattern]);
  });

  it("accepts a vector in place of a function, and all three methods", () => {
    expect(checkGradient(f, g(Float64Array.from(at)), at, { method: "directional" }).entries).toHaveLength(4);
    expect(checkGradient(f, [0, 0, 0, 0], at, { method: "directional" }).diagnosis?.pattern).toBe("zero");
    expect(checkGradient(f, g, at, { method: "central" }).ok).toBe(true);
  });

  it("finds kinks near and far by the five-point test", () => {
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

  it("accepts functions that compute in float32", () => {
    const single = (x: Float64Array) => Math.fround(Math.fround(x[0]) * Math.fround(x[0]));
    expect(checkGradient(single, [6], [3], { precision: "float32" }).ok).toBe(true);
    expect(checkGradient(single, [6.5], [3], { precision: "float32" }).ok).toBe(false);
  });

  it("detects random functions, and lets their errors through", () => {
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
