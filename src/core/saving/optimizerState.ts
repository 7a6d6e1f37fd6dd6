import { show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";
import { dtypeOf, isVector } from "../numbers/matrix.js";
import type { OptimizerState } from "../optimizers/optimizer.js";
import { decode, encode } from "./base64.js";

/** The functions that `walkState` calls with the parts of a state. */
export interface StateWalk<Made> {
  /** For a number, a vector, or any other value that holds no parts. */
  leaf(value: unknown, beside: unknown, path: readonly string[]): Made;
  /** For a state: `inside` walks into the part with this name. */
  node(state: Record<string, unknown>, beside: unknown, inside: (name: string) => Made, path: readonly string[]): Made;
}

/**
 * Walks through a state and the states within it. `beside` is a second value, such as the JSON of
 * the state; each function receives the part of it in the same place, or undefined.
 */
export function walkState<Made>(
  state: unknown,
  walk: StateWalk<Made>,
  beside?: unknown,
  path: readonly string[] = [],
): Made {
  if (isVector(state) || !isRecord(state)) return walk.leaf(state, beside, path);
  const inside = (name: string): Made => walkState(state[name], walk, Object(beside)[name], [...path, name]);
  return walk.node(state, beside, inside, path);
}

/** A copy of a state that shares no numbers with it. */
export function copyState<State extends OptimizerState>(state: State): State {
  const copied = walkState<unknown>(state, {
    leaf: (value) => (isVector(value) ? value.slice() : value),
    node: (part, _beside, inside) => {
      const copies = Object.keys(part).map((name) => [name, inside(name)]);
      return Object.assign(Object.create(Object.getPrototypeOf(part)), Object.fromEntries(copies));
    },
  });
  return copied as State;
}

/** Copies the numbers of a state. The function that it returns writes them back in place. */
export function keepState(state: OptimizerState): () => unknown {
  return walkState<() => unknown>(state, {
    leaf: (value) => {
      if (!isVector(value)) return () => value;
      const copy = value.slice();
      return () => {
        value.set(copy);
        return value;
      };
    },
    node: (part, _beside, inside) => {
      const kept = Object.keys(part).map((name) => [name, inside(name)] as const);
      return () => {
        for (const name of Object.keys(part)) delete part[name];
        for (const [name, restore] of kept) part[name] = restore();
        return part;
      };
    },
  });
}

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
        if (typeof wanted === "number") return typeof given === "number" ? null : `${at(path)} is no number`;
        if (!isVector(wanted)) return `${at(path)} is no object`;
        if (!isVector(given) || dtypeOf(given) !== dtypeOf(wanted))
          return `${at(path)} is no ${wanted.constructor.name}`;
        if (given.length === wanted.length) return null;
        return `${at(path)} has ${given.length} numbers, wanted ${wanted.length}`;
      },
      node: (part, given, inside, path) => {
        if (!isRecord(given)) return `${at(path)} is no object`;
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
