// The same data for every library: ordinary arrays, as people write them.

/** Numbers in [0, 1), the same in every run: Knuth's linear congruential generator of 32 bits. */
function uniform(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = uniform(7);
const rowsOf = (count, columns, from) =>
  Array.from({ length: count }, () => Array.from({ length: columns }, () => from + (1 - from) * random()));

const classes = ([a, b]) => (a > 0.2 ? [1, 0, 0] : b > 0 ? [0, 1, 0] : [0, 0, 1]);
const larger = ([a, b]) => [a > b ? 1 : 0];
const labelled = (x, label) => ({ x, t: x.map(label) });

/** The exclusive or. */
export const xor = {
  x: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  t: [[0], [1], [1], [0]],
};
/** 4000 samples of two inputs and one output. */
export const pairs = labelled(rowsOf(4000, 2, 0), larger);
/** 4000 samples of four inputs and three classes. */
export const fours = labelled(rowsOf(4000, 4, -1), classes);
/** As many samples as the iris data, of as many inputs and classes. */
export const iris = labelled(rowsOf(150, 4, -1), classes);

/** Samples to predict. */
export const samples = (count, columns) => rowsOf(count, columns, -1);

export const sigmoids = { widths: [2, 4, 1], hidden: "sigmoid", output: "sigmoid", loss: "squaredError" };
export const tanhs = { widths: [4, 16, 3], hidden: "tanh", output: "softmax", loss: "crossEntropy" };

/** The trainings of the table: a network, data, and what each step takes. */
export const trainings = {
  xor: { net: sigmoids, data: xor, learningRate: 0.5, batch: 4, shuffle: true },
  W1a: { net: sigmoids, data: pairs, learningRate: 0.1, batch: 1, shuffle: false },
  W1b: { net: sigmoids, data: pairs, learningRate: 0.1, batch: 4, shuffle: false },
  W2: { net: tanhs, data: fours, learningRate: 0.01, batch: 16, shuffle: false },
  iris: { net: tanhs, data: iris, learningRate: 0.01, batch: 16, shuffle: true },
};

/** Calls `call` so many times, with the numbers from 0. Keeps the last result. */
export const times = (call) => (count) => {
  let last;
  for (let i = 0; i < count; i++) last = call(i);
  return last;
};
