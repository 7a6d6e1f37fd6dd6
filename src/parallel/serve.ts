import type { Json } from "../core/index.js";
import { checkFunction, later, type ParentPort, parentPort } from "../core/internal.js";
import { type PoolMessage, plainError, type WorkerMessage } from "./message.js";
import type { Plain, Trial } from "./trial.js";

/** Milliseconds in which a pool's first message arrives, else the thread belongs to another. */
const openingTime = 2000;

/**
 * Serves trials to the pool that started this thread, and returns the trial. On a main thread it
 * does nothing else, so one module is the worker's and can be called in process:
 *
 * ```ts
 * // trial.ts
 * import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";
 * import { serve } from "deltarule/parallel";
 *
 * export default serve(({ learningRate }: { learningRate: number }, { signal }) => {
 *   const net = new Sequential([new Layer(2, 3, sigmoid), new Layer(3, 1, sigmoid)], { seed: 1 });
 *   const x = [[0, 0], [0, 1], [1, 0], [1, 1]];
 *   const t = [[0], [1], [1], [0]];
 *   const optimizer = sgd({ learningRate });
 *   const { epochs } = net.fit(x, t, { loss: squaredError, optimizer, epochs: 50, signal });
 *   return { loss: epochs[epochs.length - 1].loss, network: net.toJSON() };
 * });
 * ```
 *
 * An error of the trial goes to the caller with its name, message and stack.
 *
 * @throws OptionError if the trial is not a function.
 */
export function serve<Options extends Plain, Result, Data = undefined>(
  trial: Trial<Options, Result, Data>,
): Trial<Options, Result, Data> {
  checkFunction("serve", "trial", trial, "a function of the options");
  parentPort().then((port) => {
    if (port !== null) answer(port, trial);
  });
  return trial;
}

function answer<Options extends Plain, Result, Data>(port: ParentPort, trial: Trial<Options, Result, Data>): void {
  let isOpen = false;
  let data: unknown;
  let abort: Int32Array | null = null;
  const post = (message: WorkerMessage): void => port.post(message);
  const run = async (job: number, options: Options): Promise<void> => {
    const signal = {
      get aborted() {
        return abort !== null && Atomics.load(abort, 0) === 1;
      },
    };
    const report = (value: Json): void => post({ deltarule: "report", job, value });
    try {
      const value = await trial(options, { signal, report, data: data as Data });
      post({ deltarule: "resolve", job, value });
    } catch (error) {
      post({ deltarule: "reject", job, value: plainError(error) });
    }
  };
  port.listen((message) => {
    const asked: PoolMessage = Object(message);
    if (asked.deltarule === "open" && !isOpen) {
      isOpen = true;
      ({ data, abort } = asked);
      post({ deltarule: "ready" });
    } else if (asked.deltarule === "run") {
      run(asked.job, asked.options as Options);
    }
  });
  // A pool's first message may have come before anything listened.
  if (!port.queues) post({ deltarule: "hello" });
  later(openingTime, () => {
    if (!isOpen) port.release();
  });
}
