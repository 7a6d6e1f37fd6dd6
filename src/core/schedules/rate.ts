import { OptionError, show } from "../checks/errors.js";
import { checkNumber } from "../checks/options.js";
import type { Progress, Rate } from "./schedule.js";

const start: Progress = /* @__PURE__ */ Object.freeze<Progress>({
  epoch: 0,
  losses: /* @__PURE__ */ Object.freeze([]),
});

/** Throws unless `rate` is a number from 0 or a function. */
export function checkRate(call: string, rate: unknown): asserts rate is Rate {
  if (typeof rate !== "function") checkNumber(call, "learningRate", rate, { min: 0 });
}

/** The rate of the update number `step`, counted from 0. */
export function rateAt(call: string, rate: Rate, step: number, progress: Progress = start): number {
  if (typeof rate === "number") return rate;
  const value: unknown = rate(step, progress);
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new OptionError(`${call}: the schedule gave ${show(value)} at step ${step}, wanted a number from 0`);
}
