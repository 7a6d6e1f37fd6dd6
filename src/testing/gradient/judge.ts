import { type DerivativeEstimate, type DifferencePair, derivativeAt, differentiate } from "../../core/internal.js";
import type { CheckPlan } from "./options.js";
import type { Entry, EntryStatus } from "./report.js";

/** A derivative under test: its place and its value. */
export type GivenDerivative = Pick<Entry, "layer" | "parameter" | "index" | "analytic">;

/**
 * Compares a derivative with its estimate. It fails when the two differ by more than `tolerance`
 * times the larger one, plus the estimate's own error bar. Before it fails, a second estimate by
 * other steps, with their size multiplied by another factor, widens the error bar by the difference
 * of the two estimates and by `rounding`.
 */
export function judgeDerivative(
  given: GivenDerivative,
  estimate: (factor: number) => DerivativeEstimate,
  tolerance: number,
  rounding: () => number = () => 0,
): Entry {
  const first = estimate(1);
  const entry = compareWith(given, first, tolerance);
  if (entry.status !== "fail" || !Number.isFinite(given.analytic)) return entry;
  const second = estimate(0.71);
  if (second.kink === "known") return compareWith(given, { ...first, kink: "known" }, tolerance);
  const secondBar = second.errorBar + rounding();
  const better = secondBar < first.errorBar ? second : first;
  const errorBar = Math.max(first.errorBar, secondBar) + Math.abs(first.value - second.value);
  return compareWith(given, { ...better, errorBar }, tolerance);
}

/** The entry of a derivative with this estimate. */
export function compareWith(
  { layer, parameter, index, analytic }: GivenDerivative,
  estimate: DerivativeEstimate,
  tolerance: number,
): Entry {
  const { value: numeric, errorBar, step } = estimate;
  const error = Math.abs(analytic - numeric);
  const larger = Math.max(Math.abs(analytic), Math.abs(numeric));
  const relativeError = larger === 0 ? 0 : error / larger;
  const status = statusOf(estimate, larger, error, tolerance);
  return { layer, parameter, index, analytic, numeric, error, relativeError, errorBar, step, status };
}

function statusOf(
  { kink, errorBar }: DerivativeEstimate,
  larger: number,
  error: number,
  tolerance: number,
): EntryStatus {
  if (kink !== null) return "kink";
  if (larger <= 2 * errorBar) return "flat";
  return error <= tolerance * larger + 2 * errorBar ? "ok" : "fail";
}

/**
 * Compares the derivatives of f by each number of x, of which `given` has the values under test.
 */
export function judgeArguments(
  of: Pick<Entry, "parameter"> & { readonly label: string },
  f: (x: Float64Array) => number,
  x: Float64Array,
  given: ArrayLike<number>,
  tolerance: number,
  kinksOf: (k: number) => readonly number[] = () => [],
): Entry[] {
  return Array.from(x, (middle, k) => {
    const along = (moved: number): number => f(x.map((one, i) => (i === k ? moved : one)));
    const { parameter, label } = of;
    return judgeDerivative(
      { layer: null, parameter, index: [label, k], analytic: given[k] },
      (factor) => derivativeAt(along, middle, kinksOf(k), factor),
      tolerance,
    );
  });
}

/** The entries as the plan counts them: with `kinks: "fail"`, a kink is a failure. */
export function applyKinkPolicy(entries: readonly Entry[], { kinks }: CheckPlan): readonly Entry[] {
  if (kinks !== "fail") return entries;
  return entries.map((entry) => (entry.status === "kink" ? { ...entry, status: "fail" } : entry));
}

/** A derivative by the plan's method and first step; `directional` extrapolates its slopes. */
export function differentiateBy(
  pairAt: (h: number) => DifferencePair,
  { method, step }: CheckPlan,
): DerivativeEstimate {
  return differentiate(pairAt, method === "central" ? "central" : "richardson", step);
}
