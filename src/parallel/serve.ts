import type { Json } from "../core/index.js";
import { checkFunction, later, type ParentPort, parentPort } from "../core/internal.js";
import { isMessage, plainError } from "./message.js";
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
  const run = async (job: number, options: Options): Promise<void> => {
    const signal = {
      get aborted() {
        return abort !== null && Atomics.load(abort, 0) === 1;
      },
    };
    const report = (progress: Json): void => port.post({ deltarule: "report", job, progress });
    try {
      const result = await trial(options, { signal, report, data: data as Data });
      port.post({ deltarule: "result", job, result });
    } catch (error) {
      port.post({ deltarule: "error", job, error: plainError(error) });
    }
  };
  port.listen((message) => {
    if (!isMessage(message)) return;
    if (message.deltarule === "open" && !isOpen) {
      isOpen = true;
      ({ data, abort } = message);
      port.post({ deltarule: "ready" });
    } else if (message.deltarule === "run") {
      run(message.job, message.options as Options);
    }
  });
  // A pool's first message may have come before anything listened.
  if (!port.queues) port.post({ deltarule: "hello" });
  later(openingTime, () => {
    if (!isOpen) port.release();
  });
}
