import type { Atom, Axis } from "./form.js";

/** A constant that is combined with a value: numbers, and the lengths of their axes. */
interface Aligned {
  readonly dims: readonly number[];
  readonly numbers: ArrayLike<number>;
}

/**
 * The numbers of a constant for each column, or one for all of them, when it is combined with a
 * value of these axes: the last axes stand below each other. Or what does not fit, in words.
 */
export function alignedNumbers(
  { dims, numbers }: Aligned,
  axes: readonly Axis[],
  columns: readonly Atom[],
): ArrayLike<number> | string {
  const shift = axes.length - dims.length;
  const varying = [...dims.keys()].filter((i) => dims[i] !== 1);
  if (varying.length === 0) return numbers;
  if (varying.some((i) => axes[i + shift].atoms.length === 0)) return "it spreads one number over several";
  const along = varying.map((i) => axes[i + shift].atoms);
  if (along.some((atoms) => atoms.some((atom) => !columns.includes(atom))))
    return "its constant differs from sample to sample";
  if (along.length === 1 && along[0].length === columns.length) return numbers;
  return spreadNumbers({ dims, numbers }, axes, columns);
}

/** Repeats the numbers of a constant that varies along some of the axes that the columns have. */
function spreadNumbers(
  { dims, numbers }: Aligned,
  axes: readonly Axis[],
  columns: readonly Atom[],
): ArrayLike<number> | string {
  const lengths = columns.map(({ length }) => (typeof length === "number" ? length : Number.NaN));
  const count = lengths.reduce((product, length) => product * length, 1);
  // Each column needs weights, so a file has room for so many; and the shape may claim anything.
  if (!(count <= mostColumns)) return "its constant stands for columns whose number is not known";
  const shift = axes.length - dims.length;
  // The step in the constant for a step along each atom of the columns.
  const steps = columns.map((column) => {
    let step = 1;
    for (let i = dims.length - 1; i >= 0; i--) {
      const { atoms } = axes[i + shift];
      let inside = step;
      for (let k = atoms.length - 1; k >= 0 && dims[i] !== 1; k--) {
        if (atoms[k] === column) return inside;
        inside *= Number(atoms[k].length);
      }
      step *= dims[i];
    }
    return 0;
  });
  return Float64Array.from({ length: count }, (_, column) => {
    let rest = column;
    let at = 0;
    for (let k = lengths.length - 1; k >= 0; k--) {
      at += (rest % lengths[k]) * steps[k];
      rest = Math.floor(rest / lengths[k]);
    }
    return numbers[at];
  });
}

const mostColumns = 2 ** 24;
