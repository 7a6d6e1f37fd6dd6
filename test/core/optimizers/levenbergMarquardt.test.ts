import {
  Layer,
  levenbergMarquardt,
  type Matrix,
  matrix,
  mse,
  Sequential,
  type StepContext,
  squaredError,
  tanh,
} from "deltarule";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../helpers/numeric.js";

/** Residuals as a function of p, and their Jacobian. */
interface Problem {
  residuals(p: ArrayLike<number>): number[];
  jacobian(p: ArrayLike<number>): number[][];
}

const halfSquares = (residuals: readonly number[]) => residuals.reduce((sum, r) => sum + (r * r) / 2, 0);

/** The context of a step at p. */
function contextOf({ residuals, jacobian }: Problem, p: Float64Array): StepContext {
  const asMatrix = (rows: number[][]): Matrix => matrix(rows.length, rows[0].length, rows.flat());
  return {
    epoch: 0,
    losses: [],
    evaluate: (at) => halfSquares(residuals(at)),
    jacobian: () => ({ residuals: Float64Array.from(residuals(p)), jacobian: asMatrix(jacobian(p)) }),
  };
}

function steps(problem: Problem, start: readonly number[], count: number, damping?: number) {
  const optimizer = levenbergMarquardt({ damping });
  const state = optimizer.initialize(start.length);
  const p = Float64Array.from(start);
  const taken = [{ p: [...p], damping: state.damping, E: halfSquares(problem.residuals(p)) }];
  for (let k = 0; k < count; k++) {
    optimizer.step(p, new Float64Array(p.length), state, contextOf(problem, p));
    taken.push({ p: [...p], damping: state.damping, E: halfSquares(problem.residuals(p)) });
  }
  return taken;
}

/** r = 2p − 6, with the minimum of E at 3. */
const line: Problem = { residuals: ([p]: number[]) => [2 * p - 6], jacobian: () => [[2]] } as Problem;

/** r = (10 (y − x²), 1 − x): Rosenbrock's valley as a sum of squares. */
const valley = {
  residuals: ([x, y]: number[]) => [10 * (y - x * x), 1 - x],
  jacobian: ([x]: number[]) => [
    [-20 * x, 10],
    [-1, 0],
  ],
} as Problem;

describe("levenbergMarquardt, worked by hand", () => {
  it("steps from 0 to 2 with μ = 2, on r = 2p − 6", () => {
    // JᵀJ = 4, Jᵀr = −12: p = 0 + 12 / (4 + 2) = 2. E falls by 16, from 18 to 2. The linear model
    // is exact and predicts ½ · 2 · (2 · 2 + 12) = 16, so ϱ = 1 and μ becomes 2 · max(1/3, 1 − 1³).
    // The next step is 4 / (4 + 2/3) = 6/7.
    const [, first, second] = steps(line, [0], 2, 2);
    expect(first.p[0]).toBeCloseTo(2, 14);
    expect(first.damping).toBeCloseTo(2 / 3, 15);
    expect(second.p[0]).toBeCloseTo(2 + 6 / 7, 14);
  });

  it.each([
    { gain: 16, next: 2 / 3 },
    { gain: 12, next: 1.75 },
    { gain: 8, next: 2 },
    { gain: 4, next: 2.25 },
    { gain: 1.6, next: 2 * 1.512 },
  ])("makes μ $next of 2 when E falls by $gain of the 16 predicted", ({ gain, next }) => {
    // 2 · max(1/3, 1 − (2ϱ − 1)³), with ϱ = 1, 3/4, 1/2, 1/4 and 1/10: (2ϱ − 1)³ = 1, 1/8, 0, −1/8
    // and −0.512.
    const told: StepContext = {
      ...contextOf(line, new Float64Array(1)),
      evaluate: ([p]) => (p === 0 ? 18 : 18 - gain),
    };
    const state = { damping: 2 };
    levenbergMarquardt().step(new Float64Array(1), new Float64Array(1), state, told);
    expect(state.damping).toBeCloseTo(next, 12);
  });

  it("takes back a step that raises E, and multiplies μ by 2, 4 and 8", () => {
    // r = p³ − 1 at p = 0.1: J = 0.03, so JᵀJ = 0.0009 and Jᵀr = 0.03 · (−0.999) = −0.02997.
    // μ = 0.0011 leads to 0.1 + 14.985 and μ = 0.0022 to 9.77; E is far above ½ in both. μ = 0.0088
    // leads to 3.19, again too high; then μ = 0.0704 leads to 0.52.
    const cube: Problem = {
      residuals: ([p]: number[]) => [p ** 3 - 1],
      jacobian: ([p]: number[]) => [[3 * p * p]],
    } as Problem;
    const [, { p, damping, E }] = steps(cube, [0.1], 1, 0.0011);
    const change = 0.02997 / (0.0009 + 0.0704);
    expect(p[0]).toBeCloseTo(0.1 + change, 12);
    const gain = 0.999 ** 2 / 2 - E;
    const share = (2 * gain) / ((change * (0.0704 * change + 0.02997)) / 2) - 1;
    expect(damping).toBeCloseTo(0.0704 * Math.max(1 / 3, 1 - share ** 3), 12);
  });
});

describe("levenbergMarquardt along hand-made residuals", () => {
  it("reaches the closed form of a linear problem in two steps", () => {
    // y = a + b x for (0, 1), (1, 3), (2, 4), (3, 8): b = Σ(x − x̄)(y − ȳ) / Σ(x − x̄)² = 11/5 and
    // a = 4 − 1.5 b.
    const points = [
      [0, 1],
      [1, 3],
      [2, 4],
      [3, 8],
    ];
    const fit: Problem = {
      residuals: ([a, b]: number[]) => points.map(([x, y]) => a + b * x - y),
      jacobian: () => points.map(([x]) => [1, x]),
    } as Problem;
    const taken = steps(fit, [0, 0], 2);
    expectClose(taken[2].p, [0.7, 2.2], { absolute: 1e-6, relative: 0 });
    expectClose(steps(fit, [0, 0], 1, 1e-12)[1].p, [0.7, 2.2], { absolute: 1e-11, relative: 0 });
  });

  it("reaches the minimum of Rosenbrock's valley, always downhill", () => {
    const taken = steps(valley, [-1.2, 1], 30);
    expectClose(taken[30].p, [1, 1], { absolute: 1e-9, relative: 0 });
    for (const [k, { E }] of taken.slice(1).entries()) expect(E).toBeLessThanOrEqual(taken[k].E);
  });

  it("steps back from residuals that are not finite", () => {
    // Without damping, the first step would lead beyond 2, where the residual is not finite.
    for (const cliff of [Number.NaN, Infinity]) {
      const root = {
        residuals: ([p]: number[]) => [p > 2 ? cliff : p * p * p - 1],
        jacobian: ([p]: number[]) => [[3 * p * p]],
      } as Problem;
      const taken = steps(root, [0.2], 20, 1e-9);
      expect(taken[1].p[0]).toBeLessThanOrEqual(2);
      expect(taken[20].p[0]).toBeCloseTo(1, 9);
    }
  });

  it("keeps the parameters at a minimum, with μ at its maximum", () => {
    const [, { p, damping }] = steps(line, [3], 1);
    expect(p).toEqual([3]);
    expect(damping).toBe(1e10);
  });

  it("takes every try back if all of them raise E", () => {
    const p = new Float64Array([5]);
    const spike: StepContext = { ...contextOf(line, p), evaluate: ([x]) => (x === 5 ? 8 : 9) };
    const state = { damping: 2 };
    levenbergMarquardt().step(p, new Float64Array(1), state, spike);
    expect([...p]).toEqual([5]);
    expect(state).toEqual({ damping: 1e10 });
  });

  it("solves for more parameters than residuals", () => {
    const sum: Problem = { residuals: ([a, b]: number[]) => [a + b - 4], jacobian: () => [[1, 1]] } as Problem;
    expectClose(steps(sum, [0, 0], 3)[3].p, [2, 2], { absolute: 1e-6, relative: 0 });
  });
});

describe.each([squaredError, mse])("levenbergMarquardt with $name in a network", (loss) => {
  it("fits sin with ten neurons of tanh, to below 1e−8 in 100 epochs, from any of 12 seeds", () => {
    const x = Array.from({ length: 40 }, (_, i) => [-Math.PI + (2 * Math.PI * i) / 39]);
    const t = x.map(([v]) => [Math.sin(v)]);
    for (let seed = 0; seed < 12; seed++) {
      const net = new Sequential([new Layer(1, 10, tanh), new Layer(10, 1)], { seed });
      const { epochs } = net.fit(x, t, { loss, optimizer: levenbergMarquardt(), epochs: 100, targetLoss: 1e-9 });
      expect(net.evaluate(x, t, { loss }).loss, `seed ${seed}`).toBeLessThan(1e-8);
      for (const [k, epoch] of epochs.slice(1).entries()) expect(epoch.loss).toBeLessThanOrEqual(epochs[k].loss);
    }
  });

  it("solves a linear network of two outputs in two epochs, with sample weights", () => {
    // The targets of the first output lie on 1 + 2x, those of the second on −3x, except for a
    // sample of weight 0.
    const net = new Sequential([new Layer(1, 2)], { seed: 4 });
    const t = [
      [1, 0],
      [3, -3],
      [5, -6],
      [100, 100],
    ];
    net.fit([[0], [1], [2], [3]], t, {
      loss,
      optimizer: levenbergMarquardt(),
      epochs: 3,
      sampleWeights: [1, 2, 0.5, 0],
    });
    expectClose(net.parameters, [2, -3, 1, 0], { absolute: 1e-7, relative: 0 });
  });
});
