import { show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";
import { dtypeOf, isVector } from "../numbers/matrix.js";
import { walkState } from "../optimizers/state.js";
import { decode, encode } from "./base64.js";

/**
 * The first place where a state lacks a part of `like`, as a sentence; `null` when it has all of
 * them: numbers, and vectors of the same length and type.
 */
export function flawOf(state: unknown, like: unknown, place: string): string | null {
  const at = (path: readonly string[]): string => [place, ...path].join(".");
  return walkState<string | null>(
    like,
    {
      leaf: (wanted, given, path) => {
        if (typeof wanted === "number") return typeof given === "number" ? null : `${at(path)} is not a number`;
        if (!isVector(wanted)) return `${at(path)} is not an object`;
        if (!isVector(given) || dtypeOf(given) !== dtypeOf(wanted))
          return `${at(path)} is not a ${wanted.constructor.name}`;
        if (given.length === wanted.length) return null;
        return `${at(path)} has ${given.length} numbers, wanted ${wanted.length}`;
      },
      node: (part, given, inside, path) => {
        if (!isRecord(given)) return `${at(path)} is not an object`;
        for (const name of Object.keys(part)) {
          const flaw = inside(name);
          if (flaw !== null) return flaw;
        }
        return null;
      },
    },
    state,
  );
}

/**
 * An optimizer's state, or the report of an epoch, as JSON: numbers as they are, or as text where
 * JSON cannot write them; vectors as `{ dtype, length, data }`.
 */
export function plainToJson(value: unknown): Json {
  return walkState<Json>(value, {
    leaf: (part) => {
      const dtype = dtypeOf(part);
      if (isVector(part)) return { dtype, length: part.length, data: encode(part) };
      if (part === null || (typeof part === "number" && Number.isFinite(part) && !Object.is(part, -0))) return part;
      return show(part);
    },
    node: (part, _beside, inside) => Object.fromEntries(Object.keys(part).map((name) => [name, inside(name)])),
  });
}

/**
 * The value that `plainToJson` wrote, with the form of `like`. A part of another form stays as it
 * is, for `flawOf` to find.
 */
export function plainFromJson(json: unknown, like: unknown): unknown {
  return walkState<unknown>(
    like,
    {
      leaf: (wanted, written) => {
        if (!isVector(wanted)) return isNumberText(written) ? Number(written) : written;
        if (!isRecord(written) || typeof written.length !== "number") return written;
        return decode(written.data, written.length, written.dtype === "float32" ? "float32" : "float64") ?? written;
      },
      node: (part, written, inside) => {
        if (!isRecord(written)) return written;
        return { ...written, ...Object.fromEntries(Object.keys(part).map((name) => [name, inside(name)])) };
      },
    },
    json,
  );
}

/** Whether it is a number that JSON cannot write, as `plainToJson` writes it. */
function isNumberText(value: unknown): boolean {
  return value === "Infinity" || value === "-Infinity" || value === "NaN" || value === "-0";
}
