import { activations } from "./activations.js";
import { elementary } from "./elementary.js";

/** A function or constant to put into a file. */
export interface Piece {
  readonly name: string;
  readonly code: string;
}

/** The library's functions of these names and all that they need, each after what it needs. A leaf brings nothing along. */
export function collect(names: readonly string[], isLeaf: (name: string) => boolean = () => false): readonly Piece[] {
  const found = new Map<string, Piece>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const text = { ...elementary, ...activations }[name];
    const end = text.indexOf("|");
    const needs = isLeaf(name) ? "" : text.slice(0, end);
    for (const need of needs.split(" ")) if (need !== "") visit(need);
    found.set(name, { name, code: text.slice(end + 1) });
  };
  for (const name of names) visit(name);
  return [...found.values()];
}
