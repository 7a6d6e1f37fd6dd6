import { isVector } from "../matrix.js";
import type { OptimizerState } from "../optimizers/optimizer.js";

/** Remembers what a state holds; the function that it returns puts all of that back in place. */
export function keepState(state: OptimizerState): () => void {
  const undo = Object.entries(state).map(([name, value]): (() => void) => {
    const restore = keepValue(value);
    return () => {
      state[name] = value;
      restore();
    };
  });
  const names = new Set(Object.keys(state));
  return () => {
    for (const name of Object.keys(state)) if (!names.has(name)) delete state[name];
    for (const restore of undo) restore();
  };
}

function keepValue(value: OptimizerState[string]): () => void {
  if (typeof value === "number") return () => {};
  if (!isVector(value)) return keepState(value);
  const copy = value.slice();
  return () => value.set(copy);
}

/** Where a state lacks what `like` has, as a sentence; `null` when it has it all: numbers, and vectors of the same length and type. */
export function flawOf(state: unknown, like: OptimizerState[string], place: string): string | null {
  if (typeof like === "number") return typeof state === "number" ? null : `${place} is no number`;
  if (!isVector(like)) {
    if (typeof state !== "object" || state === null) return `${place} is no object`;
    const fields = state as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(like)) {
      const flaw = flawOf(fields[name], value, `${place}.${name}`);
      if (flaw !== null) return flaw;
    }
    return null;
  }
  const type = like.constructor.name;
  if (!isVector(state) || state.constructor !== like.constructor) return `${place} is no ${type}`;
  return state.length === like.length ? null : `${place} has ${state.length} numbers, wanted ${like.length}`;
}
