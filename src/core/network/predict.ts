import { type Matrix, toRows, type Vector, vector } from "../numbers/matrix.js";
import { isMatrix, isSample, type Sample, type Samples } from "../numbers/samples.js";
import { forward } from "./backpropagation.js";
import type { Network } from "./network.js";
import { readInputs } from "./reading.js";
import { fill, keep, openWorkspace, resize, roomFor, type Workspace } from "./workspace.js";

/** How many samples go forward at once when nobody learns from them: fewer in a large network, so that nobody waits long for a slice. */
function sizeFor({ size, engine }: Network): number {
  return Math.min(64, Math.max(1, Math.floor((2 * engine.slice) / size)));
}

/** A workspace for prediction, and the network's changes that are in it. */
interface Kept {
  readonly workspace: Workspace;
  changes: number;
  /** Whether somebody is in the middle of using it. */
  lent: boolean;
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
function predict(network: Network, input: Matrix): Matrix {
  const output = outputsFor(network, input.rows);
  for (const { workspace, start } of slices(network, input)) keep(workspace.output.a, output, start);
  return output;
}

/** The outputs in the form in which the inputs are given: a Matrix, rows, or one sample. @throws ShapeError or DataError for bad inputs. */
export function predictGiven(network: Network, x: Sample | Samples): Matrix | Vector[] | Vector {
  if (isSample(x)) return predictSample(network, x);
  const output = predict(network, readInputs(network, "predict", x));
  return isMatrix(x) ? output : toRows(output);
}

/** The outputs of one sample: the same numbers, with less ado. */
function predictSample(network: Network, sample: Sample): Vector {
  const known = lend(network, 1);
  const { workspace } = known;
  resize(1, workspace);
  if (!readInto(workspace.input.data, sample, network.inputs)) {
    giveBack(known);
    return predict(network, readInputs(network, "predict", sample)).data;
  }
  run(network, workspace);
  const output = vector(network.outputs, network.dtype);
  const { data: a } = workspace.output.a;
  for (let k = 0; k < output.length; k++) output[k] = a[k];
  giveBack(known);
  return output;
}

/** Copies a sample; false when there is something to complain of. */
function readInto(data: Vector, sample: Sample, inputs: number): boolean {
  if (sample.length !== inputs) return false;
  for (let i = 0; i < inputs; i++) {
    const x = sample[i];
    // Stored, as what is too large for float32 is not finite there.
    data[i] = typeof x === "number" ? x : Number.NaN;
    if (!Number.isFinite(data[i])) return false;
  }
  return true;
}

/** The forward pass of what is in the workspace. */
function run({ engine }: Network, workspace: Workspace): void {
  if (workspace.pass === null) forward(engine.kernels, workspace);
  else workspace.pass.run();
}

/** Room for the outputs of so many samples. */
export function outputsFor(network: Network, rows: number): Matrix {
  return roomFor({ columns: network.outputs }, rows, network);
}

/** Runs the samples forward, a slice at a time. A slice must be used before the next one is asked for. */
export function* slices(network: Network, input: Matrix): Generator<Slice, void, void> {
  const size = sizeFor(network);
  for (let start = 0; start < input.rows; start += size) {
    const rows = Math.min(size, input.rows - start);
    const known = lend(network, rows);
    const { workspace } = known;
    resize(rows, workspace);
    fill(workspace.input, input, start);
    run(network, workspace);
    yield { workspace, start };
    giveBack(known);
  }
}

/** A workspace for at least so many samples, with the parameters in it: of its own where the kept one is in use, by a loss that predicts. */
function lend(network: Network, rows: number): Kept {
  let known = kept.get(network);
  if (known === undefined || known.lent || known.workspace.capacity < rows) {
    known = { workspace: openWorkspace(network, rows, "predict"), changes: Number.NaN, lent: false };
    kept.set(network, known);
  }
  const { workspace } = known;
  if (!workspace.memory.hold() || known.changes !== network.changes) {
    workspace.parameters.load();
    workspace.pass?.load();
    known.changes = network.changes;
  }
  known.lent = true;
  return known;
}

function giveBack(known: Kept): void {
  known.workspace.memory.release();
  known.lent = false;
}
