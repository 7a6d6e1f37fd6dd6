import type { Dataset } from "../data/dataset.js";
import type { Edit } from "../edits.js";
import { learns } from "../model.js";
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

/** Whether the loss can learn from the outputs; the present one is offered even if it cannot. */
export function isOffered(state: State, loss: State["loss"]): boolean {
  const { activation, width } = fitting(state, loss)[state.layers.length - 1];
  return loss === state.loss || learns(loss, activation, width);
}

/** The layers for a loss: a loss made for an activation sets that of the last layer. */
export function fitting({ layers }: State, loss: State["loss"]): State["layers"] {
  const wanted = { crossEntropy: "softmax", binaryCrossEntropy: "sigmoid" } as const;
  if (loss !== "crossEntropy" && loss !== "binaryCrossEntropy") return layers;
  return layers.map((layer, l) => (l === layers.length - 1 ? { ...layer, activation: wanted[loss] } : layer));
}

/**
 * The edits that remain after another choice. Another shape makes edits of the weights meaningless;
 * any other choice begins with its own learning rate and batch size.
 */
export function keptEdits({ edits }: State, part: Partial<State>): readonly Edit[] {
  const reshaped = "layers" in part || "seed" in part;
  const lost: readonly Edit["kind"][] = reshaped ? ["weight"] : ["rate", "batch"];
  return edits.filter(({ kind }) => !lost.includes(kind)).map((edit) => ({ ...edit, at: 0 }));
}
