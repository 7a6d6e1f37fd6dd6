import { cos } from "../numbers/elementary/index.js";

/** From `start` to `end` along half a cosine, as `done` goes from 0 to 1. */
export function anneal(start: number, end: number, done: number): number {
  return end + (start - end) * ((1 + cos(Math.PI * done)) / 2);
}
