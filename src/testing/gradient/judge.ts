import type { DerivativeEstimate } from "../../core/internal.js";
import type { Entry, EntryStatus } from "./report.js";

/** What is compared: a derivative's place and its two values. */
export type Comparison = Pick<Entry, "layer" | "parameter" | "index" | "analytic">;

/**
 * Compares a derivative with its estimate. It fails when the two differ by more than `tolerance` times the larger one, beyond what the estimate itself
 * may be off; before that, `again` estimates once more by other steps, and the two estimates' difference counts as doubt.
 */
export function judge(
  of: Comparison,
  estimate: DerivativeEstimate,
  tolerance: number,
  again?: () => DerivativeEstimate,
): Entry {
  const entry = entryOf(of, estimate, tolerance);
  if (entry.status !== "fail" || again === undefined || !Number.isFinite(of.analytic)) return entry;
  const second = again();
  if (second.kink === "known") return entryOf(of, { ...estimate, kink: "known" }, tolerance);
  const value = second.errorBar < estimate.errorBar ? second : estimate;
  const errorBar = Math.max(estimate.errorBar, second.errorBar) + Math.abs(estimate.value - second.value);
  return entryOf(of, { ...value, errorBar }, tolerance);
}

/** The entry of a derivative and its true value. */
export function entryOf(of: Comparison, estimate: DerivativeEstimate, tolerance: number): Entry {
  const { layer, parameter, index, analytic } = of;
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

/** A kink where none is allowed. */
export function kinkFails(entry: Entry): Entry {
  return entry.status === "kink" ? { ...entry, status: "fail" } : entry;
}
