/**
 * Programs of the tests of deltarule/threads, each in a process of its own: a hang would block the
 * test itself. `threads PART` prints one line of JSON.
 */
import process from "node:process";
import { Worker } from "node:worker_threads";
import { crossEntropy, type Engine, Layer, type Loss, matrix, relu, Sequential, sgd, softmax } from "deltarule";
import { threads } from "deltarule/threads";
import type { Block, Machine } from "../../../src/core/engine/engine.js";
import { defaultMachine, startScript, type WorkerLike } from "../../../src/core/internal.js";
import { helperScript } from "../../../src/threads/helper.js";
import { Team } from "../../../src/threads/team.js";

const rows = 400;
const x = matrix(
  rows,
  100,
  new Float32Array(rows * 100).map((_, k) => ((k * 7919) % 1009) / 1009),
);
const t = matrix(
  rows,
  10,
  new Float32Array(rows * 10).map((_, k) => Number(k % 10 === Math.floor(k / 10) % 10)),
);

function network(engine: Engine): Sequential {
  return new Sequential([new Layer(100, 60, relu), new Layer(60, 10, softmax)], { dtype: "float32", seed: 1, engine });
}

const options = { loss: crossEntropy, optimizer: sgd(), batchSize: 200, epochs: 3, onWarning: () => undefined };

/** The sum of the parameters, as a hash of a training. */
function hashOf(net: Sequential): number {
  return Array.from(net.parameters).reduce((sum, value, k) => sum + value * (k % 7), 0);
}

function trained(engine: Engine): number {
  const net = network(engine);
  net.fit(x, t, options);
  return hashOf(net);
}

/** The same on one thread. */
const wanted = trained(defaultMachine());

async function startOne(): Promise<WorkerLike> {
  const worker = await startScript(helperScript);
  if (worker === null) throw new Error("no workers");
  return worker;
}

/** A helper that another thread ends: `startScript` in a thread of its own. */
const keeper = `
const { parentPort, Worker } = require("node:worker_threads");
let worker;
parentPort.on("message", (message) => {
  if (message === "start") {
    worker = new Worker(${JSON.stringify(helperScript)}, { eval: true });
    worker.on("message", (answer) => parentPort.postMessage(answer));
  } else if (message.end !== undefined) setTimeout(() => worker.terminate(), message.end);
  else worker.postMessage(message);
});
`;

interface Opened {
  readonly machine: Machine;
  readonly team: Team;
}

async function opened(count: number, waits: number, start: () => WorkerLike | Promise<WorkerLike>): Promise<Opened> {
  const team = new Team(count, 0, waits);
  await team.open(start);
  return { team, machine: team.machine(`${count} threads`) };
}

/** A kernel of 64 rows, at addresses of which some are outside the memory. */
function fault(machine: Machine, place: "first" | "last" | "all" | "panels"): string {
  const memory = machine.open("float64");
  const z = memory.block(64, 32);
  const [{ weights }] = memory.parameters([{ inputs: 32, outputs: 32, bias: true }], new Float64Array(33 * 32)).layers;
  const half = 32 * 32 * 8;
  const end = z.data.buffer.byteLength;
  const { segment } = z as Block & { readonly segment: object };
  const moved = (at: number): Block => Object.assign(Object.create(null), { segment, at, rows: 64, columns: 32 });
  try {
    if (place === "first") machine.kernels.affine(moved(-half), weights, null, z);
    else if (place === "panels") machine.kernels.gradW(moved(end), z, weights);
    else machine.kernels.activate(relu, z, moved(place === "last" ? end - half : end));
    return "no error";
  } catch (error) {
    return (error as Error).message;
  }
}

const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  /** Without `close`. */
  forgets: async () => trained(await threads({ count: 3 })) === wanted,

  /** Traps in the first rows, in the last, in all, and between panels. */
  traps: async () => {
    const { machine } = await opened(2, 50, startOne);
    const told: unknown[] = [];
    for (const place of ["last", "first", "all", "panels", "last"] as const) {
      told.push([fault(machine, place), trained(machine) === wanted]);
    }
    return told;
  },

  /** Helpers that end while nothing is computed: their share is computed without them. */
  ended: async () => {
    const workers: Worker[] = [];
    const engine = await threads({
      count: 3,
      start: () => {
        const worker = new Worker(helperScript, { eval: true });
        workers.push(worker);
        return worker;
      },
    });
    const { machine, team } = await opened(3, 50, () => {
      const worker = new Worker(helperScript, { eval: true });
      workers.push(worker);
      return worker;
    });
    const before = trained(machine) === wanted;
    await Promise.all(workers.map((worker) => worker.terminate()));
    const start = performance.now();
    const after = [trained(machine) === wanted, trained(engine) === wanted];
    const took = performance.now() - start;
    await team.close();
    return [before, ...after, took < 5000];
  },

  /** Engines that are closed, twice, in the middle of a training. */
  closes: async () => {
    const same: boolean[] = [];
    for (const how of ["fit", "fitAsync", "train"] as const) {
      const engine = await threads({ count: 3 });
      const net = network(engine);
      let closing: Promise<unknown> | undefined;
      const onEpoch = ({ epoch }: { readonly epoch: number }): void => {
        if (epoch === 2) closing = Promise.all([engine.close(), engine.close()]);
      };
      if (how === "fit") net.fit(x, t, { ...options, onEpoch });
      else if (how === "fitAsync") await net.fitAsync(x, t, { ...options, onEpoch });
      else for (const epoch of net.train(x, t, options)) onEpoch(epoch);
      await closing;
      same.push(hashOf(net) === wanted);
    }
    return same;
  },

  /** Errors of the user's own loss and callback, in the middle of a training. */
  own: async () => {
    const engine = await threads({ count: 3 });
    const told: unknown[] = [];
    for (const place of ["value", "gradient", "onEpoch"] as const) {
      let calls = 0;
      const call = (here: typeof place): void => {
        if (here === place && ++calls === 3) throw new RangeError(place);
      };
      const loss: Loss = {
        name: "own",
        value: (output, target) => {
          call("value");
          return Array.from(output).reduce((sum, value, k) => sum + (value - target[k]) ** 2, 0);
        },
        gradient: (output, target, into) => {
          call("gradient");
          for (let k = 0; k < into.length; k++) into[k] = 2 * (output[k] - target[k]);
        },
      };
      try {
        network(engine).fit(x, t, { ...options, loss, onEpoch: () => call("onEpoch") });
      } catch (error) {
        told.push(String(error), trained(engine) === wanted);
      }
    }
    await engine.close();
    return told;
  },

  /** Many engines, one after the other: whether one was refused, and the growth in MB. */
  many: async () => {
    const names = new Set<string>();
    const grown = [];
    for (let k = 0; k < 200; k++) {
      const engine = await threads({ count: 2 });
      names.add(engine.name);
      if (k % 50 === 0 && trained(engine) !== wanted) names.add("other bits");
      await engine.close();
      grown.push(process.memoryUsage().rss / 1e6);
    }
    return [[...names], grown[199] - grown[20] < 90];
  },

  /** A helper that ends in the middle of a call. */
  killed: async () => {
    let worker: Worker | undefined;
    const { machine } = await opened(2, 5, () => {
      worker = new Worker(keeper, { eval: true });
      worker.postMessage("start");
      return worker;
    });
    worker?.postMessage({ end: 300 });
    const start = performance.now();
    const told = new Set<string>();
    while (performance.now() - start < 3000) {
      try {
        if (trained(machine) !== wanted) told.add("other bits");
      } catch (error) {
        told.add((error as Error).message);
      }
    }
    // Otherwise the thread that holds the helper waits for messages.
    await worker?.terminate();
    return [...told];
  },
};

console.log(JSON.stringify(await parts[process.argv[2]]()));
