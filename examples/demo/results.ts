import type { Output } from "./output.js";

/** The result of one part of the demo. */
export interface Result {
  readonly name: string;
  /** The meaning of `score`: `error`, `accuracy`. */
  readonly measure: string;
  readonly score: number;
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
  readonly seconds: number;
}

export function isMet({ score, goal }: Result): boolean {
  return "atLeast" in goal ? score >= goal.atLeast : score <= goal.atMost;
}

export function showResults(out: Output, results: readonly Result[]): void {
  const cells = results.map(({ name, measure, score, goal, seconds }) => [
    name,
    measure,
    number(score),
    "atLeast" in goal ? `≥ ${number(goal.atLeast)}` : `≤ ${number(goal.atMost)}`,
    `${seconds.toFixed(1)} s`,
  ]);
  const table = [["", "measure", "result", "goal", "time"], ...cells];
  const widths = table.reduce<number[]>((most, row) => row.map((cell, c) => Math.max(cell.length, most[c] ?? 0)), []);
  for (const [r, row] of table.entries()) {
    const result = results[r - 1];
    const text = row.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join("   ");
    if (result === undefined) out.line(out.paint("bold", `  ${text}`));
    else out.line(`  ${text}   ${isMet(result) ? out.paint("green", "met") : out.paint("red", "missed")}`);
  }
}

function number(value: number): string {
  return value !== 0 && value < 0.01 ? value.toExponential(0) : value.toFixed(4);
}
