import { env } from "node:process";

/** The part of a long run that is wanted: DELTARULE_LONG, 1 for all of it, 0 if it is not set. */
const part = Number(env.DELTARULE_LONG ?? 0);

/** The number of cases for a property: `usual`, or `long` in a long run. */
export function runs(usual: number, long = 100_000): number {
  return part > 0 ? Math.ceil(part * long) : usual;
}
