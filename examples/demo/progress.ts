import type { EpochReport, Optimizer, OptimizerState } from "deltarule";
import type { Output } from "./output.js";

interface Task {
  readonly epochs: number;
  /** Samples in an epoch. */
  readonly samples: number;
  readonly batchSize: number;
  /** When piped, epochs from one line to the next; 1 by default. */
  readonly every?: number;
}

/**
 * Reports on a training: on a terminal in one line that is rewritten in place, else in plain lines.
 */
export interface Progress {
  /** The same optimizer, which also reports every update. */
  watch<State extends OptimizerState>(optimizer: Optimizer<State>): Optimizer<State>;
  epoch(report: EpochReport): Promise<void>;
  end(): void;
}

export function progress(out: Output, { epochs, samples, batchSize, every = 1 }: Task): Progress {
  const updates = Math.ceil(samples / batchSize);
  const started = performance.now();
  let done = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  let last: EpochReport | undefined;
  let isShown = false;

  const seconds = (): number => (performance.now() - started) / 1000;
  const counter = (epoch: number): string => `  epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  const speed = (): string => `  ${Math.round((done * samples) / updates / seconds())} samples/s`;
  const draw = (end: string): void => {
    const head = counter(Math.min(epochs, Math.ceil(done / updates)));
    const tail = `${scores(last)}${speed()}  ${end}`;
    out.rewrite(`${head} ${bar(done / (updates * epochs), out.columns - head.length - tail.length - 2)}${tail}`);
    drawn = performance.now();
  };

  return {
    watch: (optimizer) => ({
      ...optimizer,
      step: (...step) => {
        optimizer.step(...step);
        done++;
        // Redrawn at most ten times per second, so that it can be read.
        if (out.isTerminal && performance.now() - drawn > 100) {
          draw(`${Math.ceil((seconds() / done) * (updates * epochs - done))} s left`);
        }
      },
    }),
    epoch: async (report) => {
      last = report;
      isShown = report.epoch % every === 0 || (report.epoch === 1 && every < epochs);
      if (isShown && !out.isTerminal) out.line(counter(report.epoch) + scores(report) + speed());
      // Lets the process handle events, such as a closed pipe.
      await new Promise((resolve) => setImmediate(resolve));
    },
    end: () => {
      if (out.isTerminal) draw(`in ${seconds().toFixed(1)} s`);
      else if (!isShown && last !== undefined) out.line(counter(last.epoch) + scores(last) + speed());
    },
  };
}

/** The training loss, and the accuracy on the held-out part if there is one. */
function scores(report: EpochReport | undefined): string {
  if (report === undefined) return "";
  const accuracy = report.validation?.metrics.accuracy;
  return `  loss ${report.loss.toFixed(4)}${accuracy === undefined ? "" : `  accuracy ${accuracy.toFixed(4)}`}`;
}

/** A bar of 4 to 12 characters that fits into `room` if it can. */
function bar(part: number, room: number): string {
  const width = Math.max(4, Math.min(12, room));
  const full = Math.min(width, Math.round(part * width));
  return "█".repeat(full) + "░".repeat(width - full);
}
