import { alignedRows, numberText } from "../text.js";

/** One parameter after one step. */
export interface OptimizerEntry {
  /** Counted from 1. */
  readonly step: number;
  readonly index: number;
  readonly gradient: number;
  readonly given: number;
  readonly wanted: number;
  readonly error: number;
  /** The error divided by the length of the step. */
  readonly relativeError: number;
  readonly status: "ok" | "fail";
}

/** The likely cause of the difference. */
export interface OptimizerDiagnosis {
  /** A sentence to read. */
  readonly message: string;
  /** Given step ÷ wanted step, where it is the same for all; else `null`. */
  readonly ratio: number | null;
  /** Whether a cause was recognized. */
  readonly known: boolean;
}

/** What `checkOptimizer` found: plain data, with a readable `toString()`. */
export interface OptimizerReport {
  readonly ok: boolean;
  readonly optimizer: string;
  readonly reference: string;
  readonly steps: number;
  readonly seed: number;
  readonly tolerance: number;
  /**
   * First the entries of the first divergent step, then those of all others; the worst of a step
   * first.
   */
  readonly entries: readonly OptimizerEntry[];
  /** The first step that differs, counted from 1. */
  readonly firstDivergent: number | null;
  readonly diagnosis: OptimizerDiagnosis | null;
}

/** The report with its entries sorted, and its text as `toString()`. */
export function makeOptimizerReport(found: Omit<OptimizerReport, "ok">): OptimizerReport {
  const first = found.firstDivergent;
  const rank = ({ step }: OptimizerEntry): number => (step === first ? 0 : step);
  const entries = [...found.entries].sort(
    (one, other) => rank(one) - rank(other) || other.relativeError - one.relativeError,
  );
  const report: OptimizerReport = { ok: first === null && found.diagnosis === null, ...found, entries };
  return Object.defineProperty(report, "toString", { value: () => optimizerText(report) });
}

function optimizerText({
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
  const foot = `Relative tolerance ${numberText(tolerance, 1)} of a step. To repeat: seed ${seed}, ${steps} steps.`;
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
    numberText(gradient),
    numberText(given, 10),
    numberText(wanted, 10),
    numberText(relativeError, 2),
  ]);
  const head = ["step", "parameter", "gradient", "given", "should be", "error / step"];
  if (rows.length > 0) lines.push("", ...alignedRows([head, ...rows]));
  return [...lines, "", foot].join("\n");
}
