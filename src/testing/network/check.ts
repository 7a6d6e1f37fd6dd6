import type { Matrix } from "../../core/index.js";
import { crossesKink } from "../../core/internal.js";
import { applyKinkPolicy, compareWith } from "../gradient/judge.js";
import { makeReport, type ReportParts } from "../gradient/makeReport.js";
import { type Entry, firstWrongOf, type GradientReport } from "../gradient/report.js";
import { withData } from "../matrices.js";
import { allKinksOf, slopeLender } from "../pieces/library.js";
import { compareForward, compareParts } from "./compare.js";
import { diagnoseNetwork } from "./diagnose.js";
import { entryIndex, type GradientPart, type NetworkPasses, readGradientParts, runPasses } from "./passes.js";
import { openProbe } from "./probe.js";
import { roundingOf } from "./rounding.js";
import {
  type CheckedNetwork,
  describeGradients,
  float64Copy,
  type NetworkCheck,
  ownBackward,
  type PlainNetwork,
} from "./target.js";

/** Compares a float64 network with difference quotients. */
export function checkDouble(check: NetworkCheck, notes: readonly string[]): GradientReport {
  const { net, data, loss, penalty, plan } = check;
  const passes = runPasses(check);
  const network = float64Copy(net);
  const probe = openProbe(network, data, loss, data.x.rows, penalty);
  const compared = compareParts(network, passes.parts, probe, check);
  const rounding = { unit: 2 ** -52, loss: () => roundingOf(network, data, loss).loss };
  const forward = compareForward(passes, probe, plan.tolerance, rounding);
  const entries = applyKinkPolicy([...forward, ...compared.entries], plan);
  const diagnosis = diagnoseNetwork({ check, network, passes, probe, entries });
  const broken = !passes.repeats || passes.meddled;
  return networkReport(check, entries, { diagnosis, broken, notes: [...notes, ...compared.notes] });
}

/**
 * Compares a float32 network with its float64 copy, and the copy with difference quotients: a
 * difference quotient in float32 has three right digits at most.
 */
export function checkSingle(given: NetworkCheck, notes: readonly string[]): GradientReport {
  const data = { ...given.data, x: roundedMatrix(given.data.x), t: roundedMatrix(given.data.t) };
  const check = { ...given, data };
  const { net, loss, penalty, plan } = check;
  const passes = runPasses(check);
  const network = float64Copy(net);
  const copy = checkDouble(copyCheck(check, network), []);
  const options = { sampleWeights: data.weights, ...(penalty !== null && { regularization: penalty }) };
  const backward = network.backward(network.forward(data.x), data.t, loss, options);
  const wanted = readGradientParts(network, data.x.rows, backward);
  const rounding = roundingOf(network, data, loss);
  const torn = samplesOnKinks(network, passes);
  const compared = passes.parts.flatMap((part) => {
    const same = wanted.find(({ layer, parameter }) => layer === part.layer && parameter === part.parameter);
    if (same === undefined) return [];
    return compareRounded(part, same, torn, rounding.of(part.layer, part.parameter), plan.tolerance);
  });
  const probe = openProbe(network, data, loss, data.x.rows, penalty);
  const unit = { unit: 2 ** -23, loss: () => rounding.loss };
  const forward = torn.size > 0 ? [] : compareForward(passes, probe, 1e-3, unit);
  const entries = applyKinkPolicy([...forward, ...compared], plan);
  const diagnosis = diagnoseNetwork({ check, network, passes, probe, entries }) ?? copy.diagnosis;
  return networkReport(check, entries, { diagnosis, notes, copy, broken: !passes.repeats || passes.meddled });
}

/** The check of a network's float64 copy, by its own backward pass. */
function copyCheck(check: NetworkCheck, network: PlainNetwork): NetworkCheck {
  const { plan, loss } = check;
  // Without the copy's seed, which the report would name.
  const net: CheckedNetwork = {
    layers: network.layers,
    forward: (x) => network.forward(x),
    backward: (...given) => network.backward(...given),
  };
  const kinks = plan.kinks === "fail" ? "fail" : "skip";
  const tolerance = Math.min(plan.tolerance, 1e-5);
  return { ...check, net, backward: ownBackward(net, loss), plan: { ...plan, kinks, tolerance } };
}

/** Entries of a float32 part; the rounding errors of float32 are their error bars. */
function compareRounded(
  part: GradientPart,
  wanted: GradientPart,
  torn: ReadonlySet<number>,
  rounding: ArrayLike<number>,
  tolerance: number,
): Entry[] {
  const { layer, parameter, analytic, columns } = part;
  const bySample = parameter === "delta" || parameter === "input";
  return Array.from(analytic, (given, k) => {
    const kinked = bySample ? torn.has(Math.floor(k / columns)) : torn.size > 0;
    // The second term: near its smallest number, 2^-149, float32 has no digits left.
    const errorBar = 2 ** -22 * rounding[k] + 2 ** -140;
    const estimate = { value: wanted.analytic[k], errorBar, step: 0, kink: kinked ? "known" : null } as const;
    return compareWith({ layer, parameter, index: entryIndex(part, k), analytic: given }, estimate, tolerance);
  });
}

/** The samples with some z so near to a kink that rounding may put it on the other side. */
function samplesOnKinks({ layers }: PlainNetwork, { forward }: NetworkPasses): Set<number> {
  const samples = new Set<number>();
  layers.forEach(({ activation }, l) => {
    const { z, a } = forward.layers[l];
    const kinks = allKinksOf(activation);
    z.data.forEach((at, k) => {
      const near = 1e-5 * Math.max(1, Math.abs(at), Math.abs(a.data[k]));
      if (kinks.some((kink) => crossesKink(at - near, at + near, kink))) samples.add(Math.floor(k / z.columns));
    });
  });
  return samples;
}

function roundedMatrix(of: Matrix): Matrix {
  return withData(of, Float64Array.from(of.data, Math.fround));
}

/** The report of a check, with a note for each surrogate. */
export function networkReport(
  { net, loss, data, plan }: NetworkCheck,
  entries: readonly Entry[],
  rest: Pick<ReportParts, "diagnosis" | "notes" | "copy" | "broken">,
): GradientReport {
  const surrogates = net.layers.flatMap(({ activation }, l) => {
    const lender = slopeLender(activation)?.name;
    if (lender === undefined) return [];
    const note = `Layer ${l}'s ${activation.name} is a surrogate: its gradient is checked with ${lender}'s slope, and is not that of E.`;
    return [note];
  });
  const { method, tolerance, seed } = plan;
  return makeReport({
    subject: describeGradients(net, loss, data.x.rows),
    method,
    tolerance,
    seed,
    entries,
    firstWrong: firstWrongOf(entries),
    ...rest,
    notes: [...surrogates, ...rest.notes],
  });
}
