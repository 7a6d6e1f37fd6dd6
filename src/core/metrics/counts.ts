import { classOf } from "../numbers/classes.js";
import type { Matrix } from "../numbers/matrix.js";

/** How often each class was meant and named: row = the target's class, column = the output's. */
export function countPairs(output: Matrix, target: Matrix): Matrix {
  const classes = Math.max(output.columns, 2);
  const counts: Matrix = { rows: classes, columns: classes, data: new Float64Array(classes * classes) };
  for (let r = 0; r < output.rows; r++) counts.data[classOf(target, r) * classes + classOf(output, r)]++;
  return counts;
}

/** How one class fared: rightly named, wrongly named, missed. */
export interface Tally {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

/**
 * A score of each class, averaged: of one output the score of class 1 alone, of several the plain mean over the classes that occur among
 * the targets or the outputs (macro average, as in scikit-learn).
 */
export function average(output: Matrix, target: Matrix, score: (tally: Tally) => number): number {
  const { columns, data } = countPairs(output, target);
  const tallies = Array.from({ length: columns }, (_, k): Tally => {
    let named = 0;
    let meant = 0;
    for (let other = 0; other < columns; other++) {
      named += data[other * columns + k];
      meant += data[k * columns + other];
    }
    const right = data[k * columns + k];
    return { right, wrong: named - right, missed: meant - right };
  });
  if (output.columns === 1) return score(tallies[1]);
  const present = tallies.filter(({ right, wrong, missed }) => right + wrong + missed > 0);
  return present.reduce((sum, tally) => sum + score(tally), 0) / present.length;
}

/** part / whole, and 0 of nothing. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
