import { type LbfgsState, lbfgs } from "deltarule";
import { describe, expect, it } from "vitest";
import { contextOf, dot, type Landscape, quadratic, rosenbrock } from "../../helpers/context.js";
import { expectClose, randomFrom } from "../../helpers/numeric.js";

/** The start and the points after each of so many steps. */
function path(landscape: Landscape, start: readonly number[], steps: number, memory?: number): number[][] {
  const optimizer = lbfgs({ memory });
  const state = optimizer.initialize(start.length);
  const p = Float64Array.from(start);
  const context = contextOf(landscape);
  const points = [[...p]];
  for (let k = 0; k < steps; k++) {
    optimizer.step(p, Float64Array.from(landscape.gradient(p)), state, context);
    points.push([...p]);
  }
  return points;
}

/** −H g. The step takes all of it, since E is far lower at every other point. */
function directionOf(gradient: readonly number[], state: LbfgsState, memory: number): Float64Array {
  const p = new Float64Array(gradient.length);
  let looks = 0;
  const context = contextOf({ value: () => (looks++ === 0 ? 0 : -1e6), gradient: (at) => Array.from(at, () => 0) });
  lbfgs({ memory }).step(p, Float64Array.from(gradient), state, context);
  return p;
}

/**
 * The same by matrices: H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ for each pair, starting with
 * (s·y / y·y) I of the last pair.
 */
function directionByMatrices(gradient: readonly number[], pairs: readonly (readonly number[][])[]): number[] {
  const n = gradient.length;
  const [s, y] = pairs[pairs.length - 1];
  const identity = (scale: number) => gradient.map((_, i) => gradient.map((_g, j) => (i === j ? scale : 0)));
  const times = (A: number[][], B: number[][]) =>
    A.map((row) => B[0].map((_, j) => row.reduce((sum, x, k) => sum + x * B[k][j], 0)));
  let H = identity(dot(s, y) / dot(y, y));
  for (const [s, y] of pairs) {
    const rho = 1 / dot(s, y);
    const left = identity(1).map((row, i) => row.map((x, j) => x - rho * s[i] * y[j]));
    const right = identity(1).map((row, i) => row.map((x, j) => x - rho * y[i] * s[j]));
    H = times(times(left, H), right).map((row, i) => row.map((x, j) => x + rho * s[i] * s[j]));
  }
  return Array.from({ length: n }, (_, i) => -dot(H[i], gradient));
}

describe("the direction of lbfgs", () => {
  it("is at first −g, shortened to an L1 norm of at most 1", () => {
    const optimizer = lbfgs();
    expectClose(directionOf([3, -5], optimizer.initialize(2), 10), [-3 / 8, 5 / 8], { absolute: 0, relative: 1e-15 });
    expect([...directionOf([0.25, -0.5], optimizer.initialize(2), 10)]).toEqual([-0.25, 0.5]);
  });

  it.each([
    { remembered: 1, memory: 3 },
    { remembered: 3, memory: 3 },
    { remembered: 4, memory: 3 },
    { remembered: 8, memory: 3 },
    { remembered: 5, memory: 10 },
  ])("is −H g with $remembered pairs made and at most $memory remembered", ({ remembered, memory }) => {
    const n = 5;
    const random = randomFrom(31 * remembered + memory);
    const bowl = quadratic([0.5, 1, 2, 4, 8], [0, 0, 0, 0, 0]);
    const numbers = () => Array.from({ length: n }, () => 2 * random() - 1);
    const state = lbfgs({ memory }).initialize(n);
    const pairs = Array.from({ length: remembered }, () => {
      const s = numbers();
      const y = bowl.gradient(s);
      state.s.set(s, (state.step % memory) * n);
      state.y.set(y, (state.step % memory) * n);
      state.step++;
      return [s, y];
    });
    const gradient = numbers();
    const wanted = directionByMatrices(gradient, pairs.slice(-memory));
    expectClose(directionOf(gradient, state, memory), wanted, { absolute: 1e-13, relative: 1e-11 });
  });

  it("is −g again when rounding has made −H g point uphill", () => {
    const state = { step: 1, s: new Float64Array([1, 0]), y: new Float64Array([-1, 0]) };
    expect([...directionOf([0.25, 0.5], state, 1)]).toEqual([-0.25, -0.5]);
  });
});

describe("steps of lbfgs", () => {
  it("go from 3 to 2 to 0 on 2x², worked by hand", () => {
    // g = 12, so d = −1. At 2 the slope is −8, which fulfills |−8| ≤ 0.9 · 12. Then
    // H = s/y = −1/−4, and d = −8/4.
    const bowl: Landscape = { value: ([x]: number[]) => 2 * x * x, gradient: ([x]: number[]) => [4 * x] } as Landscape;
    expect(path(bowl, [3], 2)).toEqual([[3], [2], [0]]);
  });

  it.each([2, 3, 5, 8])("reach the minimum of a quadratic in %i variables in 2n + 3 steps", (n) => {
    const h = Array.from({ length: n }, (_, i) => 1 + i);
    const c = Array.from({ length: n }, (_, i) => i - 1.5);
    const bowl = quadratic(h, c);
    const points = path(bowl, new Array(n).fill(0), 40);
    const reached = points.findIndex((p) => bowl.value(p) < 1e-16);
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThanOrEqual(2 * n + 3);
    expectClose(points[points.length - 1], c, { absolute: 1e-7, relative: 0 });
  });

  it("reach the minimum of Rosenbrock's valley in 40 steps from its usual start", () => {
    const points = path(rosenbrock, [-1.2, 1], 40);
    expectClose(points[40], [1, 1], { absolute: 1e-7, relative: 0 });
  });

  it.each([
    { title: "Rosenbrock's valley", landscape: rosenbrock, start: [-1.2, 1] },
    { title: "Rosenbrock's valley from afar", landscape: rosenbrock, start: [8, -6] },
    { title: "a quadratic", landscape: quadratic([0.01, 1, 30], [1, 2, 3]), start: [0, 0, 0] },
  ])("fulfill the strong Wolfe conditions at every point on $title", ({ landscape, start }) => {
    const points = path(landscape, start, 60).filter((p) => landscape.value(p) > 1e-12);
    expect(points.length).toBeGreaterThan(8);
    for (const [k, from] of points.slice(0, -1).entries()) {
      const to = points[k + 1];
      const s = to.map((x, i) => x - from[i]);
      const before = dot(landscape.gradient(from), s);
      const after = dot(landscape.gradient(to), s);
      expect(before, `slope at point ${k}`).toBeLessThan(0);
      expect(landscape.value(to)).toBeLessThanOrEqual(landscape.value(from) + 1e-4 * before);
      expect(Math.abs(after)).toBeLessThanOrEqual(-0.9 * before * (1 + 1e-9));
    }
  });
});

describe("lbfgs on difficult functions", () => {
  it("stays at a minimum, without evaluating other points", () => {
    const optimizer = lbfgs();
    const state = optimizer.initialize(2);
    const context = contextOf(quadratic([1, 2], [3, 4]));
    const p = new Float64Array([3, 4]);
    optimizer.step(p, new Float64Array(2), state, context);
    expect([...p]).toEqual([3, 4]);
    expect(state).toEqual(optimizer.initialize(2));
    expect(context.visited).toEqual([[3, 4]]);
  });

  it("steps back from points where E or its slope is not finite", () => {
    // From 0.5 the first step would lead to 1.5, where E is not finite.
    for (const cliff of [Number.NaN, Infinity]) {
      const value = ([x]: readonly number[]) => (x > 0 && x < 1.2 ? x - Math.log(x) : cliff);
      const gradient = ([x]: readonly number[]) => [x > 1.1 ? Number.NaN : 1 - 1 / x];
      const points = path({ value, gradient } as Landscape, [0.5], 12);
      for (const [k, [x]] of points.slice(1).entries()) {
        expect(x).toBeLessThanOrEqual(1.1);
        expect(value([x])).toBeLessThanOrEqual(value(points[k]));
      }
      expect(points[12][0]).toBeCloseTo(1, 7);
    }
  });

  it("ends at the lowest point that it has evaluated if no slope is flat enough", () => {
    // The slope of |x − 0.3| is nowhere flatter than at the start.
    const kink = {
      value: ([x]: readonly number[]) => Math.abs(x - 0.3),
      gradient: ([x]: readonly number[]) => [Math.sign(x - 0.3)],
    } as Landscape;
    const context = contextOf(kink);
    const p = new Float64Array([0]);
    lbfgs().step(p, new Float64Array([-1]), lbfgs().initialize(1), context);
    const least = Math.min(...context.visited.map(kink.value));
    expect(kink.value(p)).toBe(least);
    expect(kink.value(context.visited[context.visited.length - 1])).toBeGreaterThan(least);
  });

  it("keeps the parameters and clears its memory if no point on the line is lower", () => {
    const optimizer = lbfgs({ memory: 1 });
    const state = { step: 1, s: new Float64Array([1, 1]), y: new Float64Array([1, 1]) };
    const p = new Float64Array([5, 6]);
    const spike = contextOf({ value: ([x]: number[]) => (x === 5 ? 0 : 1), gradient: () => [1, 1] } as Landscape);
    optimizer.step(p, new Float64Array([1, 1]), state, spike);
    expect([...p]).toEqual([5, 6]);
    expect(state.step).toBe(0);
  });

  it.each([Number.NaN, Infinity])("keeps the parameters if the gradient is %d", (g) => {
    const optimizer = lbfgs();
    const p = new Float64Array([5, 6]);
    const context = contextOf(quadratic([1, 2], [0, 0]));
    optimizer.step(p, new Float64Array([g, 1]), optimizer.initialize(2), context);
    expect([...p]).toEqual([5, 6]);
  });

  it("steps although the square of the gradient overflows", () => {
    const steep: Landscape = {
      value: ([x]: number[]) => 1e200 * Math.abs(x),
      gradient: ([x]: number[]) => [Math.sign(x) * 1e200],
    } as Landscape;
    expect(path(steep, [3], 1)).toEqual([[3], [0]]);
  });

  it("does not remember a step without a rise of the slope", () => {
    const cone: Landscape = { value: ([x]: number[]) => -x, gradient: () => [-1] } as Landscape;
    const optimizer = lbfgs();
    const state = optimizer.initialize(1);
    const p = new Float64Array([0]);
    optimizer.step(p, new Float64Array([-1]), state, contextOf(cone));
    expect(p[0]).toBe(2 ** 19);
    expect(state).toEqual(optimizer.initialize(1));
  });
});
