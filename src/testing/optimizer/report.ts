import { aligned, number } from "../gradient/table.js";

/** One parameter after one step. */
export interface OptimizerEntry {
  /** Counted from 1. */
  readonly step: number;
  readonly index: number;
  readonly gradient: number;
  readonly given: number;
  readonly wanted: number;
  readonly error: number;
  /** The error divided by how far the step went. */
  readonly relativeError: number;
  readonly status: "ok" | "fail";
}

/** Why the steps differ. */
export interface OptimizerDiagnosis {
  /** A sentence for people. */
  readonly message: string;
  /** How many times too far it goes, where that is the same throughout; else `null`. */
  readonly ratio: number | null;
  /** Whether a cause was recognised. */
  readonly known: boolean;
}

/** What `checkOptimizer` found: plain data, and `toString()` for people. */
export interface OptimizerReport {
  readonly ok: boolean;
  readonly optimizer: string;
  readonly reference: string;
  readonly steps: number;
  readonly seed: number;
  readonly tolerance: number;
  /** Those of the first divergent step first, worst first; then the rest in order. */
  readonly entries: readonly OptimizerEntry[];
  /** The first step that differs, counted from 1. */
  readonly firstDivergent: number | null;
  readonly diagnosis: OptimizerDiagnosis | null;
}

/** The report, with what it says. */
export function optimizerReport(found: Omit<OptimizerReport, "ok">): OptimizerReport {
  const first = found.firstDivergent;
  const rank = ({ step }: OptimizerEntry): number => (step === first ? 0 : step);
  const entries = [...found.entries].sort(
    (one, other) => rank(one) - rank(other) || other.relativeError - one.relativeError,
  );
  const report: OptimizerReport = { ok: first === null && found.diagnosis === null, ...found, entries };
  return Object.defineProperty(report, "toString", { value: () => text(report) });
}

function text({
  ok,
  optimizer,
  reference,
  steps,
  seed,
  tolerance,
  entries,
  firstDivergent,
  diagnosis,
}: OptimizerReport): string {
  const foot = `Relative tolerance ${number(tolerance, 1)} of a step. To repeat: seed ${seed}, ${steps} steps.`;
  if (ok) return `Right: ${optimizer} follows ${reference} for ${steps} steps.\n\n${foot}`;
  const lines = [
    firstDivergent === null
      ? `Wrong: ${optimizer} follows ${reference}, but not reliably.`
      : `Wrong: ${optimizer} does not follow ${reference}: step ${firstDivergent} of ${steps} is the first that differs.`,
  ];
  if (diagnosis !== null) lines.push("", `Diagnosis: ${diagnosis.message}`);
  const failed = entries.filter(({ step, status }) => step === firstDivergent && status === "fail");
  const rows = failed.map(({ step, index, gradient, given, wanted, relativeError }) => [
    String(step),
    `[${index}]`,
    number(gradient),
    number(given, 10),
    number(wanted, 10),
    number(relativeError, 2),
  ]);
  const head = ["step", "parameter", "gradient", "given", "should be", "error / step"];
  if (rows.length > 0) lines.push("", ...aligned([head, ...rows]));
  return [...lines, "", foot].join("\n");
}
