import { checkNumber } from "./checks/options.js";
import { cos, log } from "./numbers/elementary/index.js";
import { uniform } from "./numbers/random.js";

/**
 * One initial weight of a layer. `random()` is uniform in [0, 1). A layer asks for its weights
 * row by row, and gives the same `random` for all of them.
 */
export type Initializer = (inputs: number, outputs: number, random: () => number) => number;

/**
 * Uniform in ±√(6 / (inputs + outputs)): preserves the variance of a and δ through layers of tanh
 * and sigmoid.
 *
 * Source: Glorot and Bengio 2010, equation 16 ("normalized initialization"; Xavier uniform in
 * PyTorch).
 *
 * ```ts
 * import { glorot, Layer, tanh } from "deltarule";
 *
 * const layer = new Layer(4, 8, tanh, { initializer: glorot });
 * ```
 */
export const glorot: Initializer = (inputs, outputs, random) => uniform(Math.sqrt(6 / (inputs + outputs)), random);

/**
 * Uniform in ±√(6 / inputs), variance 2 / inputs: for relu and similar activations, which pass on
 * half of z.
 *
 * Source: He et al. 2015, equation 10 (Kaiming uniform with gain √2 and fan-in in PyTorch).
 *
 * ```ts
 * import { he, Layer, relu } from "deltarule";
 *
 * const layer = new Layer(4, 8, relu, { initializer: he });
 * ```
 */
export const he: Initializer = (inputs, _outputs, random) => uniform(Math.sqrt(6 / inputs), random);

/**
 * Uniform in ±√(3 / inputs), variance 1 / inputs: for selu, which assumes it.
 *
 * Source: LeCun et al. 1998, "Efficient BackProp", equation 16.
 *
 * ```ts
 * import { Layer, leCun, selu } from "deltarule";
 *
 * const layer = new Layer(4, 8, selu, { initializer: leCun });
 * ```
 */
export const leCun: Initializer = (inputs, _outputs, random) => uniform(Math.sqrt(3 / inputs), random);

/**
 * Normally distributed around 0 with this standard deviation (Box and Muller 1958). Keras'
 * RandomNormal, whose `stddev` is 0.05 unless given too; PyTorch's `normal_`, with 1.
 *
 * ```ts
 * import { Layer, normal, tanh } from "deltarule";
 *
 * const layer = new Layer(4, 8, tanh, { initializer: normal(0.05) });
 * ```
 *
 * @throws OptionError when the deviation is not a number from 0.
 */
export function normal(deviation = 0.05): Initializer {
  checkNumber("normal", "deviation", deviation, { min: 0 });
  return (_inputs, _outputs, random) => deviation * gaussian(random);
}

/**
 * A random matrix W with `WWᵀ = gain² I`, or `WᵀW = gain² I` where it has more rows than columns:
 * it keeps the length of what goes forward, or back. The rows (or columns) are random directions,
 * each made perpendicular to those before it (Gram and Schmidt), which is PyTorch's `orthogonal_`
 * and Keras' Orthogonal: their QR decomposition with a positive diagonal of R.
 *
 * Source: Saxe, McClelland and Ganguli 2014.
 *
 * ```ts
 * import { Layer, orthogonal, tanh } from "deltarule";
 *
 * const layer = new Layer(8, 8, tanh, { initializer: orthogonal() });
 * ```
 *
 * @throws OptionError when the gain is not a number.
 */
export function orthogonal(gain = 1): Initializer {
  checkNumber("orthogonal", "gain", gain);
  // A layer draws all its weights, row by row, from one stream.
  const drawn = new WeakMap<() => number, { readonly left: number[]; readonly inputs: number }>();
  return (inputs, outputs, random) => {
    let matrix = drawn.get(random);
    if (matrix === undefined || matrix.left.length === 0 || matrix.inputs !== inputs) {
      const rows = perpendicular(Math.min(inputs, outputs), Math.max(inputs, outputs), random);
      const at = (j: number, i: number): number => (outputs <= inputs ? rows[j][i] : rows[i][j]);
      const left = Array.from({ length: inputs * outputs }, (_, k) => at(Math.floor(k / inputs), k % inputs));
      matrix = { left: left.reverse(), inputs };
      drawn.set(random, matrix);
    }
    return gain * (matrix.left.pop() ?? 0);
  };
}

/** `count` random rows of `length` numbers, of length 1 and perpendicular to each other. */
function perpendicular(count: number, length: number, random: () => number): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < count) {
    const row = Float64Array.from({ length }, () => gaussian(random));
    // A row that lies among those before it, from a stream that repeats, gives way to an axis.
    for (let axis = 0; !isNewDirection(row, rows); axis++) row.fill(0).fill(1, axis, axis + 1);
    rows.push(row);
  }
  return rows;
}

/** Makes a row perpendicular to the others, and its length 1; false if little is left of it. */
function isNewDirection(row: Float64Array, rows: readonly Float64Array[]): boolean {
  const start = lengthOfRow(row);
  // Twice: after the first time, rounding leaves something of the other directions.
  for (const other of [...rows, ...rows]) {
    const share = dotOf(row, other);
    for (let i = 0; i < row.length; i++) row[i] -= share * other[i];
  }
  const left = lengthOfRow(row);
  if (!(left > 1e-6 * start)) return false;
  for (let i = 0; i < row.length; i++) row[i] /= left;
  return true;
}

function dotOf(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}

function lengthOfRow(row: Float64Array): number {
  return Math.sqrt(dotOf(row, row));
}

/** A number of the standard normal distribution, from two uniform ones. */
function gaussian(random: () => number): number {
  const size = Math.sqrt(-2 * log(1 - random()));
  return size * cos(2 * Math.PI * random());
}
