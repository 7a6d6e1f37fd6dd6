import { matrix } from "../../core/index.js";
import { transposeMatrix } from "../matrices.js";
import { firstFour, ratioText } from "../text.js";
import { type Diagnosis, type Entry, wholeDiagnosis } from "./report.js";

/**
 * Whether two vectors agree, number by number: relative to the larger of the two, and to a
 * thousandth of the largest number of `other`.
 */
export function isNear(one: ArrayLike<number>, other: ArrayLike<number>, tolerance = 1e-4): boolean {
  if (one.length !== other.length) return false;
  const scale = largestMagnitude(other);
  for (let k = 0; k < one.length; k++) {
    const room = tolerance * (Math.max(Math.abs(one[k]), Math.abs(other[k])) + 1e-3 * scale);
    if (!(Math.abs(one[k] - other[k]) <= room)) return false;
  }
  return true;
}

/** The r with `given` = r · `wanted`; `null` where there is none. */
export function commonRatio(given: ArrayLike<number>, wanted: ArrayLike<number>, tolerance?: number): number | null {
  let dot = 0;
  let square = 0;
  for (let k = 0; k < wanted.length; k++) {
    dot += given[k] * wanted[k];
    square += wanted[k] * wanted[k];
  }
  const ratio = dot / square;
  if (!Number.isFinite(ratio)) return null;
  const scaled = Float64Array.from(wanted, (one) => ratio * one);
  return isNear(given, scaled, tolerance) ? ratio : null;
}

/** max |xₖ|. */
export function largestMagnitude(of: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < of.length; k++) most = Math.max(most, Math.abs(of[k]));
  return most;
}

/** Whether all numbers are exactly 0. */
export function isAllZero(of: ArrayLike<number>): boolean {
  return largestMagnitude(of) === 0 && !Array.from(of).some(Number.isNaN);
}

/** The likely mistake in a gradient, from its numbers alone. */
export function diagnoseVector(entries: readonly Entry[], { repeats }: { readonly repeats: boolean }): Diagnosis {
  if (!repeats)
    return wholeDiagnosis(
      "random",
      "the same call gives other numbers each time: it depends on something random, or on a state that it keeps.",
    );
  const compared = entries
    .filter(({ status, index }) => status !== "kink" && typeof index[0] === "number")
    .sort((one, other) => Number(one.index[0]) - Number(other.index[0]));
  const given = Float64Array.from(compared, ({ analytic }) => analytic);
  const wanted = Float64Array.from(compared, ({ numeric }) => numeric);
  const failed = compared.filter(({ status }) => status === "fail");
  if (given.some(Number.isNaN)) return wholeDiagnosis("not a number", "the gradient holds NaN.");
  if (isAllZero(given)) return wholeDiagnosis("zero", "the gradient is 0 throughout.", 0);
  const ratio = commonRatio(given, wanted);
  if (ratio !== null && Math.abs(ratio + 1) < 1e-3) return wholeDiagnosis("sign", "every sign is flipped.", -1);
  if (ratio !== null)
    return wholeDiagnosis("factor", `every number is ${ratioText(ratio)} times what it should be.`, ratio);
  if (isNear(given.slice().reverse(), wanted)) return wholeDiagnosis("transposed gradient", "the order is reversed.");
  for (let rows = 2; rows <= given.length / 2; rows++) {
    const columns = given.length / rows;
    if (Number.isInteger(columns) && isNear(transposeMatrix(matrix(columns, rows, given)).data, wanted))
      return wholeDiagnosis(
        "transposed gradient",
        `the numbers are right, but transposed: ${columns} × ${rows} for ${rows} × ${columns}.`,
      );
  }
  if (failed.length <= compared.length / 4 && compared.length > 1) {
    const where = firstFour(failed.map(({ index }) => index.join(", ")));
    return wholeDiagnosis("few entries", `only ${failed.length} of ${compared.length} are wrong: number ${where}.`);
  }
  return wholeDiagnosis("unknown", "the errors have no pattern that the checker knows.");
}
