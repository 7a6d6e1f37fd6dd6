/** A length that the file does not say; two values that share one have the same length. */
export class UnknownLength {}

/** The length of an axis. */
export type Length = number | UnknownLength;

/**
 * What an axis is made of: an axis of the graph's input, or the columns that a layer gives. An axis
 * of length 1 is made of nothing, so it may be moved, added and left out.
 */
export interface Atom {
  readonly length: Length;
  /** The position among the axes of the input; 0 for the columns of a layer. */
  readonly order: number;
}

export interface Axis {
  readonly length: Length;
  /** Row-major: the last one varies fastest. */
  readonly atoms: readonly Atom[];
}

/** The shape of a computed value, with the meaning of each axis. */
export interface Form {
  readonly axes: readonly Axis[];
  /**
   * The columns of the last layer before this value; every other axis counts samples. `null` before
   * the first layer, whose product says which axes of the input are its columns.
   */
  readonly columns: readonly Atom[] | null;
  /** TensorProto.DataType; 0 if unknown. */
  readonly type: number;
}

/** An axis that is made of one thing. */
export function axisOf(length: Length, order: number): Axis {
  return { length, atoms: length === 1 ? [] : [{ length, order }] };
}

export const single: Axis = { length: 1, atoms: [] };

/** Whether two lists have the same atoms in the same order. */
export function sameAtoms(some: readonly Atom[], others: readonly Atom[]): boolean {
  return some.length === others.length && some.every((atom, i) => atom === others[i]);
}

/** Several axes as one. */
export function mergeAxes(axes: readonly Axis[]): Axis {
  const lengths = axes.map(({ length }) => length).filter((length) => length !== 1);
  let length: Length = lengths.length === 1 ? lengths[0] : 1;
  if (lengths.length > 1)
    length = lengths.every((each) => typeof each === "number")
      ? lengths.reduce((product: number, each) => product * Number(each), 1)
      : new UnknownLength();
  return { length, atoms: axes.flatMap(({ atoms }) => atoms) };
}

/**
 * The axes of a value with another shape, or a sentence that says what does not fit. A target of −1
 * takes what the others leave. Neighbours may become one axis, but no axis is cut.
 */
export function reshapeAxes(axes: readonly Axis[], target: readonly Length[]): readonly Axis[] | string {
  const wanted = resolveRest(axes, target);
  if (typeof wanted === "string") return wanted;
  let [start, end] = [0, 0];
  const front: Axis[] = [];
  const back: Axis[] = [];
  const left = (): number => Math.min(axes.length, wanted.length) - start - end;
  // Equal lengths at the end and at the front stay what they are.
  while (left() > 0 && axes[axes.length - 1 - end].length === wanted[wanted.length - 1 - end])
    back.unshift(axes[axes.length - 1 - end++]);
  while (left() > 0 && axes[start].length === wanted[start]) front.push(axes[start++]);
  const middle = regroup(axes.slice(start, axes.length - end), wanted.slice(start, wanted.length - end));
  return typeof middle === "string" ? middle : [...front, ...middle, ...back];
}

/** Replaces −1 by the length that the others leave. */
function resolveRest(axes: readonly Axis[], target: readonly Length[]): readonly Length[] | string {
  const at = target.indexOf(-1);
  if (at === -1) return target;
  if (target.indexOf(-1, at + 1) !== -1) return "its shape has two lengths of −1";
  const unknown = axes.map(({ length }) => length).filter((length) => typeof length !== "number");
  let product = axes.reduce((sum, { length }) => sum * (typeof length === "number" ? length : 1), 1);
  for (const [i, length] of target.entries()) {
    if (i === at) continue;
    if (typeof length === "number") product /= length;
    else if (unknown.includes(length)) unknown.splice(unknown.indexOf(length), 1);
    else return "its shape has a length that is not the input's";
  }
  if (unknown.length === 0 && !Number.isSafeInteger(product)) return "its shape does not fit the numbers before it";
  const rest =
    unknown.length === 0 ? product : unknown.length === 1 && product === 1 ? unknown[0] : new UnknownLength();
  return target.map((length, i) => (i === at ? rest : length));
}

const cutting = "it cuts rows into pieces, or joins the rows of several samples";

/** The axes as others with as many numbers: at most one of the new ones has all of what varies. */
function regroup(axes: readonly Axis[], wanted: readonly Length[]): readonly Axis[] | string {
  const many = wanted.filter((length) => length !== 1).length;
  const known = (part: readonly Axis[]): boolean => part.every(({ length }) => typeof length === "number");
  const product = (part: readonly Axis[]): number =>
    part.reduce((sum, { length }) => sum * (typeof length === "number" ? length : 1), 1);
  const fits = (part: readonly Axis[], length: Length): boolean =>
    typeof length !== "number" || (known(part) ? product(part) === length : length % product(part) === 0);
  if (many === 0) return fits(axes, 1) ? wanted.map(() => single) : cutting;
  if (many === 1) {
    const { atoms } = mergeAxes(axes);
    const length = wanted.find((each) => each !== 1) ?? 1;
    return fits(axes, length) ? wanted.map((each) => (each === 1 ? single : { length: each, atoms })) : cutting;
  }
  // The first axis counts samples, and the others become their columns.
  const [samples, ...others] = axes.filter(({ length }) => length !== 1);
  const [count, columns] = wanted.filter((length) => length !== 1);
  if (many > 2 || samples === undefined || others.length === 0) return cutting;
  if (!fits([samples], count) || !fits(others, columns)) return cutting;
  const merged: Axis = { length: columns, atoms: mergeAxes(others).atoms };
  const given = [{ length: count, atoms: samples.atoms }, merged];
  return wanted.map((length) => (length === 1 ? single : (given.shift() ?? single)));
}

/** A position from −rank to rank − 1 as one from 0; `undefined` for one outside. */
export function positionOf(axis: number, rank: number): number | undefined {
  const position = axis < 0 ? axis + rank : axis;
  return position >= 0 && position < rank ? position : undefined;
}

/** The axes without those at these positions, or without all of length 1; or a sentence. */
export function squeezeAxes(axes: readonly Axis[], positions: readonly number[] | undefined): readonly Axis[] | string {
  if (positions === undefined) return axes.filter(({ length }) => length !== 1);
  const gone = new Set(positions.map((position) => positionOf(position, axes.length)));
  for (const position of gone) {
    if (position === undefined) return "it names an axis that the value before it does not have";
    const { length } = axes[position];
    if (typeof length === "number" && length !== 1) return `it leaves out an axis of ${length}`;
  }
  return axes.filter((_, i) => !gone.has(i));
}

/** The axes with new ones of length 1, at these positions of the result; or a sentence. */
export function unsqueezeAxes(axes: readonly Axis[], positions: readonly number[]): readonly Axis[] | string {
  const rank = axes.length + positions.length;
  const added = new Set(positions.map((position) => positionOf(position, rank)));
  if (added.size !== positions.length || added.has(undefined)) return "it adds axes at positions that do not exist";
  const rest = [...axes];
  return Array.from({ length: rank }, (_, i) => (added.has(i) ? single : (rest.shift() ?? single)));
}

/** The axes in another order, by default the reverse one; or a sentence. */
export function permuteAxes<Each>(
  axes: readonly Each[],
  order: readonly number[] | undefined,
): readonly Each[] | string {
  const from = order ?? axes.map((_, i) => axes.length - 1 - i);
  const isOrder = from.length === axes.length && axes.every((_, i) => from.includes(i));
  return isOrder ? from.map((i) => axes[i]) : "its perm is not an order of the axes before it";
}
