/**
 * Times one sample through a 2-4-1 network of sigmoids: the file that `toSource` writes against the
 * function that `toFunction` of brain.js makes. Both learn XOR first and are timed in turns in one
 * run, so only their ratio counts.
 *
 *     npm --prefix bench install --ignore-scripts
 *     npx tsx --tsconfig test/tsconfig.json bench/source.ts
 */
import { createRequire } from "node:module";
import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";
import { toSource } from "deltarule/formats";
import { publish, table, where } from "./report.js";
import { median } from "./suite/rounds.js";

interface BrainNetwork {
  train(data: readonly { input: readonly number[]; output: readonly number[] }[], options: object): unknown;
  toFunction(): (input: readonly number[]) => readonly number[];
}

const require = createRequire(import.meta.url);
const { NeuralNetwork } = require("brain.js") as { NeuralNetwork: new (options: object) => BrainNetwork };
const { version } = require("brain.js/package.json") as { version: string };

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const t = [[0], [1], [1], [0]];
const calls = 400_000;

function ours(): (sample: readonly number[]) => readonly number[] {
  const net = new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed: 7 });
  net.fit(x, t, { loss: squaredError, optimizer: sgd({ learningRate: 2 }), epochs: 5000, batchSize: 4 });
  return new Function(`${toSource(net, { language: "js" }).replace(/^export /gm, "")}\nreturn predict;`)();
}

function theirs(): (sample: readonly number[]) => readonly number[] {
  const net = new NeuralNetwork({ hiddenLayers: [4] });
  const data = x.map((input, i) => ({ input, output: t[i] as number[] }));
  net.train(data, { iterations: 5000, errorThresh: 1e-6 });
  return net.toFunction();
}

/** Millions of calls per second. */
function speed(predict: (sample: readonly number[]) => readonly number[]): number {
  let sum = 0;
  const start = performance.now();
  for (let i = 0; i < calls; i++) sum += predict(x[i & 3] as number[])[0] as number;
  const rate = calls / (performance.now() - start) / 1000;
  return sum > 0 ? rate : Number.NaN;
}

const [own, brain] = [ours(), theirs()];
speed(own);
speed(brain);
const rounds = Array.from({ length: 101 }, () => [speed(own), speed(brain)] as const);
const rows = (["toSource", `brain.js ${version} toFunction`] as const).map((name, k) => {
  const rates = rounds.map((round) => round[k] as number);
  return [name, median(rates).toFixed(1), Math.min(...rates).toFixed(1), Math.max(...rates).toFixed(1)];
});
const ratio = median(rounds.map(([a, b]) => a / b));
publish(
  "source",
  `# One sample through 2-4-1 sigmoids

${table(["million samples per second", "median", "least", "most"], rows)}

\`toSource\` is ${ratio.toFixed(2)} times as fast as brain.js (median ratio of ${rounds.length} rounds, measured in turns). ${where()}`,
);
