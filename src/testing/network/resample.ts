import { stream } from "../../core/internal.js";
import type { GradientReport } from "../gradient/report.js";
import type { Check } from "./check.js";
import type { CheckedNetwork } from "./target.js";

const tries = 8;

/**
 * Runs a check, and with `kinks: "resample"` again with parameters and inputs moved a little at random, until no entry is on a kink.
 * The network's parameters are put back bit for bit.
 */
export function withNudges<Net extends CheckedNetwork>(
  check: Check<Net>,
  run: (check: Check<Net>, notes: readonly string[]) => GradientReport,
): GradientReport {
  const { net, data, plan } = check;
  let report = run(check, []);
  if (plan.kinks !== "resample" || report.totals.kink === 0) return report;
  const before = report.totals.kink;
  const kept = net.layers.map(({ weights, biases }) => ({
    weights: weights.data.slice(),
    biases: biases?.slice() ?? [],
  }));
  const random = stream(plan.seed, "resample");
  const nudge = (one: number): number => one + (2 * random() - 1) * 1e-2 * Math.max(1, Math.abs(one));
  try {
    for (let round = 1; round <= tries && report.totals.kink > 0; round++) {
      net.layers.forEach(({ weights, biases }, l) => {
        weights.data.set(kept[l].weights.map(nudge));
        biases?.set(Float64Array.from(kept[l].biases, nudge));
      });
      const x = { ...data.x, data: data.x.data.map(nudge) };
      const note = `${before} entries were on a kink: parameters and inputs were moved at random by up to 1 %, ${round === 1 ? "once" : `${round} times`}.`;
      report = run({ ...check, data: { ...data, x } }, [note]);
    }
    return report;
  } finally {
    net.layers.forEach(({ weights, biases }, l) => {
      weights.data.set(kept[l].weights);
      biases?.set(kept[l].biases);
    });
  }
}
