import { need, OptionError, show } from "./checks/errors.js";
import { itself } from "./checks/mark.js";
import { readOptions, seedNumber } from "./checks/options.js";
import { forward } from "./network/backpropagation.js";
import { copyLayer, type Layer } from "./network/layer.js";
import { checkParameters, givenMachine, joinLayers, Network } from "./network/network.js";
import { outputsFor } from "./network/predict.js";
import { readInputs } from "./network/reading.js";
import { copyRowsFrom, copyRowsInto, mostRows, openWorkspace, resize } from "./network/workspace.js";
import { type Dtype, type Matrix, toRows, type Vector, type VectorOf } from "./numbers/matrix.js";
import { drawSeed } from "./numbers/random.js";
import { isMatrix, isSample, type Sample, type Samples } from "./numbers/samples.js";
import { Sequential } from "./sequential.js";
import { masksOf } from "./training/dropout.js";

/** Options of {@link predictWithDropout}. */
export interface DropoutOptions {
  /**
   * The same seed gives the same masks, on every engine: a whole number from 0 to 2⁵³ − 1. Random
   * by default, so that each call draws others.
   */
  seed?: number | undefined;
}

/**
 * The outputs with dropout acting as in training: for a Matrix, for rows, or for one sample. Every
 * row has masks of its own. The network does not change.
 *
 * Monte-Carlo dropout: the mean of many such predictions is the network's prediction, and their
 * spread its uncertainty.
 *
 * ```ts
 * import { Layer, predictWithDropout, Sequential, tanh } from "deltarule";
 *
 * const hidden = new Layer(1, 20, tanh, { dropout: 0.2 });
 * const net = new Sequential([hidden, new Layer(20, 1)], { seed: 1 });
 * const seeds = Array.from({ length: 100 }, (_, seed) => seed);
 * const draws = seeds.map((seed) => predictWithDropout(net, [0.5], { seed })[0]);
 * const mean = draws.reduce((sum, y) => sum + y, 0) / draws.length;
 * const variance = draws.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (draws.length - 1);
 * ```
 *
 * Source: Gal and Ghahramani 2016.
 *
 * @throws OptionError for a network without dropout, or bad options; ShapeError or DataError where
 * `predict` does.
 */
export function predictWithDropout<D extends Dtype>(
  network: Sequential<readonly Layer[], D>,
  x: Matrix,
  options?: DropoutOptions,
): Matrix<VectorOf<D>>;
/** One random pass with dropout for rows: one vector for each. */
export function predictWithDropout<D extends Dtype>(
  network: Sequential<readonly Layer[], D>,
  x: readonly Sample[],
  options?: DropoutOptions,
): VectorOf<D>[];
/** One random pass with dropout for one sample. */
export function predictWithDropout<D extends Dtype>(
  network: Sequential<readonly Layer[], D>,
  x: Sample,
  options?: DropoutOptions,
): VectorOf<D>;
export function predictWithDropout(
  network: Sequential,
  x: Sample | Samples,
  options: DropoutOptions = {},
): Matrix | Vector[] | Vector {
  const call = "predictWithDropout";
  const net = itself(network);
  if (!(net instanceof Sequential))
    throw new OptionError(`${call}: the network is ${show(network)}, wanted a Sequential`);
  const { seed } = readOptions(call, options, { seed: seedNumber(drawSeed()) });
  const { layers, dtype, engine } = net;
  need(
    layers.some(({ dropout }) => dropout > 0),
    call,
    "the dropout of every layer",
    0,
    "a layer such as new Layer(2, 8, tanh, { dropout: 0.2 })",
  );
  const input = readInputs(net, call, x);
  // A copy for the masks of another seed. Its clone is read, so that the network's own parameters
  // stay unshared.
  const machine = givenMachine(call, "engine", engine);
  const { parameters } = net.clone();
  const copy = joinLayers(
    new Network(
      layers.map((layer) => copyLayer(layer)),
      dtype,
      seed,
      machine,
      parameters,
    ),
  );
  checkParameters(copy, call, copy.read());
  const output = outputsFor(copy, input.rows);
  const workspace = openWorkspace(copy, Math.min(input.rows, mostRows(copy)), "train");
  const draw = masksOf(copy, 0);
  workspace.parameters.load();
  for (let start = 0; start < input.rows; start += workspace.capacity) {
    resize(Math.min(workspace.capacity, input.rows - start), workspace);
    copyRowsInto(workspace.input, input, start);
    draw(workspace);
    forward(copy.engine.kernels, workspace);
    copyRowsFrom(workspace.output.a, output, start);
  }
  workspace.memory.release();
  return isMatrix(x) ? output : isSample(x) ? output.data : toRows(output);
}
