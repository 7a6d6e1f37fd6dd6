import { need, OptionError, show } from "../checks/errors.js";
import { isRecord } from "../checks/json.js";
import { type Option, oneOf, readOptions, required } from "../checks/options.js";
import { isLabel, type Label } from "./labels.js";

/** A record: a value for each column. `null`, `undefined` and a missing name are gaps. */
export type Row = Readonly<Record<string, Label | null | undefined>>;

/** A column of numbers. Texts are read as numbers: `"3.5"`, `" -1e3 "`. */
export interface NumberColumn {
  readonly type: "number";
  /**
   * `"standardize"` by default: mean 0 and standard deviation 1. `"minMax"`: from 0 to 1. `"none"`:
   * the numbers as they are.
   */
  readonly scale?: "standardize" | "minMax" | "none" | undefined;
  /**
   * What fills a gap: the mean or the median of the rows it was fitted to, or a number. Unless
   * given, gaps are refused.
   */
  readonly missing?: "mean" | "median" | number | undefined;
  /**
   * Texts that are gaps, whatever their case and the spaces around them; `""`, `"NA"`, `"N/A"`,
   * `"NaN"`, `"null"`, `"None"` and `"?"` by default. `null`, `undefined` and NaN always are.
   */
  readonly gaps?: readonly string[] | undefined;
}

/** A column of categories: a column of 0 and 1 is made for each of them. */
export interface CategoryColumn {
  readonly type: "category";
  /** The category that stands for a gap. Unless given, gaps are refused. */
  readonly missing?: Label | undefined;
  /**
   * The categories where they are known, in the order of their columns: a rare one keeps its column
   * in a fold without it, and the network its width. By default those that the fit sees, sorted.
   */
  readonly categories?: readonly Label[] | undefined;
  /** A category that the fit has not seen: refused by default, or a row of zeros. */
  readonly unknown?: "error" | "ignore" | undefined;
  /** Texts that are gaps, as for numbers; only `""` by default, since `"NA"` may be a category. */
  readonly gaps?: readonly string[] | undefined;
}

/** How a column of records becomes columns of numbers. */
export type ColumnMaker = "number" | "category" | NumberColumn | CategoryColumn;

/** A ColumnMaker with the defaults in place. */
export type CheckedColumn =
  | {
      readonly type: "number";
      readonly scale: "standardize" | "minMax" | "none";
      readonly missing: "mean" | "median" | number | null;
      readonly gaps: readonly string[];
    }
  | {
      readonly type: "category";
      readonly missing: Label | null;
      readonly categories: readonly Label[] | null;
      readonly unknown: "error" | "ignore";
      readonly gaps: readonly string[];
    };

/** Columns by name, each checked. */
export function readSpec(spec: Readonly<Record<string, ColumnMaker>>): ReadonlyMap<string, CheckedColumn> {
  const call = "columns";
  if (!isRecord(spec))
    throw new OptionError(`${call}: the columns are ${show(spec)}, wanted an object such as { age: "number" }`);
  const names = Object.keys(spec);
  if (names.length === 0) throw new OptionError(`${call}: there are no columns, wanted one or more`);
  return new Map(names.map((name) => [name, readColumn(call, name, spec[name])]));
}

function readColumn(call: string, name: string, given: ColumnMaker): CheckedColumn {
  const made: unknown = typeof given === "string" ? { type: given } : given;
  const { type } = isRecord(made) ? made : {};
  const wanted = '"number", "category" or an object with one of them as its type';
  need(type === "number" || type === "category", call, name, isRecord(made) ? (type ?? given) : given, wanted);
  return isNumberColumn(made)
    ? readOptions<NumberColumn, typeof numberOptions>(call, made, numberOptions, name)
    : readOptions<CategoryColumn, typeof categoryOptions>(call, made as CategoryColumn, categoryOptions, name);
}

function isNumberColumn(made: unknown): made is NumberColumn {
  return isRecord(made) && made.type === "number";
}

const givenGaps =
  (...byDefault: readonly string[]): Option<readonly string[] | undefined, readonly string[]> =>
  (call, name, given = byDefault) => {
    const areTexts = Array.isArray(given) && given.every((text) => typeof text === "string");
    need(areTexts, call, name, given, 'an array of texts such as ["", "NA"]');
    return given.map(plainText);
  };

/** A text as gaps compare it. */
export function plainText(text: string): string {
  return text.trim().toLowerCase();
}

const numberOptions = {
  type: /* @__PURE__ */ oneOf<"number">(required, ["number"]),
  scale: /* @__PURE__ */ oneOf("standardize", ["standardize", "minMax", "none"]),
  missing: ((call, name, given) => {
    if (given === undefined) return null;
    const fits = given === "mean" || given === "median" || Number.isFinite(given);
    need(fits, call, name, given, '"mean", "median" or a number');
    return given;
  }) satisfies Option<NumberColumn["missing"], "mean" | "median" | number | null>,
  gaps: /* @__PURE__ */ givenGaps("", "NA", "N/A", "NaN", "null", "None", "?"),
};

const categoryOptions = {
  type: /* @__PURE__ */ oneOf<"category">(required, ["category"]),
  missing: ((call, name, given) => {
    need(given === undefined || isLabel(given), call, name, given, 'a category such as "unknown"');
    return given ?? null;
  }) satisfies Option<CategoryColumn["missing"], Label | null>,
  categories: ((call, name, given) => {
    if (given === undefined) return null;
    const fits =
      Array.isArray(given) && given.length > 0 && given.every(isLabel) && new Set(given).size === given.length;
    need(fits, call, name, given, "an array of different categories");
    return given;
  }) satisfies Option<CategoryColumn["categories"], readonly Label[] | null>,
  unknown: /* @__PURE__ */ oneOf("error", ["error", "ignore"]),
  gaps: /* @__PURE__ */ givenGaps(""),
};
