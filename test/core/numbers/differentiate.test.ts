import { describe, expect, it } from "vitest";
import {
  crossesKink,
  type DifferencePair,
  derivativeAt,
  differentiate,
} from "../../../src/core/numbers/differentiate.js";

const exact = (h: number): DifferencePair => ({
  // x³ at x = 2, where the central difference is 24h + 2h³.
  difference: 24 * h + 2 * h ** 3,
  bend: 12 * h * h,
  span: 2 * h,
  noise: 0,
  crossed: false,
});

describe("differentiate", () => {
  it("extrapolates the error h² of the difference quotient away", () => {
    expect(differentiate(exact, "richardson").value).toBeCloseTo(12, 12);
  });

  it("takes one step with central, whose error h² its error bar covers", () => {
    const { value, errorBar, step, kink } = differentiate(exact, "central", 0.01);
    expect([value, step, kink]).toEqual([12 + 0.01 ** 2, 0.01, null]);
    expect(errorBar).toBeCloseTo(3 * 0.01 ** 2, 12);
  });

  it("replaces a step across a known kink by a smaller one", () => {
    const near = (h: number) => ({ ...exact(h), crossed: h > 1e-4 });
    const estimate = differentiate(near, "richardson");
    expect(estimate.value).toBeCloseTo(12, 8);
    expect(estimate.step).toBeLessThan(1e-4);
    expect(differentiate((h) => ({ ...exact(h), crossed: true }), "richardson").kink).toBe("known");
    expect(differentiate((h) => ({ ...exact(h), crossed: true }), "central").kink).toBe("known");
  });
});

describe("derivativeAt", () => {
  it("has the digits that its error bar promises", () => {
    for (const x of [-3, 0, 0.7, 20]) {
      const { value, errorBar } = derivativeAt(Math.sin, x);
      expect(Math.abs(value - Math.cos(x))).toBeLessThanOrEqual(errorBar);
      expect(errorBar).toBeLessThan(1e-8);
    }
  });

  it("detects a kink that is declared, and one that is not", () => {
    expect(derivativeAt(Math.abs, 0, [0]).kink).toBe("known");
    expect(derivativeAt(Math.abs, 0).kink).toBe("suspected");
    expect(derivativeAt(Math.abs, 1e-3, [0])).toMatchObject({ value: 1, kink: null });
  });
});

it("a kink itself is on neither side of it", () => {
  expect([crossesKink(1, 2, 0), crossesKink(-1, 1, 0), crossesKink(0, 1, 0), crossesKink(0, 0, 0)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
