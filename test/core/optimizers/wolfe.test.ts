import { describe, expect, it } from "vitest";
import { wolfe } from "../../../src/core/optimizers/wolfe.js";

/** What a search along a line with E₀ = 0 and E₀′ = −1 finds, and where it looks, when it is told these [E, E′] in turn. */
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

/** The minimum of the cubic with these values and slopes at 1 and 2: −1, −1 and −½, −1. d₁ = −1 − 1 − 1.5, d₂ = √(d₁² − 1). */
const cubic = 2 - (-1 + Math.sqrt(11.25) + 3.5) / (2 * Math.sqrt(11.25));

describe("the search along a line", () => {
  it("takes 1 where E falls by 1e−4 of the slope at least, and is nine tenths as steep at most", () => {
    expect(search([-1e-4, -0.9])).toEqual({ t: 1, looks: [1] });
    expect(search([-1e-4, 0.9])).toEqual({ t: 1, looks: [1] });
  });

  it("doubles while E falls as steeply as before", () => {
    expect(search([-1, -0.91], [-2, -0.95], [-3, 0.1])).toEqual({ t: 4, looks: [1, 2, 4] });
  });

  it("looks where the cubic through both ends has its minimum, between a point and a higher one behind it", () => {
    const { t, looks } = search([-1, -1], [-0.5, -1], [-1.2, 0.1]);
    expect(looks.slice(0, 2)).toEqual([1, 2]);
    expect(looks[2]).toBeCloseTo(cubic, 14);
    expect(looks).toHaveLength(3);
    expect(t).toBe(looks[2]);
  });

  it("looks before a point that is no lower than the end it began from, flat or not", () => {
    const { t, looks } = search([-1, -1], [-0.5, -1], [-0.9, 0], [-1.2, 0]);
    expect(looks).toHaveLength(4);
    expect(t).toBe(looks[3]);
    expect(t).toBeGreaterThan(1);
    expect(t).toBeLessThan(cubic);
  });

  it("turns back behind a lower point where E rises steeply", () => {
    // The minimum of the cubic with 0 and −0.2 at 0 and 1, slopes −1 and 1: d₁ = −1 + 1 + 0.6, d₂ = √(d₁² + 1).
    const { t, looks } = search([-0.2, 1], [-0.4, 0]);
    expect(looks).toHaveLength(2);
    expect(looks[1]).toBeCloseTo((1 + Math.sqrt(1.36) + 0.6) / (2 + 2 * Math.sqrt(1.36)), 14);
    expect(t).toBe(looks[1]);
  });

  it("goes on from a lower point towards where E falls", () => {
    // 1 is too high; the middle is lower and still falls, so the minimum is between the middle and 1.
    const { looks } = search([5, 0], [-0.3, -0.95], [-0.5, 0]);
    expect(looks[2]).toBeGreaterThan(looks[1]);
    expect(looks[2]).toBeLessThan(1);
    // The middle is lower and rises: between 0 and the middle.
    const { looks: back } = search([5, 0], [-0.3, 0.95], [-0.5, 0]);
    expect(back[2]).toBeLessThan(back[1]);
  });

  it("halves the interval where the cubic's minimum is too close to an end, or there is none", () => {
    expect(search([Number.NaN, 0], [-0.1, 0])).toEqual({ t: 0.5, looks: [1, 0.5] });
    expect(search([1e6, 1e6], [1, Infinity], [-0.1, 0]).looks).toEqual([1, 0.5, 0.25]);
  });

  it.each([
    [-Infinity, 0],
    [Number.NaN, 0],
    [-1, Number.NaN],
    [-1, -Infinity],
  ])("takes no point where E is %d and its slope %d", (E, slope) => {
    expect(search([E, slope], [-0.1, 0])).toEqual({ t: 0.5, looks: [1, 0.5] });
  });

  it("gives up after 31 looks where nothing is lower", () => {
    const { t, looks } = search(...Array.from({ length: 40 }, () => [1, 0] as const));
    expect(t).toBeNull();
    expect(looks).toHaveLength(31);
  });

  it("falls back on the lowest point where none is flat enough, and on the last of 20 doublings", () => {
    const kink = search([5, 1], [-0.3, -1], ...Array.from({ length: 40 }, () => [-0.2, 1] as const));
    expect(kink.t).toBe(kink.looks[1]);
    const slide = search(...Array.from({ length: 40 }, (_, i) => [-(2 ** i), -1] as const));
    expect(slide).toEqual({ t: 2 ** 19, looks: Array.from({ length: 20 }, (_, i) => 2 ** i) });
  });
});
