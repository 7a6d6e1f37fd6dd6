import { cpus, totalmem } from "node:os";
import { loadSentence, table, where } from "../report.js";
import { nodeAlone } from "./coldStart.js";
import { goalRows, products, type Results } from "./goals.js";
import type { Result } from "./rounds.js";
import { first, handwritten, parametersOf, widening, workloads } from "./workloads.js";

const rounded = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const show = (value: number | undefined): string => (value === undefined ? "" : rounded.format(value));
const ratio = (value: number | undefined, base: number | undefined): string =>
  value === undefined || base === undefined ? "" : `${rounded.format(value / base)}×`;

/** Notes on the results: how a run differs from the workload, or why there is none. */
const notesOf = (results: readonly Result[]): string => {
  const notes = results.flatMap(({ peer, note, reason }) => {
    const text = reason ?? note;
    return text ? [`- ${peer.name}: ${text}`] : [];
  });
  return notes.length === 0 ? "" : `\n\n${notes.join("\n")}`;
};

const named = (results: readonly Result[], name: string) => results.find(({ peer }) => peer.name === name);

/** The table of a workload that is measured in samples per second. */
export function rateSection(name: string, title: string, results: readonly Result[]): string {
  const base = named(results, "plain JS")?.cpuRate;
  const rows = results.map(({ peer, rate, cpuRate, range }) => [
    peer.name,
    show(rate),
    range === undefined ? "" : range.map(show).join(" – "),
    show(cpuRate),
    ratio(cpuRate, base),
  ]);
  const head = ["library", "samples/s", "least – most", "of CPU", "vs. plain JS"];
  return `### ${name}: ${title}\n\n${table(head, rows)}${notesOf(results)}`;
}

export function coldSection(results: readonly Result[]): string {
  const base = named(results, nodeAlone.name)?.seconds;
  const rows = results.map(({ peer, seconds }) => [
    peer.name,
    show(seconds === undefined ? undefined : 1000 * seconds),
    ratio(seconds, base),
  ]);
  return `### ${first.name}: ${first.title}\n\n${table(["library", "ms", "vs. Node alone"], rows)}${notesOf(results)}`;
}

export function digitsSection(results: readonly Result[]): string {
  const base = named(results, "PyTorch")?.cpuSeconds;
  const rows = results.map(({ peer, seconds, cpuSeconds, accuracy }) => [
    peer.name,
    seconds?.toFixed(2) ?? "",
    cpuSeconds?.toFixed(2) ?? "",
    ratio(cpuSeconds, base),
    accuracy === undefined ? "" : `${(100 * accuracy).toFixed(2)} %`,
  ]);
  const head = ["library", "seconds", "of CPU", "vs. PyTorch", "accuracy on 10,000 held-out digits"];
  return `### ${handwritten.title}\n\n${table(head, rows)}${notesOf(results)}`;
}

/** One table of all widths, for deltarule in both precisions. */
export function wideningSection(results: Results): string {
  const columns = [products(results, "f32"), products(results, "f64")];
  const rows = widening.map((workload, k) => [
    workload.name,
    show(parametersOf(workload)),
    ...columns.flatMap((all) => [
      show(all[k] === undefined ? undefined : all[k] / parametersOf(workload)),
      show(all[k] === undefined ? undefined : all[k] / 1e9),
    ]),
  ]);
  const head = [
    "network",
    "parameters",
    "f32, samples/s",
    "× parameters, 10⁹/s",
    "f64, samples/s",
    "× parameters, 10⁹/s",
  ];
  return `### Cost as a network grows: relu, softmax + cross-entropy, sgd, batches of 32\n\n${table(head, rows)}`;
}

export const goalsSection = (results: Results): string =>
  `## Goals\n\nA ratio in brackets compares two precisions and does not count for the goal.\n\n${table(["deltarule", "wanted", "simd f32", "simd f64", "reached"], goalRows(results))}`;

/** The whole page of results. */
export function page(
  results: Results,
  versions: readonly string[],
  rounds: number,
  core: number | null,
  loadBefore: number,
): string {
  const sections = [
    ...workloads.flatMap(({ name, title }) => {
      const found = results.get(name);
      return found ? [rateSection(name, title, found)] : [];
    }),
    ...[results.get(first.name)].flatMap((found) => (found ? [coldSection(found)] : [])),
    ...(results.has(widening[0]?.name ?? "") ? [wideningSection(results)] : []),
    ...[results.get(handwritten.name)].flatMap((found) => (found ? [digitsSection(found)] : [])),
  ];
  const cores = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `# Speed compared with other libraries

${where(...versions)} ${cores}; ${core === null ? "not bound to a core" : "all processes bound to one core"}, one thread each. ${loadSentence(loadBefore)}

Every library runs in its own process (\`bench/peers\`), warms up, and is then measured in turns with the others. The figures are medians of ${rounds} rounds.
Ratios compare CPU time, which other processes on the machine hardly affect. Only cold starts are measured in wall time.
Data, batches and learning rates are the same for all; initial weights are each library's own. A slow library gets fewer samples per epoch.
Repeat it with \`npm run bench\`; \`npm run bench -- W1a W3a --only deltarule,plain,jax\` measures a part and only prints it.

${goalsSection(results)}

## Measurements

${sections.join("\n\n")}`;
}
