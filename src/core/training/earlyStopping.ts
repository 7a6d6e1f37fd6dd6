import { need } from "../checks/errors.js";
import { itself } from "../checks/mark.js";
import { boolean, having, number, type Option, oneOf, optional, readOptions, required } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import { signOf, type Watched } from "../schedules/schedule.js";
import { givenMetrics } from "./metrics.js";

/**
 * When to stop, by the loss or a metric: of the validation data, or of the training data where
 * there is no validation.
 */
export interface EarlyStopping<Name extends string = string> {
  /** Epochs in a row without improvement after which training stops, a whole number from 1. */
  patience: number;
  /** How much better than the best an improvement must be, from 0; 0 by default. */
  minDelta?: number | undefined;
  /** The metric to watch in place of the loss; it is reported like those in `metrics`. */
  metric?: Metric<Name> | Loss<Name> | undefined;
  /** Whether the metric should be small or large; by default as the metric says (`mode`). */
  mode?: "min" | "max" | undefined;
  /**
   * The first epoch of the training that counts, from 1; 1 by default. Earlier ones are neither
   * waited for nor restored.
   */
  startEpoch?: number | undefined;
  /**
   * Whether the network gets the parameters of the best epoch when all epochs are done or training
   * stops early; false by default.
   */
  restoreBest?: boolean | undefined;
}

/** The option `earlyStopping` after every check, with the defaults in place. */
export interface StoppingRule {
  readonly patience: number;
  readonly minDelta: number;
  readonly restoreBest: boolean;
  readonly startEpoch: number;
  /** The name of the watched metric; `null` for the loss. */
  readonly metric: string | null;
  /** −1 where a large number of it is good, else 1. */
  readonly sign: 1 | -1;
}

/** The option `earlyStopping`. */
export const givenEarlyStopping: Option<EarlyStopping | undefined, StoppingRule | null> = (call, name, given) => {
  if (given === undefined) return null;
  const { metric, mode, ...read } = readOptions(call, given, earlyStoppingOptions(), name);
  const watched: Watched = metric ?? { name: "the loss", mode: "min" };
  need(metric !== undefined || mode !== "max", call, `${name}.mode`, mode, '"min" for the loss');
  return { ...read, metric: metric?.name ?? null, sign: signOf(call, `${name}.mode`, watched, mode) };
};

// Not exported: the compiler derives its type, and with it the types of the values.
function earlyStoppingOptions() {
  return {
    patience: number(required, { integer: true, min: 1 }),
    minDelta: number(0, { min: 0 }),
    restoreBest: boolean(false),
    startEpoch: number(1, { integer: true, min: 1 }),
    metric: having<Metric | Loss | undefined>(optional, [], "a metric such as accuracy"),
    mode: oneOf(optional, ["min", "max"]),
  };
}

/** The metrics of a training, with the one that early stopping watches. */
export function withWatched(
  call: string,
  metrics: readonly Metric[],
  listed: readonly (Metric | Loss)[] | undefined,
  watched: EarlyStopping["metric"],
): readonly Metric[] {
  if (watched === undefined || listed?.map(itself).includes(itself(watched))) return metrics;
  return givenMetrics(call, "metrics and earlyStopping", [...(listed ?? []), watched]);
}
