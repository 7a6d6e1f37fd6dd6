import { Layer, matrix, mse, Sequential, sigmoid, tanh } from "deltarule";
import { checkGradients } from "deltarule/testing";
import { describe, expect, it } from "vitest";
import { mutants, planted } from "../../helpers/backwardMutants.js";

const make = () => new Sequential([new Layer(2, 4, tanh), new Layer(4, 3, sigmoid)], { seed: 11 });
const x = [
  [0.4, -1.2],
  [1.5, 0.3],
  [-0.7, 0.8],
  [0.2, 1.1],
];
const t = matrix(4, 3, [1, 0, 0, 0, 1, 0.5, 0, 0, 1, 1, 0, 0]);

describe("a backward pass with a planted mistake", () => {
  it("is right without the mistake", () => {
    const report = checkGradients(make(), x, t, mse, { backward: planted({}) });
    expect(report.totals).toEqual({ entries: 63, ok: 63, fail: 0, kink: 0, flat: 0 });
    expect([report.ok, report.firstWrong, report.diagnosis]).toEqual([true, null, null]);
  });

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
    "%s: is detected and recognized",
    (_, { lines, pattern, scope }) => {
      const report = checkGradients(make(), x, t, mse, { backward: planted(lines) });
      expect(report.ok).toBe(false);
      expect({ pattern: report.diagnosis?.pattern, scope: report.diagnosis?.scope }, String(report)).toEqual({
        pattern,
        scope,
      });
    },
  );
});
