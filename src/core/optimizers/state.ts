import { isRecord } from "../checks/json.js";
import { isVector } from "../numbers/matrix.js";
import type { OptimizerState } from "./optimizer.js";

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
  return copyPart(state) as State;
}

function copyPart(part: unknown): unknown {
  if (isVector(part)) return part.slice();
  if (!isRecord(part)) return part;
  const copied: Record<string, unknown> = Object.create(Object.getPrototypeOf(part));
  for (const name of Object.keys(part)) copied[name] = copyPart(part[name]);
  return copied;
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
