import type { Loss } from "../../core/index.js";
import type { Network } from "../../core/internal.js";
import {
  type DerivativeEstimate,
  type DifferencePair,
  differentiate,
  permutation,
  row,
  stream,
} from "../../core/internal.js";
import { judge } from "../gradient/judge.js";
import type { CheckPlan } from "../gradient/options.js";
import type { Entry } from "../gradient/report.js";
import { indexOf, type Part } from "./parts.js";
import { type Data, openProbe, type Probe } from "./probe.js";
import { type Rounding, roundingOf } from "./rounding.js";

/** What is compared, and how. */
export interface Comparing {
  readonly data: Data;
  readonly loss: Loss;
  readonly plan: CheckPlan;
  readonly maxEntries: number;
}

/** The entries of all parts, or of directions through them. */
export function compareParts(
  network: Network,
  parts: readonly Part[],
  probe: Probe,
  how: Comparing,
): { entries: Entry[]; notes: string[] } {
  const { plan } = how;
  if (plan.method !== "directional") return byEntries(network, parts, probe, how);
  const rounding = onceAsked(network, how);
  const directed = parts.map((part, p) => alongDirections(part, probe, p, plan, rounding));
  const failed = parts.filter((_, p) => directed[p].some(({ status }) => status === "fail"));
  if (failed.length === 0) return { entries: directed.flat(), notes: [] };
  const { entries, notes } = byEntries(network, failed, probe, { ...how, maxEntries: Math.min(how.maxEntries, 1000) });
  const found = failed.filter(({ layer, parameter }) =>
    entries.some((entry) => entry.layer === layer && entry.parameter === parameter && entry.status === "fail"),
  );
  const rest = parts.flatMap((part, p) => (found.includes(part) ? [] : directed[p]));
  return {
    entries: [...entries, ...rest],
    notes: ["Directions were wrong, so their parts were compared entry by entry.", ...notes],
  };
}

function byEntries(
  network: Network,
  parts: readonly Part[],
  probe: Probe,
  how: Comparing,
): { entries: Entry[]; notes: string[] } {
  const { plan, maxEntries } = how;
  const slopes = slopesOf(network, probe, how);
  const rounding = onceAsked(network, how);
  const notes: string[] = [];
  const entries = parts.flatMap((part, p) => {
    const { layer, parameter, analytic } = part;
    const all = analytic.length;
    const chosen =
      all <= maxEntries ? Array.from(analytic.keys()) : drawn(all, maxEntries, stream(plan.seed, "entries", p));
    if (all > maxEntries)
      notes.push(`Of layer ${layer}'s ${parameter}, ${maxEntries} of ${all} entries were compared, drawn by the seed.`);
    return chosen.map((k) => {
      const of = { layer, parameter, index: indexOf(part, k), analytic: analytic[k] };
      return judge(of, slopes(layer, parameter, k), plan.tolerance, () => {
        const again = slopes(layer, parameter, k, 0.71);
        return { ...again, errorBar: again.errorBar + unit * rounding().of(layer, parameter)[k] };
      });
    });
  });
  return { entries, notes };
}

/** What rounding may do to a gradient in float64, for each unit of the analysis. */
const unit = 2 ** -50;

/** The error analysis, made when an entry seems to be wrong. */
function onceAsked(network: Network, { data, loss }: Comparing): () => Rounding {
  let made: Rounding | undefined;
  return () => {
    made ??= roundingOf(network, data, loss);
    return made;
  };
}

function drawn(all: number, count: number, random: () => number): number[] {
  return Array.from(permutation(all, random).subarray(0, count)).sort((one, other) => one - other);
}

/** ∂E by number `k` of a part, estimated. */
export type Slopes = (layer: number, part: Part["parameter"] | "a", k: number, factor?: number) => DerivativeEstimate;

/** Estimates any derivative; what only one sample depends on is computed with that sample alone. */
export function slopesOf(
  network: Network,
  probe: Probe,
  { data, loss, plan }: Pick<Comparing, "data" | "loss" | "plan">,
): Slopes {
  const { x, t, weights } = data;
  const method = plan.method === "central" ? "central" : "richardson";
  const alone: Probe[] = [];
  const probeOf = (r: number): Probe => {
    alone[r] ??= openProbe(
      network,
      {
        x: { rows: 1, columns: x.columns, data: row(x, r) },
        t: { rows: 1, columns: t.columns, data: row(t, r) },
        weights: weights.subarray(r, r + 1),
      },
      loss,
      x.rows,
    );
    return alone[r];
  };
  return (layer, part, k, factor = 1) => {
    const { inputs, outputs } = network.layers[layer];
    if (part === "weights" || part === "biases") {
      const value =
        part === "weights" ? network.layers[layer].weights.data[k] : (network.layers[layer].biases?.[k] ?? 0);
      const size = factor * sizeOf(value);
      return differentiate((h) => probe.pairAt(layer, part, k, h * size), method, plan.step);
    }
    const columns = part === "input" ? inputs : outputs;
    const r = Math.floor(k / columns);
    const own = probeOf(r);
    const value = part === "input" ? x.data[k] : own.base[layer][part === "a" ? "a" : "z"][k % columns];
    const size = factor * sizeOf(value);
    return differentiate((h) => own.pairAt(layer, part, k % columns, h * size), method, plan.step);
  };
}

/** The power of two by which steps are scaled. */
function sizeOf(value: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, Math.abs(value))));
}

function alongDirections(
  { layer, parameter, analytic }: Part,
  probe: Probe,
  p: number,
  plan: CheckPlan,
  rounding: () => Rounding,
): Entry[] {
  return Array.from({ length: plan.directions }, (_, d) => {
    const random = stream(plan.seed, "directions", p, d);
    const direction = analytic.map(() => 2 * random() - 1);
    const length = Math.sqrt(direction.reduce((sum, one) => sum + one * one, 0));
    let slope = 0;
    for (let k = 0; k < direction.length; k++) {
      direction[k] /= length;
      slope += direction[k] * analytic[k];
    }
    const pairAt =
      (factor: number) =>
      (h: number): DifferencePair =>
        probe.along(layer, parameter, direction, h * factor);
    const estimate = (factor: number): DerivativeEstimate => differentiate(pairAt(factor), "richardson", plan.step);
    const of = { layer, parameter, index: ["direction", d], analytic: slope };
    return judge(of, estimate(1), plan.tolerance, () => {
      const again = estimate(0.71);
      const each = rounding().of(layer, parameter);
      const off = direction.reduce((sum, one, k) => sum + Math.abs(one) * each[k], 0);
      return { ...again, errorBar: again.errorBar + unit * off };
    });
  });
}
