import { OptionError } from "../../core/index.js";
import { isRecord, show } from "../../core/internal.js";

/** A schedule in Python: a function of the update's number, counted from 0. */
export interface RateCode {
  /** The rate at `step`, an expression. */
  readonly value: string;
  /** Whether the expression calls `anneal`. */
  readonly anneals: boolean;
}

/** What `anneal` computes: half a cosine from `first` to `last`, as `done` goes from 0 to 1. */
export const annealFunction = `
def anneal(first, last, done):
    """Half a cosine from first to last, as done goes from 0 to 1."""
    return last + (first - last) * ((1 + math.cos(math.pi * min(max(done, 0), 1))) / 2)

`;

/**
 * A learning rate as Python, from what `JSON.stringify` writes of it: a number, or the name and the
 * options of a schedule.
 *
 * @throws OptionError for a schedule that does not depend on the update's number alone.
 */
export function rateCode(rate: unknown, step = "step"): RateCode {
  if (typeof rate === "number") return { value: String(rate), anneals: false };
  const { name, options } = isRecord(rate) ? rate : { name: rate, options: {} };
  const told = isRecord(options) ? options : {};
  const { learningRate: top, factor, every, steps, rise, start, end } = told;
  switch (name) {
    case "constant":
      return { value: String(top), anneals: false };
    case "stepDecay":
      return { value: `${top} * ${factor} ** (${step} // ${every})`, anneals: false };
    case "exponentialDecay":
      return { value: `${top} * ${factor} ** (${step} / ${every})`, anneals: false };
    case "cosine":
      return { value: `anneal(${top}, ${end}, ${step} / ${steps})`, anneals: true };
    case "oneCycle": {
      const last = Number(steps) - 1;
      const peak = Math.max(0, Number(rise) * Number(steps) - 1);
      const up = peak === 0 ? String(top) : `anneal(${start}, ${top}, ${step} / ${peak})`;
      const down = `anneal(${top}, ${end}, (${step} - ${peak}) / ${last - peak})`;
      return { value: `(${up} if ${step} <= ${peak} and ${step} < ${last} else ${down})`, anneals: true };
    }
    case "warmup": {
      const then = rateCode(top, `max(0, ${step} - ${steps})`);
      return { ...then, value: `${then.value} * min(1, (${step} + 1) / ${Number(steps) + 1})` };
    }
    default:
      throw new OptionError(
        `toPyTorch: the learning rate ${show(name)} is not a schedule of updates alone; take a number or one such as stepDecay(0.1, { every: 1000 })`,
      );
  }
}
