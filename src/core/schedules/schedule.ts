import { need, OptionError, show } from "../checks/errors.js";
import { checkNumber, type Option, option } from "../checks/options.js";

/** How far training has come: what a schedule may depend on besides the number of the update. */
export interface Progress {
  /** Finished epochs: 0 during the first. */
  readonly epoch: number;
  /** One per finished epoch: the validation loss if there is one, else the training loss. */
  readonly losses: readonly number[];
  /** The same with the metrics: of the validation data if there are any. */
  readonly evaluations?: readonly { readonly loss: number; readonly metrics: Readonly<Record<string, number>> }[];
}

/**
 * What early stopping and reduceOnPlateau read of a metric, or of a loss, which should be small.
 */
export interface Watched {
  readonly name: string;
  readonly mode?: "min" | "max";
}

/** 1 where a good number of the metric is small, −1 where it is large. */
export function signOf(call: string, place: string, metric: Watched, mode: Watched["mode"]): 1 | -1 {
  const known = mode ?? metric.mode ?? ("gradient" in metric ? "min" : undefined);
  need(known !== undefined, call, place, known, `"min" or "max", which ${show(metric.name)} does not say`);
  return known === "max" ? -1 : 1;
}

/**
 * A learning rate that changes: a pure function of the progress and of the update's number, counted
 * from 0.
 */
export type Schedule = (step: number, progress: Progress) => number;

/** A learning rate: a number from 0, or a schedule. */
export type Rate = number | Schedule;

const noProgress: Progress = /* @__PURE__ */ Object.freeze<Progress>({
  epoch: 0,
  losses: /* @__PURE__ */ Object.freeze([]),
});

/** Throws unless `rate` is a number from 0 or a function. */
export function checkRate(call: string, name: string, rate: unknown): asserts rate is Rate {
  if (typeof rate !== "function") checkNumber(call, name, rate, { min: 0 });
}

/** The option that is a learning rate. */
export function rate(byDefault: number): Option<Rate | undefined, Rate> {
  return option<Rate>(byDefault, checkRate);
}

/** The rate of update number `step`, counted from 0. */
export function rateAt(call: string, rate: Rate, step: number, progress: Progress = noProgress): number {
  if (typeof rate === "number") return rate;
  const value: unknown = rate(step, progress);
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new OptionError(`${call}: the schedule gave ${show(value)} at step ${step}, wanted a number from 0`);
}
