import { type Elementwise, relu, sigmoid, softmax, step, surrogate, tanh } from "deltarule";
import { checkActivation } from "deltarule/testing";
import { describe, expect, it } from "vitest";
import { activations } from "../../helpers/exported.js";

describe("checkActivation", () => {
  const smooth = activations.filter(({ it: f }) => !("differentiable" in f && f.differentiable === false));

  it.each([...smooth])("finds the slope of $title right", ({ it: activation }) => {
    const report = checkActivation(activation);
    expect(report.ok, String(report)).toBe(true);
    expect(report.totals.ok).toBeGreaterThanOrEqual(10);
  });

  const changed = (derivative: Elementwise["derivative"], f: Elementwise = tanh): Elementwise => ({ ...f, derivative });
  it.each([
    ["a factor", changed((_z, a) => 2 * (1 - a * a)), "factor"],
    ["a flipped sign", changed((_z, a) => a * a - 1), "sign"],
    ["the slope at a", changed((_z, a) => 1 - Math.tanh(a) ** 2), "slope at a"],
    [
      "the slope of another activation",
      changed((z) => sigmoid.derivative(z, sigmoid.apply(z))),
      "slope of another activation",
    ],
    ["a slope of 0 below 0", changed((z, a) => (z < 0 ? 0 : 1 - a * a)), "slope of another activation"],
  ] as const)("recognizes %s", (_, activation, pattern) => {
    const report = checkActivation(activation);
    expect([report.ok, report.diagnosis?.pattern], String(report)).toEqual([false, pattern]);
  });

  it("reports step, surrogates, kinks and a wrong Jacobian", () => {
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
