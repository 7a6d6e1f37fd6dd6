import type { Elementwise, Loss, Matrix, Sequential } from "deltarule";
import { sigmoid, tanh } from "deltarule";
import type { BackwardPass, Pattern, Scope } from "deltarule/testing";

/** The lines of a backward pass in plain loops; each can be replaced by a wrong one. */
export interface Lines {
  /** ∂E/∂a of the last layer for one sample. */
  ofLoss(loss: Loss, output: number[], target: number[], samples: number): number[];
  slope(f: Elementwise, z: number, a: number, l: number): number;
  /** The weight by which δ of neuron j goes back to input i. */
  sent(W: Matrix, j: number, i: number): number;
  /** The term of one sample in ∂E/∂W[j][i]. */
  ofW(now: { delta: number; input: number; z: number; r: number; samples: number; w: number; slope: number }): number;
  ofB(now: { delta: number; r: number; samples: number; b: number; slope: number }): number;
  /** The result, from all gradients and those of the call before. */
  last(all: Gradients, earlier: Gradients | null): Gradients;
}

/** Gradients as nested arrays, as many libraries return them. */
export interface Gradients {
  layers: { delta: number[][]; weights: number[][]; biases: number[] }[];
  input: number[][];
}

const right: Lines = {
  ofLoss: (loss, output, target, samples) => {
    const into = new Float64Array(output.length);
    loss.gradient(output, target, into);
    return Array.from(into, (one) => one / samples);
  },
  slope: (f, z, a) => f.derivative(z, a),
  sent: (W, j, i) => W.data[j * W.columns + i],
  ofW: ({ delta, input }) => delta * input,
  ofB: ({ delta }) => delta,
  last: (all) => all,
};

const rowOf = ({ data, columns }: Matrix, r: number): number[] =>
  Array.from(data.subarray(r * columns, (r + 1) * columns));

/** The backward pass with some of its lines replaced. */
export function planted(changed: Partial<Lines>): BackwardPass<Sequential> {
  const lines = { ...right, ...changed };
  let earlier: Gradients | null = null;
  return (net, x, t, loss) => {
    const forward = net.forward(x);
    const samples = x.rows;
    const all: Gradients = {
      layers: net.layers.map(({ inputs, outputs }) => ({
        delta: [],
        weights: Array.from({ length: outputs }, () => new Array<number>(inputs).fill(0)),
        biases: new Array<number>(outputs).fill(0),
      })),
      input: [],
    };
    for (let r = 0; r < samples; r++) {
      let gradA = lines.ofLoss(loss, rowOf(forward.output, r), rowOf(t, r), samples);
      for (let l = net.layers.length - 1; l >= 0; l--) {
        const { weights: W, biases, activation, inputs } = net.layers[l];
        const [z, a] = [rowOf(forward.layers[l].z, r), rowOf(forward.layers[l].a, r)];
        const input = l === 0 ? rowOf(x, r) : rowOf(forward.layers[l - 1].a, r);
        const zBefore = l === 0 ? input : rowOf(forward.layers[l - 1].z, r);
        const slopes = z.map((one, j) => lines.slope(activation as Elementwise, one, a[j], l));
        const delta = gradA.map((one, j) => one * slopes[j]);
        const into = all.layers[l];
        into.delta.push(delta);
        delta.forEach((d, j) => {
          for (let i = 0; i < inputs; i++) {
            const w = W.data[j * inputs + i];
            into.weights[j][i] += lines.ofW({
              delta: d,
              input: input[i],
              z: zBefore[i],
              r,
              samples,
              w,
              slope: slopes[j],
            });
          }
          into.biases[j] += lines.ofB({ delta: d, r, samples, b: biases?.[j] ?? 0, slope: slopes[j] });
        });
        gradA = input.map((_, i) => delta.reduce((sum, d, j) => sum + d * lines.sent(W, j, i), 0));
      }
      all.input.push(gradA);
    }
    const given = lines.last(structuredClone(all), earlier);
    earlier = all;
    return given;
  };
}

/** A mistake, and the pattern and scope that the report must name. */
export interface Mutant {
  readonly name: string;
  readonly pattern: Pattern;
  readonly scope: Scope;
  readonly lines: Partial<Lines>;
}

const scaled = (factor: number): Partial<Lines> => ({
  ofLoss: (...given) => right.ofLoss(...given).map((one) => factor * one),
});
const every = (change: (layer: Gradients["layers"][number], l: number) => void): Partial<Lines> => ({
  last: (all) => {
    all.layers.forEach(change);
    return all;
  },
});

export const mutants: readonly Mutant[] = [
  { name: "no mean over the samples", pattern: "missing mean", scope: "everything", lines: scaled(4) },
  { name: "no mean over the outputs", pattern: "missing mean", scope: "everything", lines: scaled(3) },
  { name: "two means over the samples", pattern: "mean twice", scope: "everything", lines: scaled(1 / 4) },
  { name: "a factor of 2", pattern: "factor", scope: "everything", lines: scaled(2) },
  { name: "a factor of ½", pattern: "factor", scope: "everything", lines: scaled(0.5) },
  { name: "a factor of 0.37", pattern: "factor", scope: "everything", lines: scaled(0.37) },
  { name: "t − o in place of o − t", pattern: "sign", scope: "everything", lines: scaled(-1) },
  { name: "gradients of 0", pattern: "zero", scope: "everything", lines: scaled(0) },
  { name: "no slope anywhere", pattern: "missing slope", scope: "everything", lines: { slope: () => 1 } },
  {
    name: "no slope in the hidden layer",
    pattern: "missing slope",
    scope: "from a layer down",
    lines: { slope: (f, z, a, l) => (l === 0 ? 1 : f.derivative(z, a)) },
  },
  {
    name: "no slope in the last layer",
    pattern: "missing slope",
    scope: "everything",
    lines: { slope: (f, z, a, l) => (l === 1 ? 1 : f.derivative(z, a)) },
  },
  {
    name: "the slope taken at a",
    pattern: "slope at a",
    scope: "everything",
    lines: { slope: (f, _z, a) => f.derivative(a, f.apply(a)) },
  },
  {
    name: "the slope taken at a in the hidden layer",
    pattern: "slope at a",
    scope: "from a layer down",
    lines: { slope: (f, z, a, l) => (l === 0 ? f.derivative(a, f.apply(a)) : f.derivative(z, a)) },
  },
  {
    name: "z in place of a in the slope",
    pattern: "slope at a",
    scope: "everything",
    lines: { slope: (f, z) => f.derivative(z, z) },
  },
  {
    name: "the slope applied twice",
    pattern: "slope twice",
    scope: "everything",
    lines: { slope: (f, z, a) => f.derivative(z, a) ** 2 },
  },
  {
    name: "tanh's slope for every activation",
    pattern: "slope of another activation",
    scope: "everything",
    lines: { slope: (_f, z) => tanh.derivative(z, tanh.apply(z)) },
  },
  {
    name: "sigmoid's slope for every activation",
    pattern: "slope of another activation",
    scope: "from a layer down",
    lines: { slope: (_f, z) => sigmoid.derivative(z, sigmoid.apply(z)) },
  },
  {
    name: "sigmoid's formula for the slope of the hidden layer",
    pattern: "slope of another activation",
    scope: "from a layer down",
    lines: { slope: (f, z, a, l) => (l === 0 ? sigmoid.derivative(z, a) : f.derivative(z, a)) },
  },
  {
    name: "the slope 0 where z < 0",
    pattern: "slope of another activation",
    scope: "everything",
    lines: { slope: (f, z, a) => (z < 0 ? 0 : f.derivative(z, a)) },
  },
  {
    name: "W transposed on the way back",
    pattern: "transposed weights",
    scope: "from a layer down",
    lines: { sent: (W, j, i) => W.data[i * W.rows + j] ?? 0 },
  },
  { name: "no W on the way back", pattern: "missing weights", scope: "from a layer down", lines: { sent: () => 1 } },
  {
    name: "|W| on the way back",
    pattern: "missing weights",
    scope: "from a layer down",
    lines: { sent: (W, j, i) => Math.abs(W.data[j * W.columns + i]) },
  },
  {
    name: "only the first neuron sends its δ back",
    pattern: "missing weights",
    scope: "from a layer down",
    lines: { sent: (W, j, i) => (j === 0 ? W.data[i] : 0) },
  },
  {
    name: "−W on the way back",
    pattern: "sign",
    scope: "from a layer down",
    lines: { sent: (W, j, i) => -W.data[j * W.columns + i] },
  },
  {
    name: "2W on the way back",
    pattern: "factor",
    scope: "from a layer down",
    lines: { sent: (W, j, i) => 2 * W.data[j * W.columns + i] },
  },
  {
    name: "∂E/∂W as a sum over the samples",
    pattern: "missing mean",
    scope: "weights only",
    lines: { ofW: ({ delta, input, samples }) => samples * delta * input },
  },
  {
    name: "∂E/∂b as a sum over the samples",
    pattern: "missing mean",
    scope: "biases only",
    lines: { ofB: ({ delta, samples }) => samples * delta },
  },
  {
    name: "∂E/∂b with two means over the samples",
    pattern: "mean twice",
    scope: "biases only",
    lines: { ofB: ({ delta, samples }) => delta / samples },
  },
  { name: "∂E/∂b with the wrong sign", pattern: "sign", scope: "biases only", lines: { ofB: ({ delta }) => -delta } },
  { name: "∂E/∂b of 0", pattern: "zero", scope: "biases only", lines: { ofB: () => 0 } },
  {
    name: "∂E/∂b of the last sample",
    pattern: "one sample",
    scope: "biases only",
    lines: { ofB: ({ delta, r, samples }) => (r === samples - 1 ? delta : 0) },
  },
  {
    name: "∂E/∂b without the slope",
    pattern: "missing slope",
    scope: "biases only",
    lines: { ofB: ({ delta, slope }) => delta / slope },
  },
  {
    name: "∂E/∂W of the first sample",
    pattern: "one sample",
    scope: "weights only",
    lines: { ofW: ({ delta, input, r }) => (r === 0 ? delta * input : 0) },
  },
  {
    name: "∂E/∂W without the slope",
    pattern: "missing slope",
    scope: "weights only",
    lines: { ofW: ({ delta, input, slope }) => (delta * input) / slope },
  },
  {
    name: "∂E/∂W from z in place of a",
    pattern: "z in place of a",
    scope: "weights only",
    lines: { ofW: ({ delta, z }) => delta * z },
  },
  {
    name: "∂E/∂W without the layer's input",
    pattern: "missing input",
    scope: "weights only",
    lines: { ofW: ({ delta }) => delta },
  },
  {
    name: "weight decay in ∂E/∂W",
    pattern: "weight decay",
    scope: "weights only",
    lines: { ofW: ({ delta, input, w, samples }) => delta * input + (0.01 * w) / samples },
  },
  {
    name: "∂E/∂W transposed",
    pattern: "transposed gradient",
    scope: "weights only",
    lines: every((layer) => {
      const flat = layer.weights[0].flatMap((_, i) => layer.weights.map((row) => row[i]));
      layer.weights = layer.weights.map((row, j) => row.map((_, i) => flat[j * row.length + i]));
    }),
  },
  {
    name: "the last column of ∂E/∂W not filled",
    pattern: "few entries",
    scope: "weights only",
    lines: every(({ weights }) => {
      for (const row of weights) row[row.length - 1] = 0;
    }),
  },
  {
    name: "one wrong entry of ∂E/∂W",
    pattern: "few entries",
    scope: "weights only",
    lines: every(({ weights }, l) => {
      if (l === 0) weights[2][1] += 0.01;
    }),
  },
  {
    name: "NaN in a bias",
    pattern: "not a number",
    scope: "biases only",
    lines: every(({ biases }) => {
      biases[0] = Number.NaN;
    }),
  },
  {
    name: "the gradients of the call before",
    pattern: "stale buffer",
    scope: "everything",
    lines: { last: (all, earlier) => earlier ?? all },
  },
  {
    name: "gradients added to those of the call before",
    pattern: "accumulated",
    scope: "everything",
    lines: { last: (all, earlier) => added(all, earlier) },
  },
  {
    name: "another loss's gradient",
    pattern: "gradient of another loss",
    scope: "everything",
    lines: { ofLoss: (_loss, o, t, n) => o.map((one, k) => Math.sign(one - t[k]) / n / o.length) },
  },
  {
    name: "the closed form of a cross-entropy with another loss",
    pattern: "gradient of another loss",
    scope: "everything",
    lines: { ofLoss: (_loss, o, t, n) => o.map((one, k) => (one - t[k]) / n / (one * (1 - one))) },
  },
  {
    name: "∂E/∂x without W",
    pattern: "missing weights",
    scope: "input only",
    lines: {
      last: (all) => ({
        ...all,
        input: all.layers[0].delta.map((row) => [0, 1].map(() => row.reduce((sum, d) => sum + d, 0))),
      }),
    },
  },
];

function added(all: Gradients, earlier: Gradients | null): Gradients {
  if (earlier === null) return all;
  const sum = (one: number[][], other: number[][]) => one.map((row, r) => row.map((value, k) => value + other[r][k]));
  return {
    layers: all.layers.map(({ delta, weights, biases }, l) => {
      const before = earlier.layers[l];
      return {
        delta: sum(delta, before.delta),
        weights: sum(weights, before.weights),
        biases: sum([biases], [before.biases])[0],
      };
    }),
    input: sum(all.input, earlier.input),
  };
}
