import type { Matrix, Sequential } from "deltarule";
import { matrix } from "deltarule";
import type { BackwardPass, GivenGradients } from "deltarule/testing";
import type { MistakeName } from "./state.js";

/** A matrix from a function of row and column. */
function matrixOf(rows: number, columns: number, entry: (row: number, column: number) => number): Matrix {
  const made = matrix(rows, columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) made.data[row * columns + column] = entry(row, column);
  return made;
}

/**
 * The backward pass of a network with one of the classic mistakes in it. It takes δ of the last
 * layer from the library, and goes back from there as a beginner writes it.
 */
export function mistaken(mistake: MistakeName, learningRate: number): BackwardPass<Sequential> {
  let before: Matrix[] | null = null;
  return (net, x, t, loss) => {
    const forward = net.forward(x);
    const right = net.backward(forward, t, loss);
    const { layers } = net;
    const last = layers.length - 1;
    const deltas: Matrix[] = [];
    const sign = mistake === "sign" ? -1 : 1;
    const own = right.layers[last].delta;
    deltas[last] = matrixOf(own.rows, own.columns, (s, j) => sign * own.data[s * own.columns + j]);
    for (let l = last - 1; l >= 0; l--) {
      const { activation } = layers[l];
      const { z, a } = forward.layers[l];
      const weightAt = weightsBack(net, l + 1, mistake, learningRate, right.layers[l + 1].weights);
      const next = deltas[l + 1];
      deltas[l] = matrixOf(x.rows, layers[l].outputs, (s, j) => {
        let back = 0;
        for (let k = 0; k < next.columns; k++) back += next.data[s * next.columns + k] * weightAt(k, j);
        const at = s * layers[l].outputs + j;
        if (mistake === "slope" || !("derivative" in activation)) return back;
        return back * activation.derivative(z.data[at], a.data[at]);
      });
    }
    const stale = mistake === "stale" && before !== null && before[0].rows === x.rows ? before : deltas;
    before = deltas;
    const samples = mistake === "mean" ? x.rows : 1;
    const given = layers.map((layer, l): GivenGradients["layers"][number] => {
      const delta = stale[l];
      const from = l === 0 ? forward.input : mistake === "z" ? forward.layers[l - 1].z : forward.layers[l - 1].a;
      const summed = (of: (sample: number) => number): number => {
        let sum = 0;
        for (let s = 0; s < x.rows; s++) sum += of(s);
        return samples * sum;
      };
      const deltaAt = (s: number, j: number): number => delta.data[s * delta.columns + j];
      const weights = matrixOf(layer.outputs, layer.inputs, (j, i) =>
        summed((s) => deltaAt(s, j) * from.data[s * from.columns + i]),
      );
      const biases = Float64Array.from({ length: layer.outputs }, (_, j) =>
        mistake === "bias" ? 0 : summed((s) => deltaAt(s, j)),
      );
      const scaled = matrixOf(delta.rows, delta.columns, (s, j) => samples * deltaAt(s, j));
      return { delta: scaled, weights, biases: layer.biases === null ? null : biases };
    });
    return { layers: given };
  };
}

/** The weight on the way back from neuron k of a layer to its input j. */
function weightsBack(
  { layers }: Sequential,
  l: number,
  mistake: MistakeName,
  learningRate: number,
  gradient: Matrix,
): (k: number, j: number) => number {
  const { weights, inputs, outputs } = layers[l];
  // The numbers row by row, read as if they stood column by column; a single row, from its end.
  if (mistake === "transposed") return (k, j) => weights.data[outputs === 1 ? inputs - 1 - j : j * outputs + k];
  if (mistake === "early") return (k, j) => weights.data[k * inputs + j] - learningRate * gradient.data[k * inputs + j];
  return (k, j) => weights.data[k * inputs + j];
}

/** Why a mistake cannot be seen on these data and this network; `null` if it can. */
export function blindTo(
  mistake: MistakeName,
  net: Sequential,
  samples: number,
): "break.blind.mean" | "break.blind.bias" | "break.blind.hidden" | null {
  if (mistake === "mean" && samples < 2) return "break.blind.mean";
  if (mistake === "bias" && net.layers.every(({ biases }) => biases === null)) return "break.blind.bias";
  const inner = mistake === "slope" || mistake === "z" || mistake === "transposed" || mistake === "early";
  return inner && net.layers.length < 2 ? "break.blind.hidden" : null;
}
