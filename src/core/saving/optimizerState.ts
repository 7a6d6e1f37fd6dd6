import { isRecord } from "../checks/json.js";
import { isVector } from "../numbers/matrix.js";
import type { OptimizerState } from "../optimizers/optimizer.js";

/** Remembers what a part of a state, or all of it, holds; the function that it returns puts that back in place, and gives it. */
export function keepState<Part extends OptimizerState[string]>(part: Part): () => Part {
  if (isVector(part)) {
    const copy = part.slice();
    return () => {
      part.set(copy);
      return part;
    };
  }
  if (typeof part === "number") return () => part;
  const state: OptimizerState = part;
  const parts = Object.entries(state).map(([name, value]) => [name, keepState(value)] as const);
  return () => {
    for (const name of Object.keys(state)) delete state[name];
    for (const [name, restore] of parts) state[name] = restore();
    return part;
  };
}

/** Where a state lacks what `like` has, as a sentence; `null` when it has it all: numbers, and vectors of the same length and type. */
export function flawOf(state: unknown, like: OptimizerState[string], place: string): string | null {
  if (typeof like === "number") return typeof state === "number" ? null : `${place} is no number`;
  if (isVector(like)) {
    const type = like.constructor.name;
    if (!isVector(state) || state.constructor !== like.constructor) return `${place} is no ${type}`;
    return state.length === like.length ? null : `${place} has ${state.length} numbers, wanted ${like.length}`;
  }
  if (!isRecord(state)) return `${place} is no object`;
  for (const [name, value] of Object.entries(like)) {
    const flaw = flawOf(state[name], value, `${place}.${name}`);
    if (flaw !== null) return flaw;
  }
  return null;
}
