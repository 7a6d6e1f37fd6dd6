import { performance } from "node:perf_hooks";
import process from "node:process";
import type { Epoch } from "../core/index.js";
import { checkFunction, checkNames, checkNumber } from "../core/internal.js";

/** Where the lines go: `process.stderr`, or anything that looks like it. */
export interface ProgressStream {
  /** Takes the next piece of text. */
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Options of {@link progress}. */
export interface ProgressOptions {
  /** How many epochs there will be, as many as the training was given; 100 unless given, as there. */
  epochs?: number | undefined;
  /** How many samples an epoch has, to tell how many are learned from in a second. */
  samples?: number | undefined;
  /** When piped, one line every so many epochs, besides the first and the last; 1 unless given. */
  every?: number | undefined;
  /** `process.stderr` unless given. */
  stream?: ProgressStream | undefined;
  /** Where NO_COLOR (no-color.org) is looked up; `process.env` unless given. */
  env?: { readonly NO_COLOR?: string | undefined } | undefined;
  /** The time in milliseconds; `performance.now` unless given. */
  now?: (() => number) | undefined;
}

/** Reports a training: give it as `onEpoch`, and call `end` when the training is over. */
export interface ProgressReporter {
  (epoch: Pick<Epoch, "epoch" | "loss" | "metrics" | "validation" | "durationMs">): void;
  /** Writes the last line's end; of a training that stopped before its last epoch, when piped, the last line too. */
  end(): void;
}

type Report = Parameters<ProgressReporter>[0];

/** How often a line is rewritten at most: as much as an eye can follow. */
const interval = 100;

/**
 * Progress of a training, for `onEpoch`: epoch, loss, validation, metrics, samples a second, time left. On a terminal it is one line with a bar,
 * rewritten in place; piped, plain lines. Colors only on a terminal, and not where NO_COLOR is set. It writes nothing until the first epoch.
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
 * @throws OptionError for options that are unknown or out of range.
 */
export function progress(options: ProgressOptions = {}): ProgressReporter {
  const call = "progress";
  checkNames(call, options, ["epochs", "samples", "every", "stream", "env", "now"]);
  const { epochs = 100, samples, every = 1, stream = process.stderr, env = process.env } = options;
  const { now = () => performance.now() } = options;
  checkNumber(call, "epochs", epochs, { integer: true, min: 0 });
  if (samples !== undefined) checkNumber(call, "samples", samples, { integer: true, min: 1 });
  checkNumber(call, "every", every, { integer: true, min: 1 });
  checkFunction(call, "stream.write", stream?.write, "a stream such as process.stderr");
  checkFunction(call, "now", now, "a function such as performance.now");
  const isTerminal = stream.isTTY === true;
  const hasColors = isTerminal && !env.NO_COLOR;
  let spent = 0;
  let first: number | null = null;
  let drawn = Number.NEGATIVE_INFINITY;
  let last: Report | null = null;
  let isShown = true;

  const facts = (report: Report, time: string): string => {
    const done = report.epoch - (first ?? report.epoch) + 1;
    const speed =
      samples === undefined || spent === 0 ? "" : `  ${Math.round((done * samples * 1000) / spent)} samples/s`;
    return `${scores(report)}${speed}${time}`;
  };
  const counter = ({ epoch }: Report): string => `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  const left = (report: Report): string => {
    const done = report.epoch - (first ?? report.epoch) + 1;
    return report.epoch >= epochs ? "" : `  ${duration((spent / done) * (epochs - report.epoch))} left`;
  };
  const draw = (report: Report, time: string): void => {
    const tail = facts(report, time);
    // A line that wraps cannot be rewritten: it ends one short of the edge. A terminal may not know its width, and then says 0.
    const room = (stream.columns || 80) - 1;
    const head = counter(report);
    const bar = barOf(epochs === 0 ? 1 : report.epoch / epochs, room - head.length - tail.length - 1);
    const plain = `${head} ${bar}${tail}`.slice(0, room);
    const text = hasColors ? plain.replace(/█+/, "\u001b[32m$&\u001b[39m") : plain;
    // ESC[K clears what a longer line left.
    stream.write(`\r${text}\u001b[K`);
    drawn = now();
  };
  const reporter = (report: Report): void => {
    first ??= report.epoch;
    spent += report.durationMs;
    last = report;
    isShown = isTerminal
      ? now() - drawn >= interval
      : report.epoch === first || report.epoch % every === 0 || report.epoch === epochs;
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
  };
  return Object.assign(reporter, { end });
}

/** Loss and metrics, of the training and of the validation. */
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

/** `8 s`, `1 min 20 s`, `2 h 5 min`. */
function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A bar that takes the room there is, within reason; none where there is no room. */
function barOf(part: number, room: number): string {
  if (room < 4) return "";
  const width = Math.min(20, room);
  const full = Math.min(width, Math.round(part * width));
  return "█".repeat(full) + "░".repeat(width - full);
}
