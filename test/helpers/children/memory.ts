import type { Optimizer } from "deltarule";
import type { Memory } from "../webAssembly.js";

/** The memory in bytes that a process holds after garbage collection. */
export interface Held {
  readonly heap: number;
  readonly buffers: number;
  readonly kernels: number;
}

/** What the child prints: its memory before and after more of the same work. */
export type Told = Readonly<Record<"trained" | "predicted" | "streamed" | "alive", readonly Held[]>>;

const platform = (globalThis as unknown as { WebAssembly: { Memory: new (limits: object) => Memory } }).WebAssembly;
const memories: Memory[] = [];
platform.Memory = class extends platform.Memory {
  constructor(limits: object) {
    super(limits);
    memories.push(this);
  }
};

const { adam, Layer, mse, relu, Sequential, sgd, sigmoid, squaredError, tanh, matrix } = await import("deltarule");

const { gc } = globalThis;
if (gc === undefined) throw new Error("run it with --expose-gc");

function held(): Held {
  gc?.();
  gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    heap: heapUsed,
    buffers: arrayBuffers,
    kernels: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  };
}

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const t = [[0], [1], [1], [0]];
const make = (k: number) =>
  new Sequential([new Layer(2, 2 + (k % 7), k % 2 === 0 ? tanh : relu), new Layer(2 + (k % 7), 1, sigmoid)], {
    seed: k,
    dtype: k % 3 === 0 ? "float32" : "float64",
  });

/**
 * Trains networks one after the other and drops them; every tenth also leaves a training
 * unfinished.
 */
function train(count: number): void {
  for (let k = 0; k < count; k++) {
    const net = make(k);
    const options = { loss: squaredError, optimizer: sgd({ learningRate: 1 }), epochs: 2, batchSize: 1 + (k % 4) };
    net.fit(x, t, options);
    net.predict(x);
    if (k % 10 === 0) net.train(x, t, options).next();
  }
}

const networks = Array.from({ length: 5 }, (_, k) => make(k));

/** Predicts with several networks in turns. */
function predict(count: number): void {
  for (let k = 0; k < count; k++) networks[Math.floor(k / 100) % networks.length].predict(x[k % x.length]);
}

const alive = Array.from({ length: 1000 }, (_, k) => make(k));

/** Trains networks that are all alive, in turns and in every way. */
function trainAll(rounds: number): void {
  const optimizers = alive.map((_, k): Optimizer => (k % 2 === 0 ? sgd({ learningRate: 0.1 }) : adam()));
  for (let round = 0; round < rounds; round++) {
    for (const [k, net] of alive.entries()) {
      const options = { loss: squaredError, optimizer: optimizers[k] };
      net.fit(x, t, { ...options, epochs: 1 });
      for (let r = 0; r < 3; r++) net.partialFit([x[r]], [t[r]], options);
      net.predict(x);
    }
  }
}

/** Trains and predicts on more rows than the kernels' memory holds at once. */
function stream(rows: number): void {
  const many = matrix(
    rows,
    50,
    Float32Array.from({ length: rows * 50 }, (_, k) => (k % 97) / 97),
  );
  const targets = matrix(rows, 1, new Float32Array(rows));
  const net = new Sequential([new Layer(50, 8, tanh), new Layer(8, 1)], { seed: 1, dtype: "float32" });
  net.fit(many, targets, { loss: mse, epochs: 1, batchSize: 32, validation: [many, targets] });
  net.predict(many);
  net.evaluate(many, targets, { loss: mse });
}

const told: Record<string, Held[]> = { trained: [], predicted: [], streamed: [], alive: [] };
train(2000);
told.trained.push(held());
train(8000);
told.trained.push(held());
predict(100_000);
told.predicted.push(held());
predict(900_000);
told.predicted.push(held());
stream(20_000);
told.streamed.push(held());
stream(200_000);
told.streamed.push(held());
trainAll(2);
told.alive.push(held());
trainAll(8);
told.alive.push(held());
console.log(JSON.stringify(told));
