import type { Epoch } from "../core/index.js";
import { counterText, duration, type ProgressLine, short } from "./progressLine.js";

/** What is shown of an epoch. */
export type EpochFacts = Pick<Epoch, "epoch" | "loss" | "metrics" | "validation" | "durationMs">;

/** What the progress of a training is shown by. */
interface EpochSettings {
  readonly epochs: number | undefined;
  readonly samples: number | undefined;
  readonly every: number;
}

/** The progress of a training, by its epochs. */
export class EpochLine {
  private readonly line: ProgressLine;
  private readonly settings: EpochSettings;
  private spent = 0;
  private first: number | null = null;
  /** The number of the last epoch to come. */
  private total: number | undefined;

  constructor(line: ProgressLine, settings: EpochSettings) {
    this.line = line;
    this.settings = settings;
    this.total = settings.epochs;
  }

  start(first: number, last: number): void {
    this.first = first;
    this.spent = 0;
    if (this.settings.epochs !== undefined) this.total = last;
  }

  report(report: EpochFacts): void {
    const { epochs, every, samples } = this.settings;
    const { epoch } = report;
    this.first ??= epoch;
    const { first } = this;
    // Wrapped in a function of the user's, it is not told of the start.
    if (epochs !== undefined && this.total !== undefined && epoch > this.total) this.total = first - 1 + epochs;
    this.spent += report.durationMs;
    const { total, spent } = this;
    const done = epoch - first + 1;
    const speed =
      samples === undefined || spent === 0 ? "" : `  ${Math.round((done * samples * 1000) / spent)} samples/s`;
    this.line.update({
      counter: `epoch ${counterText(epoch, total)}`,
      part: total === undefined ? null : epoch / total,
      facts: `${scores(report)}${speed}`,
      left: total === undefined || epoch >= total ? "" : `  ${duration((spent / done) * (total - epoch))} left`,
      isMilestone: epoch === first || epoch % every === 0 || epoch === total,
    });
  }

  end(): void {
    this.line.end(this.spent);
    this.first = null;
    this.spent = 0;
  }
}

/** Loss and metrics of training and validation. */
function scores({ loss, metrics, validation }: EpochFacts): string {
  const list = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([name, value]) => `  ${name} ${short(value)}`)
      .join("");
  const validated = validation === undefined ? "" : `  validation ${short(validation.loss)}${list(validation.metrics)}`;
  return `  loss ${short(loss)}${list(metrics)}${validated}`;
}
