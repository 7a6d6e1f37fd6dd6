import type { Rest } from "./trace.js";

/** How much of a network a trace shows. */
export interface Limit {
  readonly neurons: number;
  readonly terms: number;
}

/** The places, in order, of the `limit` largest of `length` numbers. */
export function largest(length: number, limit: number, size: (at: number) => number): number[] {
  const places = Array.from({ length }, (_, at) => at);
  if (length <= limit) return places;
  places.sort((one, other) => Math.abs(size(other)) - Math.abs(size(one)) || one - other);
  return places.slice(0, limit).sort((one, other) => one - other);
}

/** What the places that were not chosen add up to. */
export function restOf(length: number, chosen: readonly number[], size: (at: number) => number): Rest | null {
  if (chosen.length === length) return null;
  const shown = new Set(chosen);
  let sum = 0;
  for (let at = 0; at < length; at++) if (!shown.has(at)) sum += size(at);
  return { count: length - chosen.length, sum };
}
