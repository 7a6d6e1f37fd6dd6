import type { Diagnosis, Pattern } from "./diagnosis.js";
import { isZero, near, ratioOf, showRatio } from "./patterns.js";
import type { Entry } from "./report.js";

/** What may be wrong with a gradient of which nothing else is known. */
export function diagnoseVector(entries: readonly Entry[], { repeats }: { readonly repeats: boolean }): Diagnosis {
  const told = (pattern: Pattern, message: string, ratio: number | null = null): Diagnosis => ({
    pattern,
    scope: "everything",
    ratio,
    message,
  });
  if (!repeats)
    return told(
      "random",
      "the same call gives other numbers each time: something random, or a state that is kept, is inside.",
    );
  const compared = entries
    .filter(
      ({ status, index }) =>
        (status === "ok" || status === "fail" || status === "flat") && typeof index[0] === "number",
    )
    .sort((one, other) => Number(one.index[0]) - Number(other.index[0]));
  const given = compared.map(({ analytic }) => analytic);
  const wanted = compared.map(({ numeric }) => numeric);
  const failed = compared.filter(({ status }) => status === "fail");
  if (given.some(Number.isNaN)) return told("not a number", "the gradient holds NaN.");
  if (isZero(given)) return told("zero", "the gradient is 0 throughout.", 0);
  const ratio = ratioOf(given, wanted);
  if (ratio !== null && Math.abs(ratio + 1) < 1e-3) return told("sign", "every sign is flipped.", -1);
  if (ratio !== null) return told("factor", `every number is ${showRatio(ratio)} times what it should be.`, ratio);
  if (near([...given].reverse(), wanted)) return told("transposed gradient", "the order is reversed.");
  for (let rows = 2; rows <= given.length / 2; rows++) {
    const columns = given.length / rows;
    if (Number.isInteger(columns) && near(transposed(given, rows, columns), wanted))
      return told(
        "transposed gradient",
        `the numbers are right, but transposed: ${columns} × ${rows} for ${rows} × ${columns}.`,
      );
  }
  if (failed.length <= compared.length / 4 && compared.length > 1) {
    const where = failed.slice(0, 4).map(({ index }) => index.join(", "));
    const more = failed.length > 4 ? ", …" : "";
    return told(
      "few entries",
      `only ${failed.length} of ${compared.length} are wrong: number ${where.join(", ")}${more}.`,
    );
  }
  return told("unknown", "the errors have no pattern that the checker knows.");
}

/** The numbers of a rows × columns matrix, read from one that is stored column by column. */
export function transposed(of: ArrayLike<number>, rows: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, k) => of[(k % columns) * rows + Math.floor(k / columns)]);
}
