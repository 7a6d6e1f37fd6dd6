import { counterText, duration, type ProgressLine, short } from "./progressLine.js";

/** What `search` and `halving` of `deltarule/parallel` tell of a trial that has ended. */
export interface FinishedTrial {
  /** Smaller is better; NaN where the trial threw. */
  readonly score: number;
  readonly error?: Error | undefined;
  /** From the start of the trial to its result, in milliseconds. */
  readonly durationMs: number;
}

/** The progress of a search, by its trials. */
export class TrialLine {
  private readonly line: ProgressLine;
  private readonly every: number;
  private start = 0;
  private spent = 0;
  private done = 0;
  private best = Infinity;
  private failed = 0;

  constructor(line: ProgressLine, every: number) {
    this.line = line;
    this.every = every;
  }

  report({ score, error, durationMs }: FinishedTrial, done: number, of: number): void {
    const now = performance.now();
    // The next rung of a halving, or another search.
    if (done <= this.done) this.end();
    // Trials run side by side: the time is that since the first of them began, not their sum.
    if (this.done === 0) this.start = now - durationMs;
    this.done = done;
    this.spent = now - this.start;
    if (error !== undefined) this.failed++;
    else if (score < this.best && Number.isFinite(score)) this.best = score;
    const best = this.best === Infinity ? "" : `  best ${short(this.best)}`;
    const own = error === undefined ? `  score ${short(score)}` : "";
    const failed = this.failed === 0 ? "" : `  ${this.failed} failed`;
    this.line.update({
      counter: `trial ${counterText(done, of)}`,
      part: done / of,
      facts: `${best}${own}${failed}`,
      left: done >= of ? "" : `  ${duration((this.spent / done) * (of - done))} left`,
      isMilestone: done === 1 || done % this.every === 0 || done === of,
    });
  }

  end(): void {
    this.line.end(this.spent);
    this.done = 0;
    this.best = Infinity;
    this.failed = 0;
  }
}
