import { type Matrix, vector } from "../matrix.js";
import { forward } from "./backpropagation.js";
import type { Network } from "./network.js";
import { openWorkspace, resize, type Workspace } from "./workspace.js";

/** How many samples go forward at once when nobody learns from them. */
const slice = 64;

/** Workspaces for prediction, kept as long as their network. */
const kept = /* @__PURE__ */ new WeakMap<Network, Workspace>();

/** The outputs of `input`, one row per sample. */
export function predict(network: Network, input: Matrix): Matrix {
  const output = {
    rows: input.rows,
    columns: network.outputs,
    data: vector(input.rows * network.outputs, network.dtype),
  };
  eachSlice(network, input, (workspace, start) => {
    const { a } = workspace.output;
    for (let k = 0; k < a.rows * a.columns; k++) output.data[start * a.columns + k] = a.data[k];
  });
  return output;
}

/** Runs the samples forward, a slice at a time, and shows each slice's workspace; `start` is its first row. */
export function eachSlice(network: Network, input: Matrix, visit: (workspace: Workspace, start: number) => void): void {
  const workspace = workspaceFor(network, Math.min(input.rows, slice));
  for (let start = 0; start < input.rows; start += slice) {
    resize(Math.min(slice, input.rows - start), workspace);
    const { data, rows, columns } = workspace.input;
    for (let k = 0; k < rows * columns; k++) data[k] = input.data[start * columns + k];
    forward(network.engine.kernels, workspace);
    visit(workspace, start);
  }
}

/** A workspace for at least so many samples. */
function workspaceFor(network: Network, rows: number): Workspace {
  const known = kept.get(network);
  if (known !== undefined && known.capacity >= rows) return known;
  const opened = openWorkspace(network, rows);
  kept.set(network, opened);
  return opened;
}
