/**
 * Trains here and in what `toPyTorch` writes: the losses of every epoch, the parameters and the
 * optimizer's state must agree to 1e-12 in float64.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as deltarule from "deltarule";
import {
  type Activation,
  type Checkpoint,
  Layer,
  type Loss,
  type Optimizer,
  type OptimizerState,
  Sequential,
} from "deltarule";
import { fromSafetensors, stateFromSafetensors, toPyTorch } from "deltarule/formats";

const tolerance = 1e-12;
const script = fileURLToPath(new URL("torch-training.py", import.meta.url));
const [samples, batchSize, epochs, before] = [9, 4, 12, 5];

/** A training, here and there. */
interface Case {
  readonly name: string;
  readonly hidden?: Activation;
  readonly last?: Activation;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Whether PyTorch goes on from a checkpoint of ours. */
  readonly resumed?: boolean;
}

const { sigmoid, softmax, tanh, identity, hardSigmoid, leakyRelu, elu } = deltarule;
const { mse, mae, huber, hinge, squaredError, crossEntropy, binaryCrossEntropy } = deltarule;
const { sgd, adam, adamW, rmsProp, adaGrad, clipNorm, clipValue } = deltarule;
const { constant, cosine, exponentialDecay, oneCycle, stepDecay, warmup } = deltarule;

const hidden = [
  ...[identity, sigmoid, tanh, deltarule.relu, deltarule.selu, deltarule.softplus, deltarule.softsign],
  ...[deltarule.gelu, deltarule.geluTanh, deltarule.silu, hardSigmoid, softmax, leakyRelu(0.2), elu(0.7), elu()],
];
const ends: readonly (readonly [Activation, Loss])[] = [
  [identity, squaredError],
  [tanh, mse],
  [identity, mae],
  [identity, huber(0.4)],
  [identity, hinge],
  [sigmoid, binaryCrossEntropy],
  [hardSigmoid, binaryCrossEntropy],
  [softmax, binaryCrossEntropy],
  [softmax, crossEntropy],
  [softmax, mse],
];
const optimizers: readonly (readonly [string, () => Optimizer])[] = [
  ["sgd", () => sgd({ learningRate: 0.3, weightDecay: 0.01 })],
  ["momentum", () => sgd({ learningRate: stepDecay(0.3, { every: 7, factor: 0.5 }), momentum: 0.9 })],
  ["nesterov", () => sgd({ learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.02 })],
  ["adam", () => adam({ learningRate: oneCycle(0.05, { steps: 30 }), weightDecay: 0.03 })],
  ["short oneCycle", () => adam({ learningRate: oneCycle(0.05, { steps: 3, rise: 0.2 }) })],
  ["adamW", () => adamW({ learningRate: warmup(5, cosine(0.05, { steps: 20, end: 0.001 })), weightDecay: 0.1 })],
  ["rmsProp", () => rmsProp({ learningRate: exponentialDecay(0.02, { every: 10 }), alpha: 0.95, weightDecay: 0.01 })],
  ["adaGrad", () => adaGrad({ learningRate: constant(0.1), weightDecay: 0.01 })],
  ["clipNorm", () => clipNorm(sgd({ learningRate: 0.5 }), 0.2)],
  ["clipValue in clipNorm", () => clipNorm(clipValue(adam({ learningRate: 0.02 }), 0.05), 0.1)],
];

const cases: readonly Case[] = [
  ...hidden.map((it) => ({
    name: `hidden ${it.name}`,
    hidden: it,
    loss: mse,
    optimizer: sgd({ learningRate: 0.2 }),
  })),
  ...ends.map(([last, loss]) => ({
    name: `${last.name} with ${loss.name}`,
    last,
    loss,
    optimizer: adam({ learningRate: 0.02 }),
  })),
  ...optimizers.map(([name, make]) => ({ name, loss: mse, optimizer: make(), resumed: true })),
];
const shared: readonly Case[] = [
  {
    name: "two processes, Adam resumed",
    last: softmax,
    loss: crossEntropy,
    optimizer: adam({ learningRate: 0.05 }),
    resumed: true,
  },
  {
    name: "two processes, clipped",
    last: sigmoid,
    loss: binaryCrossEntropy,
    optimizer: clipNorm(sgd({ learningRate: 0.5, momentum: 0.9 }), 0.3),
  },
];

/** Runs every case in this Python, below this folder. */
export async function checkTrainings(python: string, folder: string): Promise<void> {
  const alone = cases.map((it, i) => writeCase(it, join(folder, `case${i}`)));
  const counts = [...new Set(alone.map(({ epochs }) => epochs))];
  for (const count of counts) {
    const folders = alone.filter(({ epochs }) => epochs === count).map(({ path }) => path);
    execFileSync(python, ["-W", "ignore", script, ...argumentsFor(count), "--", ...folders], { stdio: "inherit" });
  }
  const furthest = Math.max(...alone.map((it) => compareCase(it, readFileSync(join(it.path, "printed.txt"), "utf8"))));
  console.log(
    `  ✓ ${alone.length} trainings by toPyTorch's train.py: they differ by ${furthest.toExponential(1)} at most`,
  );
  for (const [i, it] of shared.entries()) {
    const written = writeCase(it, join(folder, `shared${i}`));
    const difference = compareCase(written, await runTwo(python, written));
    console.log(`  ✓ ${it.name}: they differ by ${difference.toExponential(1)} at most`);
  }
}

/** A case whose files are written. */
interface WrittenCase extends Case {
  readonly path: string;
  /** The epochs that PyTorch trains. */
  readonly epochs: number;
  /** Our losses of these epochs, and what our training ended in. */
  readonly losses: readonly number[];
  readonly parameters: ArrayLike<number>;
  readonly state: OptimizerState;
}

function writeCase(it: Case, path: string): WrittenCase {
  const { hidden = tanh, last = identity, loss, optimizer, resumed = false } = it;
  const net = new Sequential([new Layer(3, 5, hidden), new Layer(5, 4, tanh, { bias: false }), new Layer(4, 3, last)], {
    seed: 11,
  });
  const x = Array.from({ length: samples }, (_, i) => [Math.sin(i), Math.cos(3 * i), (i % 4) - 1.5]);
  const t = x.map((_, i) => [0, 1, 2].map((k) => (i % 3 === k ? 1 : loss === hinge ? -1 : 0)));
  const checkpoints: Checkpoint[] = [];
  const start = net.clone();
  const { epochs: reports } = net.fit(x, t, {
    ...{ loss, optimizer, epochs, batchSize, shuffle: false, onWarning: () => {} },
    onEpoch: (epoch) => {
      if (epoch.epoch === before || epoch.epoch === epochs) checkpoints.push(epoch.checkpoint());
    },
  });
  const [middle, end] = checkpoints;
  if (middle === undefined || end === undefined) throw new Error(`${it.name}: no checkpoints`);
  const files = resumed
    ? toPyTorch(Sequential.fromJSON(middle.network), { loss, optimizer, state: middle })
    : toPyTorch(start, { loss, optimizer });
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  writeFileSync(join(path, "data.json"), JSON.stringify({ inputs: x, targets: t }));
  const losses = reports.slice(resumed ? before : 0).map((report) => report.loss);
  const endFiles = toPyTorch(net, { loss, optimizer, state: end });
  const state = stateFromSafetensors(
    endFiles["optimizer.safetensors"] ?? new Uint8Array(0),
    optimizer.initialize(net.parameters.length),
  );
  return { ...it, path, epochs: losses.length, losses, parameters: net.parameters, state };
}

const argumentsFor = (count: number): string[] => [
  ...["--epochs", String(count), "--batch-size", String(batchSize), "--no-shuffle"],
];

/** The largest difference between a training here and what PyTorch printed and wrote. */
function compareCase({ name, path, losses, parameters, state, optimizer }: WrittenCase, printed: string): number {
  const theirs = [...printed.matchAll(/loss (\S+)/g)].map(([, loss]) => Number(loss));
  const trained = (file: string): Uint8Array => readFileSync(join(path, "trained", file));
  const back = fromSafetensors(trained("weights.safetensors"));
  if (!(back instanceof Sequential)) throw new Error(`${name}: no network came back`);
  const like = optimizer.initialize(parameters.length);
  const their = stateFromSafetensors(trained("optimizer.safetensors"), like);
  const numbersOf = (part: OptimizerState[string] | undefined): ArrayLike<number> =>
    typeof part === "number" ? [part] : (part as Float64Array);
  const pairs: readonly (readonly [ArrayLike<number>, ArrayLike<number>])[] = [
    [losses, theirs],
    [parameters, back.parameters],
    ...Object.keys(state).map((part) => [numbersOf(state[part]), numbersOf(their[part])] as const),
  ];
  const furthest = Math.max(
    ...pairs.flatMap(([ours, theirs]) => {
      if (ours.length !== theirs.length) throw new Error(`${name}: ${theirs.length} numbers, wanted ${ours.length}`);
      return Array.from(ours, (value, i) => Math.abs(value - (theirs[i] ?? Number.NaN)) / Math.max(1, Math.abs(value)));
    }),
  );
  if (!(furthest <= tolerance)) throw new Error(`${name}: the trainings differ by ${furthest}`);
  return furthest;
}

/**
 * What the first of two gloo processes prints. They start by hand: the torchrun of Debian crashes.
 */
async function runTwo(python: string, { path, epochs }: WrittenCase): Promise<string> {
  const port = await freePort();
  const printed = [0, 1].map((rank) => {
    const environment = { RANK: rank, WORLD_SIZE: 2, MASTER_ADDR: "127.0.0.1", MASTER_PORT: port, OMP_NUM_THREADS: 1 };
    const texts = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
    const list = ["-W", "ignore", join(path, "train.py"), join(path, "data.json"), ...argumentsFor(epochs)];
    const child = spawn(python, list, { env: { ...process.env, ...texts }, stdio: ["ignore", "pipe", "inherit"] });
    return new Promise<string>((resolve, reject) => {
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      child.on("error", reject);
      child.on("close", (code) =>
        code === 0 ? resolve(text) : reject(new Error(`process ${rank} ended with ${code}`)),
      );
    });
  });
  const [first = ""] = await Promise.all(printed);
  return first;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(address)));
    });
  });
}
