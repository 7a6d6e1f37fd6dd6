import { type Matrix, toRows, type Vector, vector } from "../numbers/matrix.js";
import { isMatrix, isSample, type Sample, type Samples } from "../numbers/samples.js";
import { forward } from "./backpropagation.js";
import { checkParameters, type Network } from "./network.js";
import { readInputs } from "./reading.js";
import { copyRowsFrom, copyRowsInto, matrixFor, openWorkspace, resize, type Workspace } from "./workspace.js";

/** A workspace for prediction, kept as long as its network. */
interface KeptWorkspace {
  readonly workspace: Workspace;
  /** A sample, on its way into the workspace. */
  readonly sample: Vector;
  /** The value of the network's `edits` when its parameters were loaded. */
  edits: number;
  /** Whether a prediction is using it. A user's loss or activation may predict meanwhile. */
  lent: boolean;
}

/**
 * The outputs in the form of the inputs: a Matrix, rows, or one sample.
 *
 * @throws ShapeError or DataError for bad inputs.
 */
export function predictGiven(network: Network, x: Sample | Samples): Matrix | Vector[] | Vector {
  if (isSample(x)) return predictSample(network, x);
  const quick = Array.isArray(x) ? predictRows(network, x) : null;
  if (quick !== null) return quick;
  const output = predictMatrix(network, readInputs(network, "predict", x));
  return isMatrix(x) ? output : toRows(output);
}

/** The outputs of `input`, one row per sample. */
function predictMatrix(network: Network, input: Matrix): Matrix {
  const output = outputsFor(network, input.rows);
  const size = sliceSize(network);
  for (let start = 0; start < input.rows; start += size) {
    predictSlice(network, input, start, (workspace) => copyRowsFrom(workspace.output.a, output, start));
  }
  return output;
}

/** The outputs of one sample. A shortcut with the same bits. */
function predictSample(network: Network, sample: Sample): Vector {
  const lent = lend(network, 1);
  try {
    resize(1, lent.workspace);
    if (readRow(lent, sample, 0)) {
      runForward(network, lent.workspace);
      return copyOutput(network, lent.workspace.output.a.data, 0);
    }
  } finally {
    giveBack(lent);
  }
  return predictMatrix(network, readInputs(network, "predict", sample)).data;
}

/** The outputs of rows, likewise; `null` for rows that `readInputs` must complain about. */
function predictRows(network: Network, rows: readonly Sample[]): Vector[] | null {
  const outputs: Vector[] = [];
  const size = sliceSize(network);
  for (let start = 0; start < rows.length; start += size) {
    const count = Math.min(size, rows.length - start);
    const lent = lend(network, count);
    try {
      resize(count, lent.workspace);
      for (let r = 0; r < count; r++) if (!readRow(lent, rows[start + r], r)) return null;
      runForward(network, lent.workspace);
      const { data } = lent.workspace.output.a;
      for (let r = 0; r < count; r++) outputs.push(copyOutput(network, data, r));
    } finally {
      giveBack(lent);
    }
  }
  return outputs.length === 0 ? null : outputs;
}

/**
 * Copies a sample into row `r` of the workspace, not straight: a getter of the sample may use the
 * engine. False for a sample of another length, or with a value that is not a finite number.
 */
function readRow({ workspace, sample: read }: KeptWorkspace, given: Sample, r: number): boolean {
  const columns = read.length;
  if (typeof given !== "object" || given === null || given.length !== columns) return false;
  for (let i = 0; i < columns; i++) {
    const x = given[i];
    if (typeof x !== "number") return false;
    read[i] = x;
    // Checked after it is stored: a number too large for float32 is infinite there.
    if (!(Math.abs(read[i]) < Infinity)) return false;
  }
  const { data } = workspace.input;
  for (let i = 0, at = r * columns; i < columns; i++) data[at + i] = read[i];
  return true;
}

/** A copy of row `r` of the outputs. */
function copyOutput({ outputs, dtype }: Network, data: Vector, r: number): Vector {
  const output = dtype === "float32" ? new Float32Array(outputs) : new Float64Array(outputs);
  for (let k = 0, at = r * outputs; k < outputs; k++) output[k] = data[at + k];
  return output;
}

/** A matrix of zeros for the outputs of `rows` samples. */
export function outputsFor(network: Network, rows: number): Matrix {
  return matrixFor(network.outputs, rows, network);
}

/** Samples per slice in prediction: fewer for large networks, to keep each slice short. */
export function sliceSize({ size, engine }: Network): number {
  return Math.min(64, Math.max(1, Math.floor((2 * engine.slice) / size)));
}

/**
 * Runs a slice of the samples forward, from row `start` on, then calls `use` with the workspace.
 */
export function predictSlice(
  network: Network,
  input: Matrix,
  start: number,
  use: (workspace: Workspace) => void,
): void {
  const rows = Math.min(sliceSize(network), input.rows - start);
  const lent = lend(network, rows);
  const { workspace } = lent;
  try {
    resize(rows, workspace);
    copyRowsInto(workspace.input, input, start);
    runForward(network, workspace);
    use(workspace);
  } finally {
    giveBack(lent);
  }
}

/** The forward pass of the rows in the workspace. */
function runForward({ engine }: Network, workspace: Workspace): void {
  if (workspace.pass === null) forward(engine.kernels, workspace);
  else workspace.pass.run();
}

/**
 * A workspace for at least `rows` samples, with the network's parameters in it: the kept one, or a
 * new one while the kept one is lent.
 */
function lend(network: Network, rows: number): KeptWorkspace {
  let known = network.prediction as KeptWorkspace | null;
  if (known === null || known.lent || known.workspace.capacity < rows) {
    // By powers of two: calls with one row more each time open few workspaces.
    const capacity = Math.max(rows, Math.min(2 ** Math.ceil(Math.log2(rows)), sliceSize(network)));
    const workspace = openWorkspace(network, capacity, "predict");
    known = { workspace, sample: vector(network.inputs, network.dtype), edits: Number.NaN, lent: false };
    network.prediction = known;
  }
  const { workspace } = known;
  const isEdited = known.edits !== network.edits;
  if (isEdited && !network.inEpoch) checkParameters(network, "predict", network.read());
  if (!workspace.memory.hold() || isEdited) {
    workspace.parameters.load();
    workspace.pass?.load();
    known.edits = network.edits;
  }
  known.lent = true;
  return known;
}

function giveBack(lent: KeptWorkspace): void {
  lent.workspace.memory.release();
  lent.lent = false;
}
