import { binaryCrossEntropy, type Loss, squaredError } from "deltarule";
import { checkLoss } from "deltarule/testing";
import { describe, expect, it } from "vitest";
import { losses } from "../../helpers/exported.js";

describe("checkLoss", () => {
  it.each([...losses])("finds the gradient of $title right", ({ it: loss }) => {
    const report = checkLoss(loss);
    expect(report.ok, String(report)).toBe(true);
  });

  it("recognizes a factor, and a closed form of another function", () => {
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
