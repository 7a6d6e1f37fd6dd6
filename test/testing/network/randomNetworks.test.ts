import { checkGradients } from "deltarule/testing";
import { problems } from "deltarule/testing/fast-check";
import fc from "fast-check";
import { expect, it } from "vitest";
import { runs } from "../../helpers/runs.js";

/** Networks of each dtype. */
const networks = runs(200, 10_000);

it.each(["float64", "float32"] as const)(
  "every %s network of random size, activations, loss and data is found right",
  (dtype) => {
    const totals = { entries: 0, ok: 0, fail: 0, kink: 0, flat: 0 };
    fc.assert(
      fc.property(problems({ dtype, maxLayers: 4, maxWidth: 6, maxSamples: 3 }), ({ net, x, t, loss }) => {
        const report = checkGradients(net, x, t, loss);
        for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += report.totals[key];
        if (report.totals.fail > 0 || report.diagnosis !== null) throw new Error(String(report));
      }),
      { seed: 5, numRuns: networks },
    );
    expect(totals.ok / totals.entries).toBeGreaterThan(0.8);
  },
  7_200_000,
);
