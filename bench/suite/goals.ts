import type { Result } from "./rounds.js";
import { handwritten, parametersOf, type Workload, widening } from "./workloads.js";

/** The results by the name of the workload. */
export type Results = ReadonlyMap<string, readonly Result[]>;

/** A ratio of speeds to reach beside a library; "" stands for the fastest library. */
interface Goal {
  readonly workload: string;
  readonly peer: string;
  readonly factor: number;
}

const goals: readonly Goal[] = [
  { workload: "W1a", peer: "synaptic", factor: 2 },
  { workload: "W1b", peer: "plain JS", factor: 3 },
  { workload: "W2", peer: "plain JS", factor: 4.5 },
  { workload: "W3a", peer: "jax-js", factor: 3 },
  { workload: "W3a", peer: "PyTorch", factor: 1.2 },
  { workload: "W3b", peer: "jax-js", factor: 3 },
  { workload: "W3b", peer: "PyTorch", factor: 1.2 },
  { workload: "W4", peer: "jax-js", factor: 1.5 },
  { workload: "W4", peer: "PyTorch", factor: 0.5 },
  { workload: "W5-2-4-1", peer: "", factor: 1 },
  { workload: "W5-4-16-3", peer: "", factor: 1 },
  { workload: "W5-784-128-10", peer: "", factor: 1 },
  { workload: "W5-batch", peer: "jax-js", factor: 1.3 },
  { workload: "W5-batch", peer: "tfjs wasm", factor: 1.3 },
];

/** The longest first prediction relative to Node alone: 125 ms against 106 ms. */
const coldStart = 125 / 106;
const accuracy = 0.96;
const within = 0.3;

const isLibrary = ({ peer }: Result): boolean => !peer.name.startsWith("deltarule") && peer.name !== "plain JS";
const fastest = (results: readonly Result[]): Result | undefined =>
  results
    .filter((one) => isLibrary(one) && one.cpuRate !== undefined)
    .sort((a, b) => (b.cpuRate ?? 0) - (a.cpuRate ?? 0))[0];

const own = (precision: "f32" | "f64"): string => `deltarule simd ${precision}`;
const named = (results: readonly Result[] | undefined, name: string): Result | undefined =>
  results?.find(({ peer }) => peer.name === name);

type Row = readonly [goal: string, wanted: string, f32: string, f64: string, reached: string];

const verdict = (value: number | undefined, reached: (value: number) => boolean): string =>
  value === undefined || Number.isNaN(value) ? "not measured" : reached(value) ? "yes" : "**no**";

const show = (value: number | undefined, unit = "×"): string =>
  value === undefined ? "" : `${value.toFixed(2)}${unit}`;
/** Puts a figure that does not decide in parentheses. */
const aside = (text: string, is: boolean): string => (is && text !== "" ? `(${text})` : text);
const percent = (value: number | undefined): string => show(value === undefined ? undefined : 100 * value, " %");

function ratioRow(results: Results, { workload, peer, factor }: Goal): Row | null {
  const all = results.get(workload);
  if (all === undefined) return null;
  const rival = peer === "" ? fastest(all) : named(all, peer);
  const ratio = (precision: "f32" | "f64") => {
    const rate = named(all, own(precision))?.cpuRate;
    return rate !== undefined && rival?.cpuRate !== undefined ? rate / rival.cpuRate : undefined;
  };
  // The goal is judged at the precision of the rival.
  const judged = rival?.peer.precision ?? "f32";
  const mark = (precision: "f32" | "f64") => aside(show(ratio(precision)), precision !== judged);
  const name =
    peer !== "" ? peer : rival === undefined ? "the fastest library" : `${rival.peer.name}, the fastest library`;
  return [
    `${workload} vs. ${name}`,
    `≥ ${factor}×`,
    mark("f32"),
    mark("f64"),
    verdict(ratio(judged), (value) => value >= factor),
  ];
}

function coldRow(results: Results): Row | null {
  const all = results.get("W6");
  if (all === undefined) return null;
  const node = named(all, "node -e 0")?.seconds ?? Number.NaN;
  const ratio = (precision: "f32" | "f64") => {
    const seconds = named(all, own(precision))?.seconds;
    return seconds === undefined ? undefined : seconds / node;
  };
  return [
    "W6 vs. Node alone",
    `≤ ${coldStart.toFixed(2)}×`,
    show(ratio("f32")),
    show(ratio("f64")),
    verdict(ratio("f32"), (value) => value <= coldStart),
  ];
}

function digitsRows(results: Results): Row[] {
  const all = results.get(handwritten.name);
  if (all === undefined) return [];
  const of = (precision: "f32" | "f64") => named(all, own(precision));
  const torch = named(all, "PyTorch")?.cpuSeconds;
  const ratio = (precision: "f32" | "f64") => {
    const seconds = of(precision)?.cpuSeconds;
    return seconds === undefined || torch === undefined ? undefined : seconds / torch;
  };
  return [
    [
      "handwritten digits, accuracy",
      `≥ ${100 * accuracy} %`,
      percent(of("f32")?.accuracy),
      percent(of("f64")?.accuracy),
      verdict(of("f32")?.accuracy, (value) => value >= accuracy),
    ],
    [
      "handwritten digits, time vs. PyTorch",
      "≤ 1×",
      show(ratio("f32")),
      aside(show(ratio("f64")), true),
      verdict(ratio("f32"), (value) => value <= 1),
    ],
  ];
}

/** Samples per second of CPU times parameters, from the narrowest network to the widest. */
export const products = (results: Results, precision: "f32" | "f64"): number[] =>
  widening.flatMap((workload) => {
    const rate = named(results.get(workload.name), own(precision))?.cpuRate;
    return rate === undefined ? [] : [rate * parametersOf(workload)];
  });

/** The largest relative distance of these products from their mean. */
function spread(results: Results, precision: "f32" | "f64"): number | undefined {
  const all = products(results, precision);
  const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
  return all.length === 0 ? undefined : Math.max(...all.map((one) => Math.abs(one / mean - 1)));
}

function wideningRow(results: Results): Row | null {
  if (!results.has((widening[0] as Workload).name)) return null;
  const [f32, f64] = [spread(results, "f32"), spread(results, "f64")];
  return [
    "samples/s × parameters, farthest from the mean",
    `± ${100 * within} %`,
    percent(f32),
    percent(f64),
    verdict(f32, (value) => value <= within),
  ];
}

/** One row for each goal that was measured. */
export function goalRows(results: Results): Row[] {
  const ratios = goals.map((goal) => ratioRow(results, goal));
  return [...ratios, coldRow(results), ...digitsRows(results), wideningRow(results)].filter((row) => row !== null);
}
