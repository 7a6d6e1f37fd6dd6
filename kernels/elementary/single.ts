/*
 * Functions of one number, for the files of src/core/numbers/elementary that are compiled as they
 * are: scripts/kernels.ts gives them this file in place of exp.ts.
 */
import { expSum as expSums } from "./exp";
import { first } from "./pair";

/** `e^(x + low)` for a `low` far below the last bits of 1. */
export function expSum(x: f64, low: f64): f64 {
  return first(expSums(f64x2.splat(x), f64x2.splat(low)));
}
