import { type Matrix, vector } from "../matrix.js";
import { forward } from "./backpropagation.js";
import type { Network } from "./network.js";
import { openWorkspace, resize, type Workspace } from "./workspace.js";

/** How many samples go forward at once when nobody learns from them: fewer in a large network, so that nobody waits long for a slice. */
function sizeFor({ parameters }: Network): number {
  return Math.min(64, Math.max(1, Math.floor(2 ** 20 / parameters.length)));
}

/** A workspace for prediction, and the network's changes that are in it. */
interface Kept {
  readonly workspace: Workspace;
  changes: number;
}

/** Kept as long as their network. */
const kept = /* @__PURE__ */ new WeakMap<Network, Kept>();

/** Some samples after their forward pass. */
export interface Slice {
  readonly workspace: Workspace;
  /** Where the first of them stands in the whole. */
  readonly start: number;
}

/** The outputs of `input`, one row per sample. */
export function predict(network: Network, input: Matrix): Matrix {
  const output = outputsFor(network, input.rows);
  for (const slice of slices(network, input)) keep(slice, output);
  return output;
}

/** Room for the outputs of so many samples. */
export function outputsFor({ outputs, dtype }: Network, rows: number): Matrix {
  return { rows, columns: outputs, data: vector(rows * outputs, dtype) };
}

/** Puts the outputs of a slice where they belong in those of the whole. */
export function keep({ workspace, start }: Slice, into: Matrix): void {
  const { data, rows, columns } = workspace.output.a;
  for (let k = 0; k < rows * columns; k++) into.data[start * columns + k] = data[k];
}

/** Runs the samples forward, a slice at a time. A slice must be used before the next one is asked for, or anything else predicted. */
export function* slices(network: Network, input: Matrix): Generator<Slice, void, void> {
  const size = sizeFor(network);
  for (let start = 0; start < input.rows; start += size) {
    const rows = Math.min(size, input.rows - start);
    const workspace = workspaceFor(network, rows);
    resize(rows, workspace);
    const { data, columns } = workspace.input;
    for (let k = 0; k < rows * columns; k++) data[k] = input.data[start * columns + k];
    if (workspace.pass === null) forward(network.engine.kernels, workspace);
    else workspace.pass.run();
    yield { workspace, start };
    workspace.memory.release();
  }
}

/** A workspace for at least so many samples, with the parameters in it. */
function workspaceFor(network: Network, rows: number): Workspace {
  let known = kept.get(network);
  if (known === undefined || known.workspace.capacity < rows) {
    known = { workspace: openWorkspace(network, rows, "predict"), changes: Number.NaN };
    kept.set(network, known);
  }
  const { workspace } = known;
  if (!workspace.memory.hold() || known.changes !== network.changes) {
    workspace.parameters.load();
    workspace.pass?.load();
    known.changes = network.changes;
  }
  return workspace;
}
