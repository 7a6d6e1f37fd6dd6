import { need, OptionError, show } from "./errors.js";

/** What an option may be; `above` and `below` leave their bound out, `min` and `max` keep it in. */
interface Range {
  readonly integer?: boolean;
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
}

/** Throws unless `options` is an object without names other than `known`. */
export function checkNames(call: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new OptionError(`${call}: the options are ${show(options)}, wanted an object`);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new OptionError(`${call}: there is no option ${show(name)}; there are ${known.join(", ")}`);
    }
  }
}

/** Throws unless `value` is a finite number in the range. */
export function checkNumber(call: string, name: string, value: unknown, range: Range = {}): asserts value is number {
  const { integer = false, min = -Infinity, above = -Infinity, max = Infinity, below = Infinity } = range;
  const isKind = integer ? Number.isSafeInteger : Number.isFinite;
  const fits = isKind(value) && isWithin(value as number, min, above, max, below);
  need(fits, call, name, value, describe(range));
}

function isWithin(value: number, min: number, above: number, max: number, below: number): boolean {
  return value >= min && value > above && value <= max && value < below;
}

function describe({ integer, ...bounds }: Range): string {
  const words = { min: "from", above: "above", max: "to", below: "below" };
  const said = Object.entries(bounds).map(([bound, value]) => ` ${words[bound as keyof typeof words]} ${value}`);
  return (integer ? "a whole number" : "a number") + said.join("");
}

/** Throws unless `value` is true or false. */
export function checkBoolean(call: string, name: string, value: unknown): asserts value is boolean {
  need(typeof value === "boolean", call, name, value, "true or false");
}

/** Throws unless `value` is a function. */
export function checkFunction(call: string, name: string, value: unknown, example: string): void {
  need(typeof value === "function", call, name, value, example);
}

/** Throws unless `value` is an object with a name and all these methods: what the library calls a loss, an optimizer, a metric. */
export function checkMethods(
  call: string,
  name: string,
  value: unknown,
  methods: readonly string[],
  example: string,
): void {
  need(typeof value === "object" && value !== null, call, name, value, example);
  const object = value as Record<string, unknown>;
  const missing = methods.find((method) => typeof object[method] !== "function");
  if (missing === undefined && typeof object.name === "string") return;
  const lack = missing === undefined ? "a name" : `a function ${missing}`;
  throw new OptionError(`${call}: ${name} is ${show(value)} without ${lack}, wanted ${example}`);
}

/** Throws unless `value` can seed random numbers: a whole number from 0 to 2⁵³ − 1. */
export function checkSeed(call: string, value: unknown): asserts value is number {
  checkNumber(call, "seed", value, { integer: true, min: 0, max: Number.MAX_SAFE_INTEGER });
}
