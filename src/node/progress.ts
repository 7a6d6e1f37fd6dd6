import process from "node:process";
import type { Epoch, Warning } from "../core/index.js";
import { checkFunction, checkNames, checkNumber } from "../core/internal.js";

/** Where progress is written: `process.stderr`, or any object of the same shape. */
export interface ProgressStream {
  /** Writes the next piece of text. */
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Options of {@link progress}. */
export interface ProgressOptions {
  /**
   * The `epochs` that the training gets. Without it there is no bar and no time left. A training
   * that goes on counts on: a second one of 5 epochs shows 6/10 to 10/10.
   */
  epochs?: number | undefined;
  /** Samples in an epoch; if given, the speed is shown in samples per second. */
  samples?: number | undefined;
  /** When piped, epochs from one line to the next, besides the first and the last; 1 by default. */
  every?: number | undefined;
  /** Where progress is written; `process.stderr` by default. */
  stream?: ProgressStream | undefined;
}

/** Reports on a training: pass it as `onEpoch`, and call `end` when the training is over. */
export interface ProgressReporter {
  (epoch: Pick<Epoch, "epoch" | "loss" | "metrics" | "validation" | "durationMs">): void;
  /** Begins to count anew. A training that has this as `onEpoch` calls it. */
  onStart(first: number, last: number): void;
  /** Writes a warning on a line of its own. A training that has this as `onEpoch` calls it. */
  onWarning(warning: Warning): void;
  /**
   * Ends the line on a terminal. When piped, writes the last epoch if its line was left out because
   * training stopped early.
   */
  end(): void;
}

type Report = Parameters<ProgressReporter>[0];

/** Least time between two rewrites of the line in milliseconds, so that it can be read. */
const redrawInterval = 100;

/**
 * Shows the progress of a training, as its `onEpoch`: epoch, loss, validation, metrics, samples per
 * second, time left, and the warnings. On a terminal it is one line with a bar, rewritten in place;
 * piped, it is plain lines. Colors appear on a terminal only, and not if the environment sets
 * NO_COLOR (no-color.org). Nothing but warnings is written before the first epoch.
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
  const isTerminal = stream.isTTY === true;
  const hasColors = isTerminal && !process.env.NO_COLOR;
  let spent = 0;
  let first: number | null = null;
  /** The number of the last epoch to come. */
  let total = epochs;
  let drawn = Number.NEGATIVE_INFINITY;
  let last: Report | null = null;
  let isShown = true;

  const facts = (report: Report, time: string): string => {
    const done = report.epoch - (first ?? report.epoch) + 1;
    const speed =
      samples === undefined || spent === 0 ? "" : `  ${Math.round((done * samples * 1000) / spent)} samples/s`;
    return `${scores(report)}${speed}${time}`;
  };
  const counter = ({ epoch }: Report): string =>
    total === undefined ? `epoch ${epoch}` : `epoch ${String(epoch).padStart(String(total).length)}/${total}`;
  const left = (report: Report): string => {
    const done = report.epoch - (first ?? report.epoch) + 1;
    return total === undefined || report.epoch >= total
      ? ""
      : `  ${duration((spent / done) * (total - report.epoch))} left`;
  };
  const draw = (report: Report, time: string): void => {
    const tail = facts(report, time);
    // A line that wraps cannot be rewritten, so it ends one column before the edge. A terminal that
    // does not know its width says 0.
    const room = (stream.columns || 80) - 1;
    const head = counter(report);
    const part = total === undefined ? 0 : report.epoch / total;
    const bar = total === undefined ? "" : barOf(part, room - head.length - tail.length - 1);
    const plain = `${head} ${bar}${tail}`.slice(0, room);
    const text = hasColors ? plain.replace(/█+/, "\u001b[32m$&\u001b[39m") : plain;
    // ESC[K clears the rest of a longer line before.
    stream.write(`\r${text}\u001b[K`);
    drawn = performance.now();
  };
  const onStart = (from: number, to: number): void => {
    first = from;
    spent = 0;
    if (epochs !== undefined) total = to;
  };
  const reporter = (report: Report): void => {
    first ??= report.epoch;
    // Wrapped in a function of the user's, it is not told of the start.
    if (epochs !== undefined && total !== undefined && report.epoch > total) total = first - 1 + epochs;
    spent += report.durationMs;
    last = report;
    isShown = isTerminal
      ? performance.now() - drawn >= redrawInterval
      : report.epoch === first || report.epoch % every === 0 || report.epoch === total;
    if (!isShown) return;
    if (isTerminal) draw(report, left(report));
    else stream.write(`${counter(report)}${facts(report, left(report))}\n`);
  };
  const end = (): void => {
    if (last === null) return;
    const time = `  in ${duration(spent)}`;
    if (isTerminal) {
      draw(last, time);
      stream.write("\n");
    } else if (!isShown) stream.write(`${counter(last)}${facts(last, time)}\n`);
    last = null;
    first = null;
    spent = 0;
  };
  const onWarning = ({ message }: Warning): void => {
    stream.write(`${isTerminal ? "\r\u001b[K" : ""}warning: ${message}\n`);
  };
  return Object.assign(reporter, { onStart, onWarning, end });
}

/** Loss and metrics of training and validation. */
function scores({ loss, metrics, validation }: Report): string {
  const list = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([name, value]) => `  ${name} ${short(value)}`)
      .join("");
  const validated = validation === undefined ? "" : `  validation ${short(validation.loss)}${list(validation.metrics)}`;
  return `  loss ${short(loss)}${list(metrics)}${validated}`;
}

function short(value: number): string {
  return Math.abs(value) < 1e-4 && value !== 0 ? value.toExponential(2) : value.toFixed(4);
}

/** A time in words: `8.0 s`, `12 s`, `1 min 20 s`, `2 h 5 min`. */
function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A bar of at most 20 characters that fits into `room`; empty below 4. */
function barOf(part: number, room: number): string {
  if (room < 4) return "";
  const width = Math.min(20, room);
  const full = Math.min(width, Math.round(part * width));
  return "█".repeat(full) + "░".repeat(width - full);
}
