import type { Sequential } from "deltarule";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, slopeAt } from "../../helpers/numeric.js";
import { lossFrom, lossOf, lossOfSample, type Problem, preactivationsOf, type Trace } from "../../helpers/plain.js";
import { networkOf, problems } from "../../helpers/problems.js";

/** The derivatives compared, and those too near to a kink for a difference quotient. */
const seen = { compared: 0, skipped: 0 };

/** Throws unless `derivative` is ∂E/∂p for the number p that `at` moves. */
function expectSlope(derivative: number, E: number, at: (moved: number, trace: Trace) => number, what: string): void {
  for (const h of [2 ** -10, 2 ** -14, 2 ** -18]) {
    const prints = new Set<number>();
    const f = (moved: number): number => {
      const trace = { print: 0, nearest: Infinity };
      const value = at(moved, trace);
      prints.add(trace.print);
      return value;
    };
    const slope = slopeAt(f, 0, h);
    if (prints.size > 1) continue; // another piece of a piecewise function: look nearer
    const rounding = ((1 + Math.abs(E)) * 2 ** -50) / h;
    expectClose([derivative], [slope], { absolute: rounding, relative: 1e-6, what });
    seen.compared++;
    return;
  }
  seen.skipped++;
}

/** Calls `at` while one number of the array is moved. */
function moving<T>(numbers: number[], k: number, at: () => T): (moved: number) => T {
  const kept = numbers[k];
  return (moved) => {
    numbers[k] = kept + moved;
    try {
      return at();
    } finally {
      numbers[k] = kept;
    }
  };
}

function backwardOf(net: Sequential, { x, t, loss, counts }: Problem) {
  return net.backward(net.forward(x), t, loss, { sampleWeights: counts });
}

describe("in any network of float64", () => {
  it("the loss, every entry of the gradient, every δ and ∂E/∂x agree with difference quotients of E", () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { layers, x } = problem;
        const backward = backwardOf(networkOf(problem, "float64"), problem);
        const E = lossOf(problem);
        expectClose([backward.loss], [E], { absolute: 1e-13, relative: 1e-12, what: "E" });
        let entry = 0;
        layers.forEach(({ W, b }, l) => {
          for (const numbers of [...W, ...(b === null ? [] : [b])]) {
            for (let k = 0; k < numbers.length; k++, entry++) {
              const at = (trace: Trace) => lossOf(problem, trace);
              const slope = (moved: number, trace: Trace) => moving(numbers, k, () => at(trace))(moved);
              expectSlope(backward.gradient[entry], E, slope, `entry ${entry} of the gradient, layer ${l}`);
            }
          }
        });
        expect(entry).toBe(backward.gradient.length);
        x.forEach((inputs, sample) => {
          preactivationsOf(problem, sample).forEach((z, l) => {
            const { delta } = backward.layers[l];
            for (let k = 0; k < z.length; k++) {
              const slope = (moved: number, trace: Trace) =>
                moving(z, k, () => lossFrom(problem, sample, l, z, trace))(moved);
              expectSlope(delta.data[sample * z.length + k], E, slope, `δ ${k} of layer ${l}, sample ${sample}`);
            }
          });
          for (let k = 0; k < inputs.length; k++) {
            const slope = (moved: number, trace: Trace) =>
              moving(inputs, k, () => lossOfSample(problem, sample, trace))(moved);
            expectSlope(backward.input.data[sample * inputs.length + k], E, slope, `∂E/∂x ${k} of sample ${sample}`);
          }
        });
      }),
      { seed: 3, numRuns: 50 },
    );
    expect(seen.compared).toBeGreaterThan(10_000);
    expect(seen.skipped).toBeLessThan(seen.compared / 100);
  });

  it("the gradient has each layer's weights and biases in the order of the parameters", () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const net = networkOf(problem, "float64");
        const { gradient, layers } = backwardOf(net, problem);
        expect([...gradient]).toEqual(layers.flatMap(({ weights, biases }) => [...weights.data, ...(biases ?? [])]));
        expect([...net.parameters]).toEqual(problem.layers.flatMap(({ W, b }) => [...W.flat(), ...(b ?? [])]));
      }),
      { seed: 4, numRuns: 40 },
    );
  });
});

describe("in any network of float32", () => {
  it("all agree with the same network in float64, within the precision of float32", () => {
    let compared = 0;
    const rounded = problems.map((problem): Problem => {
      const round = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map(Math.fround));
      const layers = problem.layers.map(({ W, b, f }) => ({ W: round(W), b: b?.map(Math.fround) ?? null, f }));
      return { ...problem, layers, x: round(problem.x), t: round(problem.t) };
    });
    fc.assert(
      fc.property(rounded, (problem) => {
        const trace = { print: 0, nearest: Infinity };
        lossOf(problem, trace);
        if (trace.nearest < 1e-5) return; // rounding may choose another piece
        compared++;
        const exact = backwardOf(networkOf(problem, "float64"), problem);
        const single = backwardOf(networkOf(problem, "float32"), problem);
        const near = (actual: ArrayLike<number>, expected: ArrayLike<number>, what: string) => {
          const largest = Array.from(expected).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
          const absolute = 2 ** -23 * 256 * (largest + 0.01);
          expect(actual).toBeInstanceOf(Float32Array);
          expectClose(actual, expected, { absolute, relative: 0, what });
        };
        expectClose([single.loss], [exact.loss], { absolute: 1e-5, relative: 1e-4, what: "E" });
        near(single.gradient, exact.gradient, "gradient");
        near(single.input.data, exact.input.data, "∂E/∂x");
        single.layers.forEach(({ delta }, l) => {
          near(delta.data, exact.layers[l].delta.data, `δ of layer ${l}`);
        });
      }),
      { seed: 5, numRuns: 120 },
    );
    expect(compared).toBeGreaterThan(80);
  });
});
