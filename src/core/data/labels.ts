import { DataError, FormatError, need, OptionError, ShapeError, show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";
import { oneOf, readOptions } from "../checks/options.js";
import { largest } from "../numbers/classes.js";
import { Matrix } from "../numbers/matrix.js";
import { count, isNumeric, readSamples, type Samples } from "../numbers/samples.js";

/** The name of a class. `1` and `"1"` are different labels. */
export type Label = string | number | boolean;

/**
 * Classes by name. Two classes are one column of 0 and 1 where the network has one output, else
 * there is one column a class.
 */
export interface Labels<L extends Label = Label> {
  readonly name: "labels";
  /**
   * The classes, in the order of their columns. In one column `classes[1]` is 1, and `classes[0]`
   * is 0.
   */
  readonly classes: readonly L[];
  /**
   * Rows of targets, 1 for the class and 0 elsewhere: a column a class, or one column for two
   * classes.
   *
   * @throws DataError for no values, or a label that is none of the classes; OptionError for
   * another number of columns.
   */
  encode(values: readonly L[], columns?: number): Matrix;
  /**
   * The class of each row: that of the largest output, or `classes[1]` where one output is above
   * 0.5.
   *
   * @throws ShapeError for rows of another length; DataError for no rows or NaN.
   */
  decode(outputs: Samples): L[];
  /** The classes as JSON. */
  toJSON(): Json;
}

/** Options of {@link labels}. */
export interface LabelOptions {
  /**
   * `"sorted"` by default, as scikit-learn's LabelEncoder: false before true, numbers by size,
   * texts by their UTF-16 code units. `"given"`: in the order in which they first occur.
   */
  readonly order?: "sorted" | "given" | undefined;
}

/**
 * The classes among these values, each once. Sorted, they are the same for every order of the rows.
 *
 * ```ts
 * import { labels } from "deltarule";
 *
 * const pets = labels(["dog", "cat", "dog"]);
 * pets.classes; // ["cat", "dog"]
 * pets.encode(["dog"], 1).data; // Float64Array [1]
 * pets.decode([[0.9, 0.1]]); // ["cat"]
 * ```
 *
 * @throws DataError for fewer than two classes, or a value that is not a text, a finite number or a
 * boolean.
 */
export function labels<const L extends Label>(values: readonly L[], options: LabelOptions = {}): Labels<L> {
  const { order } = readOptions("labels", options, { order: oneOf("sorted", ["sorted", "given"]) });
  const classes = [...new Set(readLabels("labels", values))];
  if (classes.length < 2) throw new DataError(`labels: there is one class, ${show(classes[0])}, wanted two or more`);
  return labelsOf(order === "given" ? classes : classes.sort(compareLabels));
}

/** The Labels of these classes, in this order. */
function labelsOf<L extends Label>(given: readonly L[]): Labels<L> {
  const classes = Object.freeze([...given]);
  const places = new Map<unknown, number>(classes.map((label, k) => [label, k]));
  return Object.freeze<Labels<L>>({
    name: "labels",
    classes,
    encode: (values, columns = classes.length) => {
      const call = "labels.encode";
      const wanted = classes.length === 2 ? "1 or 2" : `${classes.length}, the number of classes`;
      need(fits(columns, classes.length), call, "columns", columns, wanted);
      const read = readLabels(call, values);
      const data = new Float64Array(read.length * columns);
      for (const [r, label] of read.entries()) {
        const place = places.get(label);
        if (place === undefined) throw unknownLabel(`${call}: label ${r}`, label, classes);
        if (columns === 1) data[r] = place;
        else data[r * columns + place] = 1;
      }
      return new Matrix(read.length, columns, data);
    },
    decode: (outputs) => {
      const { rows, columns, data } = readSamples(outputs, { call: "labels.decode", name: "outputs" });
      if (!fits(columns, classes.length)) {
        const held = count(columns, "column");
        throw new ShapeError(`labels.decode: the outputs have ${held}, there are ${classes.length} classes`);
      }
      return Array.from({ length: rows }, (_, r) => {
        return classes[columns === 1 ? Number(data[r] > 0.5) : largest(data, r * columns, columns)];
      });
    },
    toJSON: () => ({ name: "labels", classes: [...classes] }),
  });
}

/** Whether so many columns hold so many classes. */
function fits(columns: number, classes: number): boolean {
  return columns === classes || (columns === 1 && classes === 2);
}

/** An error that names the known values. */
export function unknownLabel(subject: string, label: Label, known: readonly Label[]): DataError {
  const twin = known.find((one) => String(one) === String(label));
  const hint = twin === undefined ? "" : `; ${show(twin)} is a ${typeof twin}, not a ${typeof label}`;
  return new DataError(`${subject} is ${show(label)}, wanted one of ${listed(known)}${hint}`);
}

/** The first 20 of some values, for a message. */
function listed(values: readonly Label[]): string {
  const shown = values.slice(0, 20).map(show).join(", ");
  return values.length > 20 ? `${shown} and ${values.length - 20} more` : shown;
}

/** False before true, before numbers by size, before texts by their UTF-16 code units. */
export function compareLabels(a: Label, b: Label): number {
  const kinds = ["boolean", "number", "string"];
  const apart = kinds.indexOf(typeof a) - kinds.indexOf(typeof b);
  return apart !== 0 ? apart : a < b ? -1 : Number(a > b);
}

/** Whether it is a text, a finite number or a boolean. */
export function isLabel(value: unknown): value is Label {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/** Whether these are labels rather than rows of numbers: the first one is no row. */
export function areLabels(values: unknown): values is readonly Label[] {
  return Array.isArray(values) && values.length > 0 && (typeof values[0] !== "object" || values[0] === null);
}

/** The values, each checked; −0 is 0. */
function readLabels<L extends Label>(call: string, values: readonly L[]): L[] {
  if (!isNumeric(values)) throw new OptionError(`${call}: the labels are ${show(values)}, wanted an array of labels`);
  if (values.length === 0) throw new DataError(`${call}: there are no labels`);
  return Array.from(values, (label: L, r) => {
    if (isLabel(label)) return Object.is(label, -0) ? (Math.abs(Number(label)) as L) : label;
    throw new DataError(`${call}: label ${r} is ${show(label)}, wanted a text, a finite number or a boolean`);
  });
}

/** The Labels that a file describes. Throws a FormatError that begins with `place`. */
export function labelsFromJson(place: string, json: unknown): Labels {
  return labelsOf(classesFromJson(place, json));
}

/** Their classes alone. */
export function classesFromJson(place: string, json: unknown): readonly Label[] {
  const { classes } = isRecord(json) ? json : {};
  const isList = Array.isArray(classes) && classes.length > 1 && classes.every(isLabel);
  if (!isList || new Set(classes).size !== classes.length)
    throw new FormatError(`${place} has classes that are not a list of two or more different labels`);
  return classes;
}
