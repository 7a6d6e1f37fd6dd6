import { need, OptionError, show } from "./errors.js";
import { optionHint, pieceHint } from "./hints.js";
import { isRecord } from "./json.js";
import { itself } from "./mark.js";

/** Reads one option: what was given, or `undefined`, becomes its value. */
export type Option<Given, Value = Given> = (call: string, name: string, given: Given) => Value;

/** Stands where a default would: the option must be given. */
export const required = null;

/** Stands where a default would: an option that is left out is `undefined`. */
export const optional = undefined;

type OptionValues<Declared> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Option<never, infer Value> ? Value : never;
};

/**
 * The options of a call with their defaults, checked. Each is declared once, with its name, default
 * and range: `{ learningRate: rate(0.01), momentum: number(0, { min: 0, below: 1 }) }`.
 *
 * Messages name options inside another option as `within.name`.
 *
 * @throws OptionError for an unknown name, then for the first bad option in the order of
 * declaration.
 */
export function readOptions<
  Options extends object,
  Declared extends { readonly [Name in keyof Options]-?: Option<Options[Name], unknown> },
>(call: string, options: Options, declared: Declared, within?: string): OptionValues<Declared>;
export function readOptions(
  call: string,
  options: Readonly<Record<string, unknown>>,
  declared: Readonly<Record<string, Option<unknown>>>,
  within = "",
): Readonly<Record<string, unknown>> {
  const names = Object.keys(declared);
  checkNames(within ? `${call}: ${within}` : call, options, names);
  const place = within && `${within}.`;
  const values: Record<string, unknown> = {};
  for (const name of names) values[name] = declared[name](call, place + name, options[name]);
  return values;
}

/** An option that `check` accepts. The default is checked too: it may come from a user's object. */
export function option<Value>(
  byDefault: Value | typeof required,
  check: (call: string, name: string, value: unknown) => asserts value is Value,
): Option<Value | undefined, Value> {
  return (call, name, given) => {
    if (given === undefined && byDefault === optional) return byDefault;
    const value: unknown = given === undefined ? (byDefault ?? undefined) : itself(given);
    check(call, name, value);
    return value;
  };
}

/** A finite number in the range. */
export function number(byDefault: number | typeof required, range?: NumberRange): Option<number | undefined, number>;
export function number(byDefault: typeof optional, range?: NumberRange): Option<number | undefined>;
export function number(byDefault: number | null | undefined, range?: NumberRange): Option<number | undefined> {
  return option(byDefault, (call, name, value): asserts value is number | undefined =>
    checkNumber(call, name, value, range),
  );
}

/** A seed of random numbers: a whole number from 0 to 2⁵³ − 1. */
export function seedNumber(byDefault: number): Option<number | undefined, number> {
  return number(byDefault, seedRange);
}

/** True or false. */
export function boolean(byDefault: boolean): Option<boolean | undefined, boolean> {
  return option(byDefault, checkBoolean);
}

/** One of these words. */
export function oneOf<Word extends string>(
  byDefault: NoInfer<Word> | typeof required,
  words: readonly Word[],
): Option<Word | undefined, Word>;
export function oneOf<Word extends string>(
  byDefault: typeof optional,
  words: readonly Word[],
): Option<Word | undefined>;
export function oneOf<Word extends string>(
  byDefault: Word | null | undefined,
  words: readonly Word[],
): Option<Word | undefined> {
  const wanted = words.map((word) => `"${word}"`).join(" or ");
  return option(byDefault, (call, name, value): asserts value is Word | undefined =>
    need(
      words.some((word) => word === value),
      call,
      name,
      value,
      wanted,
    ),
  );
}

/** A function. `example` ends the message. */
export function callable<Value>(byDefault: Value | typeof required, example: string): Option<Value | undefined, Value> {
  return option(byDefault, (call, name, value): asserts value is Value => checkFunction(call, name, value, example));
}

/**
 * An object with a name and these methods: a loss, an optimizer, a metric. `example` ends the
 * message.
 */
export function having<Value>(
  byDefault: Value | typeof required,
  methods: readonly string[],
  example: string,
): Option<Value | undefined, Value> {
  return option(byDefault, (call, name, value): asserts value is Value =>
    checkMethods(call, name, value, methods, example),
  );
}

/** Anything: the option is checked elsewhere. */
export function asGiven<Value>(): Option<Value> {
  return (_call, _name, given) => given;
}

/** The range of a number: `above` and `below` exclude their bound, `min` and `max` include it. */
export interface NumberRange {
  readonly integer?: boolean;
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
}

const seedRange: NumberRange = { integer: true, min: 0, max: 9007199254740991 };

/** Throws unless `options` is an object that has only these names. */
export function checkNames(call: string, options: unknown, names: readonly string[]): void {
  checkNamesWith(optionHint, call, options, names);
}

/** Where no habits of other libraries are likely. */
export const noHint = (): string => "";

/** The same, where the message about an unknown name ends with this hint: hints have their size. */
export function checkNamesWith(
  hint: (name: string, names: readonly string[]) => string,
  call: string,
  options: unknown,
  names: readonly string[],
): void {
  if (!isRecord(options)) {
    throw new OptionError(`${call}: the options are ${show(options)}, wanted an object`);
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      throw new OptionError(
        `${call}: there is no option ${show(name)}; there are ${names.join(", ")}${hint(name, names)}`,
      );
    }
  }
}

/** Throws unless `value` is a finite number in the range. */
export function checkNumber(
  call: string,
  name: string,
  value: unknown,
  range: NumberRange = {},
): asserts value is number {
  const { integer = false, min = -Infinity, above = -Infinity, max = Infinity, below = Infinity } = range;
  const isKind = integer ? Number.isSafeInteger : Number.isFinite;
  const fits =
    typeof value === "number" && isKind(value) && value >= min && value > above && value <= max && value < below;
  need(fits, call, name, value, fits ? "" : rangeInWords(range));
}

/** `a whole number from 1`, `a number above 0 below 1`. */
function rangeInWords({ integer, min, above, max, below }: NumberRange): string {
  const bounds = Object.entries({ from: min, above, to: max, below });
  const said = bounds.map(([word, bound]) => (bound === undefined ? "" : ` ${word} ${bound}`));
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

/** Throws unless `value` is an object with a name and these methods. */
export function checkMethods(
  call: string,
  name: string,
  value: unknown,
  methods: readonly string[],
  example: string,
): void {
  need(typeof value === "object" && value !== null, call, name, value, example + pieceHint(value));
  const object = value as Readonly<Record<string, unknown>>;
  const missing = methods.find((method) => typeof object[method] !== "function");
  if (missing === undefined && typeof object.name === "string") return;
  const lack = missing === undefined ? "a name" : `a function ${missing}`;
  throw new OptionError(`${call}: ${name} is ${show(value)} without ${lack}, wanted ${example}`);
}

/** Throws unless `value` can seed random numbers: a whole number from 0 to 2⁵³ − 1. */
export function checkSeed(call: string, value: unknown): asserts value is number {
  checkNumber(call, "seed", value, seedRange);
}
