// The network of all checks: 2 inputs, 4 hidden neurons, 3 outputs. Its parameters are one flat
// array, layer by layer: the weights of the first neuron, of the second, …, then the biases.

export const sizes = [2, 4, 3];
export const input = [0.6, -0.4];
export const target = [0.8, 0.3, 0.6];
/** The class of the sample, for losses that take a class. */
export const label = 1;
export const oneHot = [0, 1, 0];

/** The layers of a flat array: `weights[neuron][input]` and `biases[neuron]`. */
export function layersOf(parameters, of = sizes) {
  let at = 0;
  const take = (count) => {
    at += count;
    return Array.from(parameters.slice(at - count, at));
  };
  return of.slice(1).map((outputs, l) => ({
    weights: Array.from({ length: outputs }, () => take(of[l])),
    biases: take(outputs),
  }));
}

/** Three samples, for a library that does not accept a single one. */
export const batch = [input, [-0.3, 0.9], [0.2, 0.5]];

/** The flat array of layers. */
export function flat(layers) {
  return layers.flatMap(({ weights, biases }) => [...weights.flatMap((row) => Array.from(row)), ...biases]);
}

/** The gradient behind a step of plain gradient descent: (before − after) / rate. */
export function implied(before, after, rate) {
  return Array.from(before, (one, k) => (one - after[k]) / rate);
}

/** The transpose of a matrix. */
export function transpose(rows) {
  return rows[0].map((_, c) => rows.map((row) => row[c]));
}
