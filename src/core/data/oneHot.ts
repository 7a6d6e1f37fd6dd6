import { DataError, OptionError, show } from "../checks/errors.js";
import { checkNumber } from "../checks/options.js";
import { classOfRows, needOneClass } from "../numbers/classes.js";
import { Matrix, vector } from "../numbers/matrix.js";
import { isMatrix, isSample, readSamples, type Samples } from "../numbers/samples.js";

/**
 * One row per class number, with 1 in the column of that class and 0 elsewhere: samples × `count`,
 * by default the largest class + 1. The class numbers are a list, a matrix of one column, or rows
 * of one number.
 *
 * ```ts
 * import { oneHot } from "deltarule";
 *
 * const t = oneHot([2, 0]);
 * [...t]; // [Float64Array [0, 0, 1], Float64Array [1, 0, 0]]
 * ```
 *
 * @throws DataError when there are none, or one is not a whole number from 0 to `count` − 1.
 */
export function oneHot(given: ArrayLike<number> | Samples, count?: number): Matrix {
  const classes = areRows(given) ? readSamples(given, { call: "oneHot", name: "classes", columns: 1 }).data : given;
  if (count !== undefined) checkNumber("oneHot", "count", count, { integer: true, min: 1 });
  const columns = count ?? largestClass("oneHot", classes) + 1;
  largestClass("oneHot", classes, columns);
  const data = vector(classes.length * columns, "float64");
  for (let r = 0; r < classes.length; r++) data[r * columns + classes[r]] = 1;
  return new Matrix(classes.length, columns, data);
}

/**
 * Sample weights that give every class the same weight: `n / (k · nᶜ)` for a sample of class c,
 * with n samples in k classes, nᶜ of them in c. Their mean is 1. For `sampleWeights`;
 * scikit-learn's "balanced". The classes are whole numbers from 0, or −1 and 1, or targets with one
 * class a row.
 *
 * ```ts
 * import { balanced } from "deltarule";
 *
 * balanced([0, 0, 0, 1]); // Float64Array [0.6667, 0.6667, 0.6667, 2]
 * ```
 *
 * @throws DataError when there are none, or something else is among them.
 */
export function balanced(targets: ArrayLike<number> | Samples): Float64Array {
  const classes = classNumbers("balanced", targets);
  const counts = new Map<number, number>();
  for (let r = 0; r < classes.length; r++) counts.set(classes[r], (counts.get(classes[r]) ?? 0) + 1);
  return Float64Array.from(classes, (c) => classes.length / (counts.size * (counts.get(c) ?? 0)));
}

function areRows(given: ArrayLike<number> | Samples): given is Samples {
  return isMatrix(given) || (Array.isArray(given) && given.length > 0 && !isSample(given));
}

/** The classes of the rows, or the class numbers that were given, checked. */
function classNumbers(call: string, given: ArrayLike<number> | Samples): ArrayLike<number> {
  if (areRows(given)) {
    const targets = readSamples(given, { call, name: "targets" });
    return classOfRows(targets, needOneClass(call, targets));
  }
  const areSigns = Array.prototype.every.call(Object(given), (sign) => sign === 1 || sign === -1);
  if (!areSigns || !(given?.length > 0)) largestClass(call, given);
  return given;
}

/** The largest class number. Throws unless all are whole numbers, from 0 and below `count`. */
function largestClass(call: string, classes: ArrayLike<number>, count?: number): number {
  if (typeof classes !== "object" || classes === null || typeof classes.length !== "number") {
    throw new OptionError(`${call}: the classes are ${show(classes)}, wanted an array of numbers`);
  }
  if (classes.length === 0) throw new DataError(`${call}: there are no classes`);
  let largest = 0;
  for (let r = 0; r < classes.length; r++) {
    const value: unknown = classes[r];
    if (!(typeof value === "number" && Number.isInteger(value) && value >= 0 && value < (count ?? 2 ** 31))) {
      const range = count === undefined ? "from 0" : `from 0 to ${count - 1}`;
      throw new DataError(`${call}: class ${r} is ${show(value)}, wanted a whole number ${range}`);
    }
    largest = Math.max(largest, value);
  }
  return largest;
}
