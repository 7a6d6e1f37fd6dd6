import { describe, expect, it } from "vitest";
import { wolfe } from "../../../src/core/optimizers/wolfe.js";

/**
 * A search along a line with E₀ = 0 and E₀′ = −1, where the points that it evaluates have these
 * [E, E′] in turn: the t of its result, and the t of each evaluation.
 */
function search(...answers: readonly (readonly [E: number, slope: number])[]): { looks: number[]; t: number | null } {
  const looks: number[] = [];
  const gradient = new Float64Array(0);
  const at = (t: number) => {
    const [E, slope] = answers[looks.length] ?? [Number.NaN, Number.NaN];
    looks.push(t);
    return { t, E, slope, gradient };
  };
  return { t: wolfe(at, { t: 0, E: 0, slope: -1, gradient })?.t ?? null, looks };
}

/**
 * The minimum of the cubic with the value −1 and slope −1 at 1, and −½ and −1 at 2:
 * d₁ = −1 − 1 − 1.5, d₂ = √(d₁² − 1).
 */
const cubic = 2 - (-1 + Math.sqrt(11.25) + 3.5) / (2 * Math.sqrt(11.25));

describe("the search along a line", () => {
  it("takes 1 if E falls by at least 1e−4 of the slope, and is at most nine tenths as steep", () => {
    expect(search([-1e-4, -0.9])).toEqual({ t: 1, looks: [1] });
    expect(search([-1e-4, 0.9])).toEqual({ t: 1, looks: [1] });
  });

  it("doubles while E falls as steeply as before", () => {
    expect(search([-1, -0.91], [-2, -0.95], [-3, 0.1])).toEqual({ t: 4, looks: [1, 2, 4] });
  });

  it("evaluates the minimum of the cubic between a point and a higher one behind it", () => {
    const { t, looks } = search([-1, -1], [-0.5, -1], [-1.2, 0.1]);
    expect(looks.slice(0, 2)).toEqual([1, 2]);
    expect(looks[2]).toBeCloseTo(cubic, 14);
    expect(looks).toHaveLength(3);
    expect(t).toBe(looks[2]);
  });

  it("narrows the interval to before a point that is not lower than its start, flat or not", () => {
    const { t, looks } = search([-1, -1], [-0.5, -1], [-0.9, 0], [-1.2, 0]);
    expect(looks).toHaveLength(4);
    expect(t).toBe(looks[3]);
    expect(t).toBeGreaterThan(1);
    expect(t).toBeLessThan(cubic);
  });

  it("goes back from a lower point if E rises steeply there", () => {
    // The minimum of the cubic with 0 and −0.2 at 0 and 1, slopes −1 and 1: d₁ = −1 + 1 + 0.6,
    // d₂ = √(d₁² + 1).
    const { t, looks } = search([-0.2, 1], [-0.4, 0]);
    expect(looks).toHaveLength(2);
    expect(looks[1]).toBeCloseTo((1 + Math.sqrt(1.36) + 0.6) / (2 + 2 * Math.sqrt(1.36)), 14);
    expect(t).toBe(looks[1]);
  });

  it("continues from a lower point in the direction in which E falls", () => {
    // E is too high at 1. At the middle it is lower and falls: the minimum lies between the middle
    // and 1.
    const { looks } = search([5, 0], [-0.3, -0.95], [-0.5, 0]);
    expect(looks[2]).toBeGreaterThan(looks[1]);
    expect(looks[2]).toBeLessThan(1);
    // At the middle E is lower and rises: the minimum lies between 0 and the middle.
    const { looks: back } = search([5, 0], [-0.3, 0.95], [-0.5, 0]);
    expect(back[2]).toBeLessThan(back[1]);
  });

  it("halves the interval if the minimum of the cubic is too close to an end, or does not exist", () => {
    expect(search([Number.NaN, 0], [-0.1, 0])).toEqual({ t: 0.5, looks: [1, 0.5] });
    expect(search([1e6, 1e6], [1, Infinity], [-0.1, 0]).looks).toEqual([1, 0.5, 0.25]);
  });

  it.each([
    [-Infinity, 0],
    [Number.NaN, 0],
    [-1, Number.NaN],
    [-1, -Infinity],
  ])("takes no point with E = %d and the slope %d", (E, slope) => {
    expect(search([E, slope], [-0.1, 0])).toEqual({ t: 0.5, looks: [1, 0.5] });
  });

  it("gives up after 31 evaluations if no point is lower", () => {
    const { t, looks } = search(...Array.from({ length: 40 }, () => [1, 0] as const));
    expect(t).toBeNull();
    expect(looks).toHaveLength(31);
  });

  it("returns the lowest point if none is flat enough, and the last of 20 doublings", () => {
    const kink = search([5, 1], [-0.3, -1], ...Array.from({ length: 40 }, () => [-0.2, 1] as const));
    expect(kink.t).toBe(kink.looks[1]);
    const slide = search(...Array.from({ length: 40 }, (_, i) => [-(2 ** i), -1] as const));
    expect(slide).toEqual({ t: 2 ** 19, looks: Array.from({ length: 20 }, (_, i) => 2 ** i) });
  });
});
