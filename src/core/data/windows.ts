import { DataError, need } from "../checks/errors.js";
import { asGiven, number, readOptions, required } from "../checks/options.js";
import { dtypeOf, Matrix, vector } from "../numbers/matrix.js";
import { count, isSample, readSample, readSamples, type Sample, type Samples } from "../numbers/samples.js";

/** Options of {@link windows}. */
export interface WindowOptions {
  /** The number of steps that are known: the inputs of a row. */
  readonly length: number;
  /** The number of steps after them that are to be forecast: the targets of a row; 1 by default. */
  readonly horizon?: number | undefined;
  /** The steps from the start of one window to the next; 1 by default. */
  readonly stride?: number | undefined;
  /** The columns of the series that are to be forecast, in their order; all by default. */
  readonly targets?: readonly number[] | undefined;
}

/**
 * Rows to learn a forecast from. Row i of x has `length` steps of the series, from step
 * i · `stride` on, and row i of t the `horizon` steps after them: of n steps,
 * ⌊(n − length − horizon) / stride⌋ + 1 rows. A step of the series is a number, or a row of
 * numbers; a row of x or t has the columns of its first step, then those of the next.
 *
 * ```ts
 * import { windows } from "deltarule";
 *
 * const { x, t } = windows([1, 2, 3, 4], { length: 2, horizon: 1 });
 * [...x]; // [Float64Array [1, 2], Float64Array [2, 3]]
 * [...t]; // [Float64Array [3], Float64Array [4]]
 * ```
 *
 * @throws DataError when the series is shorter than a window with its horizon, or has a value that
 * is not a finite number; ShapeError for ragged rows; OptionError for bad options.
 */
export function windows(series: Sample | Samples, options: WindowOptions): { x: Matrix; t: Matrix } {
  const call = "windows";
  const whole = { integer: true, min: 1 };
  const { length, horizon, stride, targets } = readOptions(call, options, {
    length: number(required, whole),
    horizon: number(1, whole),
    stride: number(1, whole),
    targets: asGiven<readonly number[] | undefined>(),
  });
  const from = readSeries(call, series);
  const { rows: steps, columns } = from;
  const rows = Math.floor((steps - length - horizon) / stride) + 1;
  if (rows < 1) {
    const wanted = `${length + horizon}: length ${length} and horizon ${horizon}`;
    throw new DataError(`${call}: the series has ${count(steps, "step")}, wanted at least ${wanted}`);
  }
  const all = Array.from({ length: columns }, (_, c) => c);
  const chosen = targets === undefined ? all : readColumns(call, targets, columns);
  return {
    x: cutSteps(from, { rows, stride, start: 0, steps: length, chosen: all }),
    t: cutSteps(from, { rows, stride, start: length, steps: horizon, chosen }),
  };
}

/** A series of numbers becomes one column. */
function readSeries(call: string, series: Sample | Samples): Matrix {
  const reading = { call, name: "series" };
  if (!isSample(series)) return readSamples(series, reading);
  const { columns, data } = readSample(series, reading);
  return new Matrix(columns, 1, data);
}

function readColumns(call: string, given: readonly number[], columns: number): readonly number[] {
  const wanted = `numbers of columns, from 0 to ${columns - 1}, each once`;
  need(Array.isArray(given) && given.length > 0, call, "targets", given, wanted);
  const seen = new Set<unknown>();
  for (const column of given) {
    const fits = Number.isInteger(column) && column >= 0 && column < columns && !seen.has(column);
    need(fits, call, "a number of targets", column, wanted);
    seen.add(column);
  }
  return [...given];
}

/** Where the steps of the rows stand in a series. */
interface StepPlaces {
  readonly rows: number;
  readonly stride: number;
  /** The first step of row 0. */
  readonly start: number;
  readonly steps: number;
  readonly chosen: readonly number[];
}

/** A row for each window, with the chosen columns of each of its steps. */
function cutSteps({ columns, data }: Matrix, { rows, stride, start, steps, chosen }: StepPlaces): Matrix {
  const into = vector(rows * steps * chosen.length, dtypeOf(data) ?? "float64");
  let at = 0;
  for (let r = 0; r < rows; r++) {
    for (let step = r * stride + start; step < r * stride + start + steps; step++) {
      for (const column of chosen) into[at++] = data[step * columns + column];
    }
  }
  return new Matrix(rows, steps * chosen.length, into);
}
