import { OptionError } from "../../core/index.js";
import { isRecord, show } from "../../core/internal.js";

/** A schedule in Python: a function of the update's number, counted from 0. */
export interface RateCode {
  /** The rate at `step`, an expression. */
  readonly value: string;
  /** The functions that the expression calls, in Python. */
  readonly functions: readonly string[];
}

const annealFunction = `
def anneal(first, last, done):
    """Half a cosine from first to last, as done goes from 0 to 1."""
    return last + (first - last) * ((1 + math.cos(math.pi * min(max(done, 0), 1))) / 2)

`;

const fallFunction = `
def fall(first, last, left):
    """From first to last, as left goes from 1 to 0."""
    return first * left + last * (1 - left)

`;

const restartsFunction = `
def restart(first, last, step, length, growth, factor):
    """Half a cosine down again and again: each fall is growth times as long, and begins at factor times the rate."""
    while step >= length:
        first, step, length = first * factor, step - length, length * growth
    return anneal(first, last, step / length)

`;

/** A schedule whose options are numbers. */
interface ScheduleTable {
  readonly names: readonly string[];
  readonly functions?: readonly string[];
  write(options: Readonly<Record<string, number>>, step: string): string;
}

const schedules: Readonly<Record<string, ScheduleTable>> = {
  constant: { names: ["value"], write: ({ value }) => String(value) },
  stepDecay: {
    names: ["learningRate", "factor", "every"],
    write: ({ learningRate, factor, every }, step) => `${learningRate} * ${factor} ** (${step} // ${every})`,
  },
  exponentialDecay: {
    names: ["learningRate", "factor", "every"],
    write: ({ learningRate, factor, every }, step) => `${learningRate} * ${factor} ** (${step} / ${every})`,
  },
  linear: {
    names: ["learningRate", "steps", "end"],
    functions: [fallFunction],
    write: ({ learningRate, steps, end }, step) => `fall(${learningRate}, ${end}, max(0, 1 - ${step} / ${steps}))`,
  },
  polynomial: {
    names: ["learningRate", "steps", "power", "end"],
    functions: [fallFunction],
    write: ({ learningRate, steps, power, end }, step) =>
      `fall(${learningRate}, ${end}, max(0, 1 - ${step} / ${steps}) ** ${power})`,
  },
  cosine: {
    names: ["learningRate", "steps", "end"],
    functions: [annealFunction],
    write: ({ learningRate, steps, end }, step) => `anneal(${learningRate}, ${end}, ${step} / ${steps})`,
  },
  cosineRestarts: {
    names: ["learningRate", "steps", "growth", "factor", "end"],
    functions: [annealFunction, restartsFunction],
    write: ({ learningRate, steps, growth, factor, end }, step) =>
      `restart(${learningRate}, ${end}, ${step}, ${steps}, ${growth}, ${factor})`,
  },
  oneCycle: {
    names: ["learningRate", "steps", "rise", "start", "end"],
    functions: [annealFunction],
    write: ({ learningRate, steps, rise, start, end }, step) => {
      const last = steps - 1;
      const peak = Math.max(0, rise * steps - 1);
      const up = peak === 0 ? String(learningRate) : `anneal(${start}, ${learningRate}, ${step} / ${peak})`;
      const down = `anneal(${learningRate}, ${end}, (${step} - ${peak}) / ${last - peak})`;
      return `(${up} if ${step} <= ${peak} and ${step} < ${last} else ${down})`;
    },
  },
};

/**
 * A learning rate as Python, from what `JSON.stringify` writes of it: a number, or the name and the
 * options of a schedule.
 *
 * @throws OptionError for a schedule that has no form here, as it depends on more than the update's
 * number.
 */
export function rateCode(rate: unknown, step = "step"): RateCode {
  if (typeof rate === "number") return { value: String(rate), functions: [] };
  const { name, options } = isRecord(rate) ? rate : { name: rate, options: undefined };
  const given = isRecord(options) ? options : {};
  if (name === "warmup") return warmupCode(given, step);
  if (name === "piecewise" && Array.isArray(given.boundaries) && Array.isArray(given.values)) {
    const piece = `sum(${step} >= boundary for boundary in [${given.boundaries.join(", ")}])`;
    return { value: `[${given.values.join(", ")}][${piece}]`, functions: [] };
  }
  const table = typeof name === "string" && Object.hasOwn(schedules, name) ? schedules[name] : undefined;
  const numbers = Object.fromEntries(
    Object.entries(given).flatMap(([option, value]) => (typeof value === "number" ? [[option, value]] : [])),
  );
  if (table === undefined || Object.keys(given).sort().join() !== [...table.names].sort().join())
    throw new OptionError(
      `toPyTorch: the learning rate ${show(name)} is not a schedule of updates alone; take a number or one such as stepDecay(0.1, { every: 1000 })`,
    );
  return { value: table.write(numbers, step), functions: table.functions ?? [] };
}

function warmupCode({ steps, learningRate, from }: Readonly<Record<string, unknown>>, step: string): RateCode {
  const then = rateCode(learningRate, `max(0, ${step} - ${steps})`);
  if (steps === 0) return then;
  const value =
    from === undefined
      ? `${then.value} * min(1, (${step} + 1) / ${Number(steps) + 1})`
      : `${from} + (${then.value} - ${from}) * min(1, ${step} / ${steps})`;
  return { ...then, value };
}
