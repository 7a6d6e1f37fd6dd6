import { permutation, stream } from "../../core/internal.js";
import { compareWith, differentiateBy, judgeDerivative } from "../gradient/judge.js";
import { dotProduct, randomDirection } from "../gradient/moves.js";
import { largestMagnitude } from "../gradient/patterns.js";
import type { Entry } from "../gradient/report.js";
import { entryIndex, type GradientPart, type NetworkPasses } from "./passes.js";
import { type Probe, slopesOf } from "./probe.js";
import { float64Rounding, type Rounding, roundingOf } from "./rounding.js";
import type { NetworkCheck, PlainNetwork } from "./target.js";

/** Entries, and notes about how they were compared. */
export interface Comparison {
  readonly entries: readonly Entry[];
  readonly notes: readonly string[];
}

/** Compares all parts with difference quotients, entry by entry or along random directions. */
export function compareParts(
  network: PlainNetwork,
  parts: readonly GradientPart[],
  probe: Probe,
  check: NetworkCheck,
): Comparison {
  const { plan, maxEntries } = check;
  const rounding = lazyRounding(network, check);
  if (plan.method !== "directional") return compareEntries(network, parts, probe, check, rounding);
  const directed = parts.map((part, p) => compareDirections(part, probe, p, check, rounding));
  const failed = parts.filter((_, p) => directed[p].some(({ status }) => status === "fail"));
  if (failed.length === 0) return { entries: directed.flat(), notes: [] };
  const fewer = { ...check, maxEntries: Math.min(maxEntries, 1000) };
  const { entries, notes } = compareEntries(network, failed, probe, fewer, rounding);
  const found = failed.filter(({ layer, parameter }) =>
    entries.some((entry) => entry.layer === layer && entry.parameter === parameter && entry.status === "fail"),
  );
  const rest = parts.flatMap((part, p) => (found.includes(part) ? [] : directed[p]));
  return {
    entries: [...entries, ...rest],
    notes: ["Directions were wrong, so their parts were compared entry by entry.", ...notes],
  };
}

function compareEntries(
  network: PlainNetwork,
  parts: readonly GradientPart[],
  probe: Probe,
  check: NetworkCheck,
  rounding: () => Rounding,
): Comparison {
  const { plan, maxEntries } = check;
  const slopes = slopesOf(network, probe, check);
  const notes: string[] = [];
  const entries = parts.flatMap((part, p) => {
    const { layer, parameter, analytic } = part;
    const all = analytic.length;
    if (all > maxEntries)
      notes.push(`Of layer ${layer}'s ${parameter}, ${maxEntries} of ${all} entries were compared, drawn by the seed.`);
    const chosen = all <= maxEntries ? analytic.keys() : drawEntries(all, maxEntries, stream(plan.seed, "entries", p));
    return Array.from(chosen, (k) =>
      judgeDerivative(
        { layer, parameter, index: entryIndex(part, k), analytic: analytic[k] },
        (factor) => slopes(layer, parameter, k, factor),
        plan.tolerance,
        () => float64Rounding * rounding().of(layer, parameter)[k],
      ),
    );
  });
  return { entries, notes };
}

function drawEntries(all: number, count: number, random: () => number): Uint32Array {
  return permutation(all, random).subarray(0, count).sort();
}

function compareDirections(
  { layer, parameter, analytic }: GradientPart,
  probe: Probe,
  p: number,
  { plan }: NetworkCheck,
  rounding: () => Rounding,
): Entry[] {
  return Array.from({ length: plan.directions }, (_, d) => {
    const direction = randomDirection(analytic.length, stream(plan.seed, "directions", p, d));
    return judgeDerivative(
      { layer, parameter, index: ["direction", d], analytic: dotProduct(direction, analytic) },
      (factor) => differentiateBy((h) => probe.along(layer, parameter, direction, h * factor), plan),
      plan.tolerance,
      () => float64Rounding * dotProduct(direction.map(Math.abs), rounding().of(layer, parameter)),
    );
  });
}

/** The error analysis, made when an entry first seems to be wrong. */
function lazyRounding(network: PlainNetwork, { data, loss }: NetworkCheck): () => Rounding {
  let made: Rounding | undefined;
  return () => {
    made ??= roundingOf(network, data, loss);
    return made;
  };
}

/**
 * Entries for the values of the network's own forward pass that differ from W·x + b, f and E. While
 * there are some, the gradients cannot be judged. `rounding` bounds the error of E, in units of
 * `unit`.
 */
export function compareForward(
  { forward, loss }: NetworkPasses,
  probe: Probe,
  tolerance: number,
  rounding: { readonly unit: number; readonly loss: () => number },
): Entry[] {
  const entries: Entry[] = [];
  // Digits lost in a sum of large numbers with opposite signs are no mistake of the network.
  const scale = probe.base.reduce((most, { z }) => Math.max(most, largestMagnitude(z.data)), 1);
  const compare = (given: Pick<Entry, "layer" | "parameter" | "index" | "analytic">, value: number, size: number) => {
    const errorBar = 64 * rounding.unit * Math.max(size, Math.abs(value));
    const entry = compareWith(given, { value, errorBar, step: 0, kink: null }, tolerance);
    if (entry.status === "fail") entries.push(entry);
  };
  probe.base.forEach((wanted, layer) => {
    const { z, a } = forward.layers[layer];
    wanted.z.data.forEach((value, k) => {
      const index = [Math.floor(k / z.columns), k % z.columns];
      compare({ layer, parameter: "z", index, analytic: z.data[k] }, value, scale);
      compare({ layer, parameter: "a", index, analytic: a.data[k] }, wanted.a.data[k], scale);
    });
  });
  if (loss !== null && loss !== probe.loss)
    compare({ layer: null, parameter: "loss", index: [], analytic: loss }, probe.loss, rounding.loss());
  return entries;
}
