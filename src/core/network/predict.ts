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

const kept = /* @__PURE__ */ new WeakMap<Network, KeptWorkspace>();

/**
 * The outputs in the form of the inputs: a Matrix, rows, or one sample.
 *
 * @throws ShapeError or DataError for bad inputs.
 */
export function predictGiven(network: Network, x: Sample | Samples): Matrix | Vector[] | Vector {
  if (isSample(x)) return predictSample(network, x);
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
  const { workspace, sample: read } = lent;
  try {
    resize(1, workspace);
    // Not straight into the workspace: a getter of the sample may use the engine.
    if (readInto(read, sample, network.inputs)) {
      const { data } = workspace.input;
      for (let i = 0; i < read.length; i++) data[i] = read[i];
      runForward(network, workspace);
      const output = vector(network.outputs, network.dtype);
      const { data: a } = workspace.output.a;
      for (let k = 0; k < output.length; k++) output[k] = a[k];
      return output;
    }
  } finally {
    giveBack(lent);
  }
  return predictMatrix(network, readInputs(network, "predict", sample)).data;
}

/** Copies a sample; false for one of another length or with a value that is not a finite number. */
function readInto(data: Vector, sample: Sample, inputs: number): boolean {
  if (sample.length !== inputs) return false;
  for (let i = 0; i < inputs; i++) {
    const x = sample[i];
    // Checked after it is stored: a number too large for float32 is infinite there.
    data[i] = typeof x === "number" ? x : Number.NaN;
    if (!Number.isFinite(data[i])) return false;
  }
  return true;
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
  let known = kept.get(network);
  if (known === undefined || known.lent || known.workspace.capacity < rows) {
    const workspace = openWorkspace(network, rows, "predict");
    known = { workspace, sample: vector(network.inputs, network.dtype), edits: Number.NaN, lent: false };
    kept.set(network, known);
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
