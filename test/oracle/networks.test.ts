import { describe, expect, it, test } from "vitest";
import { expectClose } from "../helpers/numeric.js";
import { activationOf, lossOf, networkOf, type OracleCase, readFixture } from "../helpers/oracle.js";

/**
 * Expectations that replace PyTorch's where it departs from the mathematics. Its BCELoss clips
 * logarithms at −100, and its gradient divides by max(a (1 − a), 1e-12). Here sigmoid and the loss
 * are computed together from z, so each wrong ±40 costs 40.
 */
const otherwise: Readonly<Record<string, Partial<OracleCase>>> = {
  edge_bce_sat: {
    E: 20,
    dz: [[[0.25, -0.25, 0, 0]]],
    dW: [
      [
        [10, -10, 200, -200],
        [-10, 10, -200, 200],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    db: [[0.25, -0.25, 0, 0]],
    dx: [[0.25, -0.25, 0, 0]],
  },
};

const close = { absolute: 1e-12, relative: 1e-12 };

describe.each(["networks.json", "edge.json"])("PyTorch's %s", (file) => {
  const { cases } = readFixture<{ cases: readonly OracleCase[] }>(file);

  it("has cases, and only known names", () => {
    expect(cases.length).toBeGreaterThanOrEqual(9);
    for (const case_ of cases) {
      expect([case_.id, lossOf(case_)]).not.toEqual([case_.id, undefined]);
      for (const { activation } of case_.layers) expect(activationOf).toHaveProperty(activation);
    }
  });

  it.each(cases.map((case_) => ({ ...case_, ...otherwise[case_.id] })))(
    "$id: z, a, E, δ and every gradient",
    (case_) => {
      const { loss, inside } = lossOf(case_);
      const net = networkOf(case_, inside);
      const forward = net.forward(case_.x);
      const backward = net.backward(forward, case_.t, loss);
      expectClose([backward.loss], [case_.E], { ...close, what: "E" });
      expectClose([net.evaluate(case_.x, case_.t, { loss }).loss], [case_.E], { ...close, what: "E of evaluate" });
      expectClose(backward.input.data, case_.dx.flat(), { ...close, what: "dx" });
      const flat: number[] = [];
      for (let l = 0; l < case_.layers.length; l++) {
        expectClose(forward.layers[l].z.data, case_.z[l].flat(), { ...close, what: `z of layer ${l}` });
        // If the loss contains the activation, PyTorch's a of the last layer is z.
        const last = l === case_.layers.length - 1;
        if (!last || inside === undefined)
          expectClose(forward.layers[l].a.data, case_.a[l].flat(), { ...close, what: `a of layer ${l}` });
        const { delta, weights, biases } = backward.layers[l];
        expectClose(delta.data, case_.dz[l].flat(), { ...close, what: `δ of layer ${l}` });
        expectClose(weights.data, case_.dW[l].flat(), { ...close, what: `dW of layer ${l}` });
        expect(biases === null).toBe(case_.db[l] === null);
        expectClose(biases ?? [], case_.db[l] ?? [], { ...close, what: `db of layer ${l}` });
        flat.push(...weights.data, ...(biases ?? []));
      }
      expect([...backward.gradient]).toEqual(flat);
      expectClose(
        net.predict(case_.x).flatMap((row) => [...row]),
        [...forward.output.data],
        { absolute: 0, relative: 0 },
      );
    },
  );
});

test("float32 networks agree within float32 precision", () => {
  const { cases } = readFixture<{ cases: readonly OracleCase[] }>("networks.json");
  expect(cases.length).toBeGreaterThan(30);
  for (const case_ of cases) {
    const { loss, inside } = lossOf(case_);
    const net = networkOf(case_, inside, "float32");
    const backward = net.backward(net.forward(case_.x), case_.t, loss);
    const expected = case_.dW.flatMap((W, l) => [...W.flat(), ...(case_.db[l] ?? [])]);
    expect(backward.gradient).toBeInstanceOf(Float32Array);
    expectClose(backward.gradient, expected, { absolute: 1e-6, relative: 1e-5, what: case_.id });
  }
});
