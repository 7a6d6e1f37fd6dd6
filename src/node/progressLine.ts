import process from "node:process";

/** Where progress is written: `process.stderr`, or any object of the same shape. */
export interface ProgressStream {
  /** Writes the next piece of text. */
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a line shows. */
export interface LineContent {
  /** What is counted: `epoch 3/10`. */
  readonly counter: string;
  /** The share that is done, for a bar; `null` where it is not known. */
  readonly part: number | null;
  /** The numbers after the bar. */
  readonly facts: string;
  /** The time left, as the last of the facts; "" where there is none. */
  readonly left: string;
  /** Whether it is written when piped. */
  readonly isMilestone: boolean;
}

/** Least time between two rewrites of the line in milliseconds, so that it can be read. */
const redrawInterval = 100;

/** A line that is rewritten in place on a terminal. Piped, it is a plain line each time. */
export class ProgressLine {
  private readonly stream: ProgressStream;
  private readonly isTerminal: boolean;
  private readonly hasColors: boolean;
  private drawn = Number.NEGATIVE_INFINITY;
  private last: LineContent | null = null;
  private isShown = true;

  constructor(stream: ProgressStream) {
    this.stream = stream;
    this.isTerminal = stream.isTTY === true;
    this.hasColors = this.isTerminal && !process.env.NO_COLOR;
  }

  /** Shows this, unless it is too soon on a terminal, or no milestone when piped. */
  update(content: LineContent): void {
    this.last = content;
    this.isShown = this.isTerminal ? performance.now() - this.drawn >= redrawInterval : content.isMilestone;
    if (this.isShown) this.show(content, content.left);
  }

  /** Ends the line with the time that all has taken. Piped, only if it was not written yet. */
  end(milliseconds: number): void {
    const { last } = this;
    if (last === null) return;
    if (this.isTerminal || !this.isShown) this.show(last, `  in ${duration(milliseconds)}`);
    if (this.isTerminal) this.stream.write("\n");
    this.last = null;
  }

  /** Writes a line of its own; the next update rewrites the other. */
  note(text: string): void {
    this.stream.write(`${this.isTerminal ? "\r\u001b[K" : ""}${text}\n`);
  }

  private show({ counter, part, facts }: LineContent, time: string): void {
    const tail = facts + time;
    if (!this.isTerminal) {
      this.stream.write(`${counter}${tail}\n`);
      return;
    }
    // A line that wraps cannot be rewritten, so it ends one column before the edge. A terminal that
    // does not know its width says 0.
    const room = (this.stream.columns || 80) - 1;
    const bar = part === null ? "" : barOf(part, room - counter.length - tail.length - 1);
    const plain = `${counter} ${bar}${tail}`.slice(0, room);
    const text = this.hasColors ? plain.replace(/█+/, "\u001b[32m$&\u001b[39m") : plain;
    // ESC[K clears the rest of a longer line before.
    this.stream.write(`\r${text}\u001b[K`);
    this.drawn = performance.now();
  }
}

/** `3/10`, with the number right-aligned, or `3` where the whole is not known. */
export function counterText(number: number, total: number | undefined): string {
  return total === undefined ? `${number}` : `${String(number).padStart(String(total).length)}/${total}`;
}

/** A number with four decimals, or in scientific notation where these would be lost. */
export function short(value: number): string {
  return Math.abs(value) < 1e-4 && value !== 0 ? value.toExponential(2) : value.toFixed(4);
}

/** A time in words: `8.0 s`, `12 s`, `1 min 20 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
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
