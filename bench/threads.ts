/**
 * Measures how much faster one network trains on several threads than on one: both in one process,
 * epoch by epoch in turns, by the fastest tenth of the epochs. It fails unless both end in the same
 * bits, and writes bench/threads.md.
 *
 *     npm run build
 *     npm run bench:threads -- [THREADS] [EPOCHS]
 */
import { argv } from "node:process";
import {
  adam,
  crossEntropy,
  type Dtype,
  type Engine,
  type Epoch,
  type History,
  Layer,
  type Matrix,
  matrix,
  relu,
  Sequential,
  sgd,
  softmax,
} from "deltarule";
import { threads } from "deltarule/threads";
import { loadNow, loadSentence, publish, table, where } from "./report.js";

interface Case {
  readonly widths: readonly number[];
  readonly batchSize: number;
  readonly dtype: Dtype;
  readonly rows: number;
  readonly goal: number;
  readonly byAdam?: boolean;
}

const cases: readonly Case[] = [
  { widths: [784, 512, 256, 10], batchSize: 128, dtype: "float32", rows: 1280, goal: 1.8 },
  { widths: [784, 1024, 10], batchSize: 128, dtype: "float32", rows: 1280, goal: 1.8 },
  { widths: [784, 128, 10], batchSize: 128, dtype: "float32", rows: 2560, goal: 1.6 },
  { widths: [784, 128, 10], batchSize: 32, dtype: "float32", rows: 2560, goal: 1.5 },
  { widths: [784, 512, 256, 10], batchSize: 128, dtype: "float64", rows: 640, goal: 1.5 },
  { widths: [784, 512, 256, 10], batchSize: 128, dtype: "float32", rows: 1280, goal: 1.5, byAdam: true },
  { widths: [64, 64, 10], batchSize: 64, dtype: "float32", rows: 2560, goal: 1 },
];

function data({ widths, dtype, rows }: Case): readonly [Matrix, Matrix] {
  let state = 9;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const Vector = dtype === "float64" ? Float64Array : Float32Array;
  const [inputs] = widths;
  const outputs = widths[widths.length - 1];
  const x = matrix(rows, inputs, new Vector(rows * inputs).map(random));
  const t = matrix(rows, outputs, new Vector(rows * outputs));
  for (let r = 0; r < rows; r++) t.data[r * outputs + Math.floor(random() * outputs)] = 1;
  return [x, t];
}

function training(of: Case, epochs: number, engine?: Engine): [Sequential, Generator<Epoch, History>] {
  const { widths, batchSize, dtype, byAdam } = of;
  const layers = widths.slice(1).map((outputs, l) => {
    return new Layer(widths[l], outputs, l === widths.length - 2 ? softmax : relu);
  });
  const net = new Sequential(layers, { seed: 1, dtype, ...(engine && { engine }) });
  const optimizer = byAdam ? adam() : sgd({ learningRate: 0.05 });
  return [net, net.train(...data(of), { loss: crossEntropy, optimizer, batchSize, epochs })];
}

/** The time that nine of ten take longer than. */
function fastest(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 10)];
}

const count = Number(argv[2] ?? 2);
const epochs = Number(argv[3] ?? 40);
const engine = await threads({ count });
const load = loadNow();
const rows = cases.map((of) => {
  const pair = [training(of, epochs), training(of, epochs, engine)];
  const times: [number[], number[]] = [[], []];
  for (let e = 0; e < epochs; e++) {
    for (const [k, [, epoch]] of pair.entries()) {
      const start = performance.now();
      epoch.next();
      if (e > 1) times[k].push(performance.now() - start);
    }
  }
  const [[one], [several]] = pair;
  const { widths, batchSize, dtype, rows: samples, goal, byAdam } = of;
  const name = `${widths.join("-")}, ${byAdam ? "adam" : "sgd"}`;
  if (!one.parameters.every((value, k) => value === several.parameters[k])) throw new Error(`${name}: other bits`);
  const [alone, together] = times.map(fastest);
  const measured = [alone.toFixed(1), together.toFixed(1), `${(alone / together).toFixed(2)}×`];
  return [name, batchSize, dtype, samples, ...measured, `≥ ${goal}×`];
});
await engine.close();

publish(
  "threads",
  `# One network on several threads

Milliseconds per epoch: the 10th percentile of ${epochs} epochs, measured in turns. The bits are the same. Batches below a million products
(samples × weights) are computed on one thread. Repeat it with \`npm run bench:threads\`.

${table(["network", "batch", "precision", "samples per epoch", "one thread", `${count} threads`, "speedup", "wanted"], rows)}

${where()} ${loadSentence(load)}`,
);
