import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";

/** A Markdown table of these rows; all columns but the first are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, head.map((_, c) => (c === 0 ? "---" : "---:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A sentence that says when and on what machine the measurement was made. */
export function where(...more: readonly string[]): string {
  const [{ model = "unknown processor" } = {}] = cpus();
  const versions = [`Node ${process.versions.node}`, ...more].join(", ");
  return `Measured on ${new Date().toISOString().slice(0, 10)}, ${model.trim()}, ${versions}.`;
}

/** The load of the machine now; see {@link loadSentence}. */
export const loadNow = (): number => loadavg()[0] ?? 0;

/** A sentence that says how loaded the machine was: processes that compute or wait for a core. */
export function loadSentence(before: number): string {
  return `Load of the machine: ${before.toFixed(1)} before and ${loadNow().toFixed(1)} after.`;
}

/** What is written by hand stands below this line of a page: a new measurement keeps it. */
const notesMark = "<!-- Written by hand from here on; a new measurement keeps it. -->";

/** Prints a page and writes it to `bench/<name>.md`, above the notes of that file. */
export function publish(name: string, page: string): void {
  console.log(page);
  const file = fileURLToPath(new URL(`${name}.md`, import.meta.url));
  const [, notes] = existsSync(file) ? readFileSync(file, "utf8").split(notesMark) : [];
  writeFileSync(file, notes === undefined ? `${page}\n` : `${page}\n\n${notesMark}${notes}`);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
