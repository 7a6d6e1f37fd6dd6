import { OptionError } from "deltarule";
import { describe, expect, test } from "vitest";
import {
  asGiven,
  boolean,
  callable,
  having,
  number,
  oneOf,
  optional,
  readOptions,
  required,
  seedNumber,
} from "../../../src/core/checks/options.js";
import { testFailures } from "../../helpers/failures.js";

interface Meter {
  readonly name: string;
  read(): number;
}

/** Options of `mix`, a function of this file. */
interface MixOptions {
  parts: number;
  share?: number | undefined;
  limit?: number | undefined;
  seed?: number | undefined;
  stir?: boolean | undefined;
  order?: "first" | "last" | undefined;
  color?: "red" | "green" | undefined;
  done?: (() => void) | undefined;
  meter?: Meter | undefined;
  note?: string | undefined;
}

const done = () => {};
const meter: Meter = { name: "scale", read: () => 1 };

/** The options of `mix` with their inferred types: a wrong inference does not compile. */
function mix(options: MixOptions) {
  const read = readOptions("mix", options, {
    parts: number(required, { integer: true, min: 1 }),
    share: number(0.5, { min: 0, below: 1 }),
    limit: number(optional, { above: 0 }),
    seed: seedNumber(0),
    stir: boolean(true),
    order: oneOf("first", ["first", "last"]),
    color: oneOf(optional, ["red", "green"]),
    done: callable(done, "a function"),
    meter: having<Meter>(meter, ["read"], "a meter such as scale"),
    note: asGiven<string | undefined>(),
  });
  const typed: {
    readonly parts: number;
    readonly share: number;
    readonly limit: number | undefined;
    readonly seed: number;
    readonly stir: boolean;
    readonly order: "first" | "last";
    readonly color: "red" | "green" | undefined;
    readonly done: () => void;
    readonly meter: Meter;
    readonly note: string | undefined;
  } = read;
  return typed;
}

const mixWith = (options: unknown) => () => mix(options as MixOptions);

describe("readOptions", () => {
  const defaults = { share: 0.5, limit: undefined, seed: 0, stir: true, order: "first", color: undefined, done, meter };

  test("fills in the defaults, also for options that are undefined", () => {
    const wanted = { parts: 2, ...defaults, note: undefined };
    expect(mix({ parts: 2 })).toEqual(wanted);
    expect(mix({ parts: 2, share: undefined, limit: undefined, stir: undefined, meter: undefined })).toEqual(wanted);
  });

  test("returns what was given, 0 and false too", () => {
    const other: Meter = { name: "cup", read: () => 2 };
    const given = { parts: 1, share: 0, limit: 3, seed: 5, stir: false, order: "last", color: "green" } as const;
    expect(mix({ ...given, done: mix.bind(null, given), meter: other, note: "!" })).toMatchObject({
      ...given,
      meter: other,
      note: "!",
    });
  });

  test("finds an unknown name before a bad value, and bad values in the order of declaration", () => {
    expect(mixWith({ share: 2, speed: 1 })).toThrow(
      /^mix: there is no option "speed"; there are parts, share, limit, /,
    );
    expect(mixWith({ stir: 1, share: 2, parts: 1 })).toThrow("mix: share is 2");
  });

  test("checks a default too", () => {
    const call = () => readOptions("mix", {}, { share: number(Number.NaN) });
    expect(call).toThrow("mix: share is NaN, wanted a number");
  });

  test("names options inside another option", () => {
    const inside = (options: { patience?: number; speed?: number }) => () =>
      readOptions("fit", options, { patience: number(required, { min: 1 }) } as never, "earlyStopping");
    expect(inside({ patience: 0 })).toThrow("fit: earlyStopping.patience is 0, wanted a number from 1");
    expect(inside({ speed: 0 })).toThrow('fit: earlyStopping: there is no option "speed"; there are patience');
  });

  test("does not compile without the declaration of an option, or with one of another type", () => {
    const options: { rate?: number | undefined; depth?: number | undefined } = {};
    // @ts-expect-error depth is missing
    readOptions("mix", options, { rate: number(1) });
    // @ts-expect-error depth is a number
    readOptions("mix", options, { rate: number(1), depth: boolean(true) });
  });
});

describe("options that readOptions refuses", () => {
  const parts = 1;
  testFailures([
    ["no options", mixWith(undefined), OptionError, "mix: the options are undefined, wanted an object"],
    ["a list of options", mixWith([1]), OptionError, "mix: the options are an array of 1, wanted an object"],
    ["a required option left out", mixWith({}), OptionError, "mix: parts is undefined, wanted a whole number from 1"],
    ["a fraction", mixWith({ parts: 1.5 }), OptionError, "mix: parts is 1.5, wanted a whole number from 1"],
    [
      "a default as null",
      mixWith({ parts, share: null }),
      OptionError,
      "mix: share is null, wanted a number from 0 below 1",
    ],
    [
      "the excluded bound",
      mixWith({ parts, share: 1 }),
      OptionError,
      "mix: share is 1, wanted a number from 0 below 1",
    ],
    [
      "an optional option as null",
      mixWith({ parts, limit: null }),
      OptionError,
      "mix: limit is null, wanted a number above 0",
    ],
    [
      "a seed beyond 2⁵³",
      mixWith({ parts, seed: 2 ** 53 }),
      OptionError,
      "mix: seed is 9007199254740992, wanted a whole number from 0 to 9007199254740991",
    ],
    ["a number for a flag", mixWith({ parts, stir: 0 }), OptionError, "mix: stir is 0, wanted true or false"],
    ["another word", mixWith({ parts, order: "none" }), OptionError, 'mix: order is "none", wanted "first" or "last"'],
    [
      "a name in place of a function",
      mixWith({ parts, done: "log" }),
      OptionError,
      'mix: done is "log", wanted a function',
    ],
    [
      "an object without the method",
      mixWith({ parts, meter: { name: "tape" } }),
      OptionError,
      'mix: meter is the object "tape" without a function read, wanted a meter such as scale',
    ],
    [
      "an object without a name",
      mixWith({ parts, meter: { read: done } }),
      OptionError,
      "mix: meter is an object without a name, wanted a meter such as scale",
    ],
  ]);
});
