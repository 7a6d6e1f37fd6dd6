import { DataError, OptionError, show } from "../errors.js";
import { type Matrix, vector } from "../matrix.js";
import { checkNumber } from "../options.js";

/**
 * One row per class number, 1 in that class's column and 0 elsewhere: samples × `count`, which is the largest class + 1
 * unless given.
 *
 * @throws DataError when there are none, or one is not a whole number from 0 to `count` − 1.
 */
export function oneHot(classes: ArrayLike<number>, count?: number): Matrix {
  if (count !== undefined) checkNumber("oneHot", "count", count, { integer: true, min: 1 });
  if (typeof classes !== "object" || classes === null || typeof classes.length !== "number") {
    throw new OptionError(`oneHot: the classes are ${show(classes)}, wanted an array of numbers`);
  }
  if (classes.length === 0) throw new DataError("oneHot: there are no classes");
  let largest = 0;
  for (let r = 0; r < classes.length; r++) {
    const value: unknown = classes[r];
    const limit = count ?? 2 ** 31;
    if (!(typeof value === "number" && Number.isInteger(value) && value >= 0 && value < limit)) {
      const range = count === undefined ? "from 0" : `from 0 to ${count - 1}`;
      throw new DataError(`oneHot: class ${r} is ${show(value)}, wanted a whole number ${range}`);
    }
    largest = Math.max(largest, value);
  }
  const columns = count ?? largest + 1;
  const data = vector(classes.length * columns, "float64");
  for (let r = 0; r < classes.length; r++) data[r * columns + classes[r]] = 1;
  return { rows: classes.length, columns, data };
}
