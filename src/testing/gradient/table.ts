import type { Entry, GradientReport, Parameter, Place } from "./report.js";

const shown = 12;

const names: Readonly<Record<Parameter, string>> = {
  delta: "δ = ∂E/∂z",
  weights: "∂E/∂W",
  biases: "∂E/∂b",
  input: "∂E/∂x",
  argument: "∂f/∂x",
  z: "z (forward)",
  a: "a (forward)",
  loss: "E (forward)",
};

/** The report as a person reads it in a test that failed. */
export function tableOf(report: GradientReport): string {
  const { entries, totals, firstWrong, diagnosis, copy } = report;
  const failed = entries.filter(({ status }) => status === "fail");
  const lines = [headline(report), ""];
  if (firstWrong !== null) lines.push(`First wrong: ${whereFirst(firstWrong)}`);
  if (diagnosis !== null) lines.push(`Diagnosis: ${diagnosis.message}`);
  if (failed.length > 0) lines.push("", ...worst(failed));
  lines.push("", ...summary(entries));
  if (copy !== null && !copy.ok) lines.push("", "Its float64 copy is wrong by itself:", ...indent(tableOf(copy)));
  lines.push("", ...report.notes, ...explain(totals), foot(report));
  return lines.join("\n").replace(/\n{3,}/g, "\n\n");
}

function headline({ ok, subject, totals }: GradientReport): string {
  const { entries, fail, kink, flat } = totals;
  if (ok) return `Right: ${subject}. Compared: ${entries - kink} of ${entries} derivatives.`;
  if (fail > 0) return `Wrong: ${subject}. ${fail} of ${entries} derivatives are not what they should be.`;
  if (entries === kink + flat) return `Not checked: ${subject}. Nothing could be compared.`;
  return `Wrong: ${subject}.`;
}

function whereFirst({ layer, parameter }: Place): string {
  if (layer === null) return `${names[parameter]}.`;
  if (parameter === "z" || parameter === "a") return `layer ${layer}, ${names[parameter]}, before anything goes back.`;
  return `layer ${layer}, ${names[parameter]}. Gradients go from the last layer to layer 0; what is computed before this one is right.`;
}

function worst(failed: readonly Entry[]): string[] {
  const rows = failed
    .slice(0, shown)
    .map(({ layer, parameter, index, analytic, numeric, relativeError, errorBar }) => [
      layer === null ? "" : String(layer),
      names[parameter],
      `[${index.join(", ")}]`,
      number(analytic),
      number(numeric),
      number(relativeError, 2),
      number(errorBar, 2),
    ]);
  const head = ["layer", "what", "index", "given", "should be", "relative error", "± of should be"];
  const more = failed.length - rows.length;
  const layered = failed.some(({ layer }) => layer !== null);
  const cut = (row: string[]): string[] => (layered ? row : row.slice(1));
  return [...aligned([head, ...rows].map(cut)), ...(more > 0 ? [`… and ${more} more`] : [])];
}

/** How many of each part are right, in the order in which they are computed. */
function summary(entries: readonly Entry[]): string[] {
  const parts = new Map<string, { place: Place; counts: Record<Entry["status"], number> }>();
  for (const { layer, parameter, status } of entries) {
    const key = `${layer} ${parameter}`;
    const part = parts.get(key) ?? { place: { layer, parameter }, counts: { ok: 0, fail: 0, kink: 0, flat: 0 } };
    part.counts[status]++;
    parts.set(key, part);
  }
  const rows = [...parts.values()]
    .sort((one, other) => placeOrder(one.place) - placeOrder(other.place))
    .map(({ place: { layer, parameter }, counts }) => [
      layer === null ? "" : String(layer),
      names[parameter],
      ...(["ok", "fail", "kink", "flat"] as const).map((status) => (counts[status] === 0 ? "·" : `${counts[status]}`)),
    ]);
  if (rows.length === 0) return [];
  return aligned([["layer", "what", "right", "wrong", "kink", "flat"], ...rows]);
}

const computed: readonly Parameter[] = ["z", "a", "loss", "delta", "weights", "biases", "input", "argument"];

/** Where a part comes in the order of computing: the forward pass from layer 0 on, then from the last layer back. */
export function placeOrder({ layer, parameter }: Place): number {
  const rank = computed.indexOf(parameter);
  if (parameter === "z" || parameter === "a") return (layer ?? 0) * 10 + rank - 1e6;
  if (parameter === "loss") return 2e6;
  return parameter === "input" ? 1e6 : -(layer ?? 0) * 10 + rank;
}

function explain({ kink, flat }: GradientReport["totals"]): string[] {
  return [
    ...(kink > 0 ? [`kink: ${kink} not compared, since the function has no single slope there.`] : []),
    ...(flat > 0 ? [`flat: ${flat} are 0 on both sides, as far as rounding lets one tell.`] : []),
  ];
}

function foot({ method, tolerance, seed }: GradientReport): string {
  const how = {
    richardson: "extrapolated difference quotients",
    central: "central differences",
    directional: "random directions",
  };
  return `Compared with ${how[method]}, relative tolerance ${number(tolerance, 1)}. To repeat: seed ${seed}.`;
}

/** Enough digits to see a difference, and no more. */
export function number(value: number, digits = 7): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e6 ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 1);
}

/** Columns of one width each. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  return rows.map((row) =>
    row
      .map((text, c) => text.padEnd(widths[c]))
      .join("  ")
      .trimEnd(),
  );
}

function indent(text: string): string[] {
  return text.split("\n").map((line) => (line === "" ? "" : `  ${line}`));
}
