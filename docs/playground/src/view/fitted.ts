import type { Dataset } from "../data/dataset.js";
import { limits, type State } from "../state.js";

const endings = {
  binary: { activation: "sigmoid", loss: "binaryCrossEntropy" },
  classes: { activation: "softmax", loss: "crossEntropy" },
  number: { activation: "identity", loss: "mse" },
} as const;

/**
 * The state with the number of outputs that the data need. A new table of the reader's also gets
 * the last activation and the loss for its kind.
 */
export function fitted(state: State, { t, kind, x }: Dataset, newData: boolean): State {
  const hidden = state.layers.slice(0, -1).slice(0, limits.layers - 1);
  const last = state.layers[state.layers.length - 1];
  const { activation, loss } = endings[kind];
  const own = newData && state.data === "csv";
  const output = { width: t[0].length, activation: own ? activation : last.activation };
  const sample = Math.min(state.sample, x.length - 1);
  return { ...state, layers: [...hidden, output], loss: own ? loss : state.loss, sample };
}
