import process from "node:process";
import type { Warning } from "../core/index.js";
import { checkFunction, checkNames, checkNumber } from "../core/internal.js";
import { type EpochFacts, EpochLine } from "./epochProgress.js";
import { ProgressLine, type ProgressStream } from "./progressLine.js";
import { type FinishedTrial, TrialLine } from "./trialProgress.js";

/** Options of {@link progress}. */
export interface ProgressOptions {
  /**
   * The `epochs` that the training gets. Without it there is no bar and no time left. A training
   * that goes on counts on: a second one of 5 epochs shows 6/10 to 10/10. A search says itself how
   * many trials it has.
   */
  epochs?: number | undefined;
  /** Samples in an epoch; if given, the speed is shown in samples per second. */
  samples?: number | undefined;
  /**
   * When piped, epochs or trials from one line to the next, besides the first and the last; 1 by
   * default.
   */
  every?: number | undefined;
  /** Where progress is written; `process.stderr` by default. */
  stream?: ProgressStream | undefined;
}

/**
 * Reports on a training or a search: pass it as `onEpoch` or `onTrial`, and call `end` when all is
 * over.
 */
export interface ProgressReporter {
  (trial: FinishedTrial, done: number, of: number): void;
  (epoch: EpochFacts): void;
  /** Begins to count anew. A training that has this as `onEpoch` calls it. */
  onStart(first: number, last: number): void;
  /** Writes a warning on a line of its own. A training that has this as `onEpoch` calls it. */
  onWarning(warning: Warning): void;
  /**
   * Ends the line on a terminal. When piped, writes the last epoch or trial if its line was left
   * out because all stopped early.
   */
  end(): void;
}

/**
 * Shows the progress of a training, as its `onEpoch`: epoch, loss, validation, metrics, samples per
 * second, time left, and the warnings. As the `onTrial` of `search` and `halving` in
 * `deltarule/parallel` it shows trials done, the best score so far, that of the last trial, how
 * many threw, and the time left; each rung of a halving has a line of its own.
 *
 * On a terminal it is one line with a bar, rewritten in place; piped, it is plain lines. Colors
 * appear on a terminal only, and not if the environment sets NO_COLOR (no-color.org). Nothing but
 * warnings is written before the first epoch or trial has ended.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { progress } from "deltarule/node";
 *
 * const lines: string[] = [];
 * const onEpoch = progress({ epochs: 5, stream: { write: (text) => lines.push(text) } });
 * const net = new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 });
 * net.fit([[0, 1], [1, 1]], [[0], [1]], { loss: squaredError, epochs: 5, onEpoch });
 * onEpoch.end();
 * lines[4].startsWith("epoch 5/5  loss 0."); // true
 * ```
 *
 * @throws OptionError if an option is unknown or out of range.
 */
export function progress(options: ProgressOptions = {}): ProgressReporter {
  const call = "progress";
  checkNames(call, options, ["epochs", "samples", "every", "stream"]);
  const { epochs, samples, every = 1, stream = process.stderr } = options;
  if (epochs !== undefined) checkNumber(call, "epochs", epochs, { integer: true, min: 0 });
  if (samples !== undefined) checkNumber(call, "samples", samples, { integer: true, min: 1 });
  checkNumber(call, "every", every, { integer: true, min: 1 });
  checkFunction(call, "stream.write", stream?.write, "a stream such as process.stderr");
  const line = new ProgressLine(stream);
  const training = new EpochLine(line, { epochs, samples, every });
  const search = new TrialLine(line, every);
  let shown: EpochLine | TrialLine = training;
  const reporter = (report: EpochFacts | FinishedTrial, done = 1, of = 1): void => {
    if ("epoch" in report) {
      shown = training;
      training.report(report);
    } else {
      shown = search;
      search.report(report, done, of);
    }
  };
  return Object.assign(reporter, {
    onStart: (first: number, last: number) => training.start(first, last),
    onWarning: ({ message }: Warning) => line.note(`warning: ${message}`),
    end: () => shown.end(),
  });
}
