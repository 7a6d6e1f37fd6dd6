import type { Matrix } from "../../core/index.js";
import type { Network } from "../../core/internal.js";
import { crossesKink, inspectBackward, inspectForward } from "../../core/internal.js";
import { entryOf, kinkFails } from "../gradient/judge.js";
import type { Entry, GradientReport } from "../gradient/report.js";
import { type Check, finish } from "./check.js";
import { diagnose } from "./diagnose.js";
import { checkDouble } from "./double.js";
import { forwardEntries } from "./forward.js";
import { indexOf, type Part, partsOf } from "./parts.js";
import { type Passes, runPasses } from "./passes.js";
import { openProbe } from "./probe.js";
import { roundingOf } from "./rounding.js";
import { kinksOf } from "./sides.js";
import { type CheckedNetwork, copyOf } from "./target.js";

/**
 * Compares a float32 network with its float64 copy, and the copy with difference quotients: a difference quotient in float32 would
 * have no more than three digits.
 */
export function checkSingle<Net extends CheckedNetwork>(check: Check<Net>, notes: readonly string[]): GradientReport {
  const data = { ...check.data, x: rounded(check.data.x), t: rounded(check.data.t) };
  const { net, loss, plan } = check;
  const passes = runPasses(net, data, loss, check.backward);
  const network = copyOf(net);
  const double = asChecked(network);
  const copyPlan = {
    ...plan,
    kinks: plan.kinks === "fail" ? "fail" : "skip",
    tolerance: Math.min(plan.tolerance, 1e-5),
  } as const;
  const copy = checkDouble({ ...check, net: double, data, plan: copyPlan, backward: undefined }, []);
  const forward = double.forward(data.x);
  const wanted = partsOf(double, data.x.rows, double.backward(forward, data.t, loss, { sampleWeights: data.weights }));
  const rounding = roundingOf(network, data, loss);
  const torn = rowsOnOtherSides(network, passes);
  const entries = passes.parts.flatMap((part) => {
    const found = wanted.find(({ layer, parameter }) => layer === part.layer && parameter === part.parameter);
    return found === undefined
      ? []
      : compare(part, found, torn, rounding.of(part.layer, part.parameter), plan.tolerance);
  });
  const probe = openProbe(network, data, loss, data.x.rows);
  const all = [
    ...(torn.size > 0 ? [] : forwardEntries(passes, probe, 1e-3, { unit: 2 ** -23, loss: () => rounding.loss })),
    ...entries,
  ];
  const judged = plan.kinks === "fail" ? all.map(kinkFails) : all;
  const diagnosis = diagnose({ check: { ...check, data }, network, passes, probe, entries: judged }) ?? copy.diagnosis;
  return finish(check, judged, { diagnosis, notes, copy, broken: !passes.repeats || passes.meddled });
}

/** Entries with what rounding to float32 may do for their error bars. */
function compare(
  part: Part,
  wanted: Part,
  torn: ReadonlySet<number>,
  rounding: ArrayLike<number>,
  tolerance: number,
): Entry[] {
  const { layer, parameter, analytic, columns } = part;
  return Array.from(analytic, (given, k) => {
    const bySample = parameter === "delta" || parameter === "input";
    const kinked = bySample ? torn.has(Math.floor(k / columns)) : torn.size > 0;
    const of = { layer, parameter, index: indexOf(part, k), analytic: given };
    // The second term: near 2^-149 float32 has no digits left.
    const errorBar = 2 ** -22 * rounding[k] + 2 ** -140;
    return entryOf(of, { value: wanted.analytic[k], errorBar, step: 0, kink: kinked ? "known" : null }, tolerance);
  });
}

/** Samples of which rounding put some z on the other side of a kink. */
function rowsOnOtherSides({ layers }: Network, { forward }: Passes): Set<number> {
  const rows = new Set<number>();
  layers.forEach(({ activation }, l) => {
    const { z, a } = forward.layers[l];
    const kinks = [
      ...kinksOf(activation),
      ...("forward" in activation ? kinksOf(activation.forward as typeof activation) : []),
    ];
    for (let k = 0; k < z.data.length; k++) {
      const near = 1e-5 * Math.max(1, Math.abs(z.data[k]), Math.abs(a.data[k]));
      if (kinks.some((kink) => crossesKink(z.data[k] - near, z.data[k] + near, kink)))
        rows.add(Math.floor(k / z.columns));
    }
  });
  return rows;
}

function asChecked(network: Network): CheckedNetwork {
  return {
    layers: network.layers,
    forward: (x) => inspectForward(network, x),
    backward: (forward, t, loss, options = {}) => inspectBackward(network, forward, t, loss, options),
  };
}

function rounded(of: Matrix): Matrix {
  return { ...of, data: Float64Array.from(of.data, Math.fround) };
}
