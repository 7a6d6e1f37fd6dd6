import { type ClassReading, isOn, largest } from "../numbers/classes.js";
import type { Matrix } from "../numbers/matrix.js";
import type { Judged } from "./metric.js";

/** Yes or no for each column of each sample, row-major: what was decided, and what is true. */
export interface Decisions {
  readonly columns: number;
  readonly decided: Uint8Array;
  readonly actual: Uint8Array;
  /** Whether the columns are independent, rather than one class of several. */
  readonly areLabels: boolean;
}

/**
 * The decisions that outputs come to. The largest of the columns of classes is a yes; another
 * output is one above the border, or above a threshold. With a threshold the columns of classes
 * are independent too.
 */
export function decide({ output, target }: Judged, reading: ClassReading, threshold: number | undefined): Decisions {
  const { columns } = output;
  const decided: ClassReading =
    threshold === undefined ? reading : { kind: columns === 1 ? "binary" : "labels", border: threshold };
  return {
    columns,
    decided: marks(output, decided),
    actual: marks(target, reading),
    areLabels: decided.kind === "labels",
  };
}

function marks(of: Matrix, reading: ClassReading): Uint8Array {
  const { rows, columns, data } = of;
  const marked = new Uint8Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    if (reading.kind === "classes") marked[r * columns + largest(data, r * columns, columns)] = 1;
    else for (let k = 0; k < columns; k++) marked[r * columns + k] = Number(isOn(of, reading, r, k));
  }
  return marked;
}

/** The weights of the samples of one class: predicted rightly, predicted wrongly, and missed. */
export interface Tally {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
  /** Neither predicted nor actual. */
  readonly rest: number;
  /** Whether a sample, of any weight, is predicted to be in the class or belongs to it. */
  readonly occurs: boolean;
}

/** The tally of each column; of the classes 0 and 1 where there is one column. */
export function tally({ columns, decided, actual }: Decisions, { weights }: Judged): Tally[] {
  const tallies = Array.from({ length: columns }, (_, k): Tally => {
    const sums = [0, 0, 0, 0];
    let occurs = false;
    for (let r = 0; r < weights.length; r++) {
      const kind = 2 * decided[r * columns + k] + actual[r * columns + k];
      sums[kind] += weights[r];
      if (kind > 0) occurs = true;
    }
    return { right: sums[3], wrong: sums[2], missed: sums[1], rest: sums[0], occurs };
  });
  if (columns > 1) return tallies;
  const [{ right, wrong, missed, rest }] = tallies;
  const isZero = (k: number): boolean => decided[k] === 0 || actual[k] === 0;
  const occurs = weights.some((_, r) => isZero(r));
  return [{ right: rest, wrong: missed, missed: wrong, rest: right, occurs }, tallies[0]];
}

/** part / whole, and 0 for 0 / 0. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
