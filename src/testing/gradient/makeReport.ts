import type { Entry, EntryStatus, GradientReport } from "./report.js";
import { tableOf } from "./table.js";

/** The report of these entries, worst first. */
export function reportOf(
  found: Omit<GradientReport, "ok" | "totals" | "copy"> & { copy?: GradientReport | null; broken?: boolean },
): GradientReport {
  const { copy = null, broken = false, entries, ...rest } = found;
  const count = (status: EntryStatus): number => entries.filter((entry) => entry.status === status).length;
  const totals = {
    entries: entries.length,
    ok: count("ok"),
    fail: count("fail"),
    kink: count("kink"),
    flat: count("flat"),
  };
  const ok = !broken && totals.fail === 0 && totals.ok + totals.flat > 0 && copy?.ok !== false;
  const report: GradientReport = { ok, ...rest, totals, entries: [...entries].sort(worseFirst), copy };
  return Object.defineProperty(report, "toString", { value: () => tableOf(report) });
}

const order: readonly EntryStatus[] = ["fail", "kink", "ok", "flat"];

function worseFirst(one: Entry, other: Entry): number {
  const byStatus = order.indexOf(one.status) - order.indexOf(other.status);
  if (byStatus !== 0) return byStatus;
  return finite(other.relativeError) - finite(one.relativeError) || finite(other.error) - finite(one.error);
}

function finite(error: number): number {
  return Number.isFinite(error) ? error : Number.MAX_VALUE;
}
