import { alignedRows, numberText } from "../text.js";
import { type Entry, type EntryStatus, type GradientReport, type Parameter, type Place, placeOrder } from "./report.js";

/** The parts of a report that a check must give. */
export interface ReportParts extends Omit<GradientReport, "ok" | "totals" | "copy"> {
  /** Of a float32 network: the report of its float64 copy. */
  readonly copy?: GradientReport | null;
  /** Whether the check found something wrong besides the entries. */
  readonly broken?: boolean;
}

/** The report of these entries: counted, sorted worst first, with its text as `toString()`. */
export function makeReport({ copy = null, broken = false, entries, ...rest }: ReportParts): GradientReport {
  const totals = { entries: entries.length, ...countStatuses(entries) };
  const ok = !broken && totals.fail === 0 && totals.ok + totals.flat > 0 && copy?.ok !== false;
  const report: GradientReport = { ok, ...rest, totals, entries: [...entries].sort(worseFirst), copy };
  return Object.defineProperty(report, "toString", { value: () => reportText(report) });
}

function countStatuses(entries: readonly Entry[]): Record<EntryStatus, number> {
  const counts = { ok: 0, fail: 0, kink: 0, flat: 0 };
  for (const { status } of entries) counts[status]++;
  return counts;
}

const worstToBest: readonly EntryStatus[] = ["fail", "kink", "ok", "flat"];

function worseFirst(one: Entry, other: Entry): number {
  const byStatus = worstToBest.indexOf(one.status) - worstToBest.indexOf(other.status);
  if (byStatus !== 0) return byStatus;
  return finite(other.relativeError) - finite(one.relativeError) || finite(other.error) - finite(one.error);
}

function finite(error: number): number {
  return Number.isFinite(error) ? error : Number.MAX_VALUE;
}

/** How many failed entries the text lists. */
const listed = 12;

const parameterNames: Readonly<Record<Parameter, string>> = {
  delta: "δ = ∂E/∂z",
  weights: "∂E/∂W",
  biases: "∂E/∂b",
  input: "∂E/∂x",
  argument: "∂f/∂x",
  z: "z (forward)",
  a: "a (forward)",
  loss: "E (forward)",
};

/** The report as text, for the output of a failed test. */
function reportText(report: GradientReport): string {
  const { entries, firstWrong, diagnosis, copy } = report;
  const failed = entries.filter(({ status }) => status === "fail");
  const lines = [headline(report), ""];
  if (firstWrong !== null) lines.push(`First wrong: ${placeText(firstWrong)}`);
  if (diagnosis !== null) lines.push(`Diagnosis: ${diagnosis.message}`);
  if (failed.length > 0) lines.push("", ...worstEntries(failed));
  lines.push("", ...countTable(entries));
  if (copy !== null && !copy.ok) lines.push("", "Its float64 copy is wrong by itself:", ...indented(reportText(copy)));
  lines.push("", ...report.notes, ...statusNotes(report), footLine(report));
  return lines.join("\n").replace(/\n{3,}/g, "\n\n");
}

function headline({ ok, subject, totals }: GradientReport): string {
  const { entries, fail, kink, flat } = totals;
  if (ok) return `Right: ${subject}. Compared: ${entries - kink} of ${entries} derivatives.`;
  if (fail > 0) return `Wrong: ${subject}. ${fail} of ${entries} derivatives are not what they should be.`;
  if (entries === kink + flat) return `Not checked: ${subject}. Nothing could be compared.`;
  return `Wrong: ${subject}.`;
}

function placeText({ layer, parameter }: Place): string {
  const name = parameterNames[parameter];
  if (layer === null) return `${name}.`;
  if (parameter === "z" || parameter === "a") return `layer ${layer}, ${name}, before anything goes back.`;
  return `layer ${layer}, ${name}. Gradients go from the last layer to layer 0; what is computed before this one is right.`;
}

function worstEntries(failed: readonly Entry[]): string[] {
  const rows = failed
    .slice(0, listed)
    .map(({ layer, parameter, index, analytic, numeric, relativeError, errorBar }) => [
      layer === null ? "" : String(layer),
      parameterNames[parameter],
      `[${index.join(", ")}]`,
      numberText(analytic),
      numberText(numeric),
      numberText(relativeError, 2),
      numberText(errorBar, 2),
    ]);
  const head = ["layer", "what", "index", "given", "should be", "relative error", "± of should be"];
  const more = failed.length - rows.length;
  const layered = failed.some(({ layer }) => layer !== null);
  const cut = (row: string[]): string[] => (layered ? row : row.slice(1));
  return [...alignedRows([head, ...rows].map(cut)), ...(more > 0 ? [`… and ${more} more`] : [])];
}

/** One line a part: how many of its entries have each status. */
function countTable(entries: readonly Entry[]): string[] {
  const parts = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.layer} ${entry.parameter}`;
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [entry]);
    else part.push(entry);
  }
  const rows = [...parts.values()]
    .sort(([one], [other]) => placeOrder(one) - placeOrder(other))
    .map((part) => {
      const [{ layer, parameter }] = part;
      const counts = countStatuses(part);
      const cells = [counts.ok, counts.fail, counts.kink, counts.flat].map((count) => (count === 0 ? "·" : `${count}`));
      return [layer === null ? "" : String(layer), parameterNames[parameter], ...cells];
    });
  if (rows.length === 0) return [];
  return alignedRows([["layer", "what", "right", "wrong", "kink", "flat"], ...rows]);
}

function statusNotes({ totals: { kink, flat } }: GradientReport): string[] {
  return [
    ...(kink > 0 ? [`kink: ${kink} not compared, since the function has no single slope there.`] : []),
    ...(flat > 0 ? [`flat: ${flat} are 0 on both sides, within rounding.`] : []),
  ];
}

function footLine({ method, tolerance, seed }: GradientReport): string {
  const how = {
    richardson: "extrapolated difference quotients",
    central: "central differences",
    directional: "random directions",
  };
  return `Compared with ${how[method]}, relative tolerance ${numberText(tolerance, 1)}. To repeat: seed ${seed}.`;
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => (line === "" ? "" : `  ${line}`));
}
