import { need, ShapeError } from "../checks/errors.js";
import { itself } from "../checks/mark.js";
import { asGiven, readOptions } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import { asColumn, isVector, type Matrix, type Vector } from "../numbers/matrix.js";
import { isMatrix, readSampleWeights, type Sample, type Samples } from "../numbers/samples.js";
import { backward, backwardInput, forward } from "./backpropagation.js";
import { GradientSum, sliceOfSums } from "./gradientSum.js";
import { layerViews, type Network } from "./network.js";
import { checkDifferentiable, checkIsLoss, knownRows, readInputs, readTargetRows } from "./reading.js";
import { givenRegularization, penaltyOf, type Regularization, rangesOf } from "./regularization.js";
import { copyRowsFrom, copyRowsInto, matrixFor, mostRows, openGradients, openWorkspace, resize } from "./workspace.js";

/** Every number of a forward pass, layer by layer; one row per sample. */
export interface Forward<Data extends Vector = Vector> {
  /** x. */
  readonly input: Matrix<Data>;
  /** z before and a after the activation: samples × the layer's outputs. */
  readonly layers: readonly { readonly z: Matrix<Data>; readonly a: Matrix<Data> }[];
  /** a of the last layer. */
  readonly output: Matrix<Data>;
}

/** Every derivative of E, the weighted mean of the loss over the samples. */
export interface Backward<Data extends Vector = Vector> {
  /** E. */
  readonly loss: number;
  /**
   * `delta` = ∂E/∂z (samples × outputs), `weights` = ∂E/∂W (outputs × inputs), `biases` = ∂E/∂b.
   */
  readonly layers: readonly {
    readonly delta: Matrix<Data>;
    readonly weights: Matrix<Data>;
    readonly biases: Data | null;
  }[];
  /** ∂E/∂x, samples × inputs. */
  readonly input: Matrix<Data>;
  /**
   * ∂E/∂parameters, in the order of the network's `parameters`; the layers' `weights` and `biases`
   * are views into it.
   */
  readonly gradient: Data;
}

/** Options of `backward`. */
export interface BackwardOptions {
  /** wᵢ of each sample in E = Σ wᵢ Lᵢ / n, from 0; 1 for every sample by default. */
  sampleWeights?: Sample | undefined;
  /** Adds `l1 Σ|w| + l2/2 Σw²` over the weights, not the biases, to E and its gradient. */
  regularization?: Regularization | undefined;
}

/** A forward pass, copied out of the workspace slice by slice. */
export function inspectForward(network: Network, x: Sample | Samples): Forward {
  const given = readInputs(network, "forward", x);
  const { rows } = given;
  const workspace = openWorkspace(network, Math.min(rows, mostRows(network)), "predict");
  const { capacity, layers: spaces } = workspace;
  const input = matrixFor(network.inputs, rows, network);
  const layers = spaces.map(({ z, a }) => ({
    z: matrixFor(z.columns, rows, network),
    a: matrixFor(a.columns, rows, network),
  }));
  workspace.parameters.load();
  for (let start = 0; start < rows; start += capacity) {
    resize(Math.min(capacity, rows - start), workspace);
    copyRowsInto(workspace.input, given, start);
    forward(network.engine.kernels, workspace);
    copyRowsFrom(workspace.input, input, start);
    spaces.forEach(({ z, a }, l) => {
      copyRowsFrom(z, layers[l].z, start);
      copyRowsFrom(a, layers[l].a, start);
    });
  }
  workspace.memory.release();
  return { input, layers, output: layers[layers.length - 1].a };
}

/** The backward pass of a forward pass, copied out of the workspace slice by slice. */
export function inspectBackward(
  network: Network,
  pass: Forward,
  target: Sample | Samples,
  given: Loss,
  options: BackwardOptions,
): Backward {
  const loss = itself(given);
  const { sampleWeights, regularization } = readOptions("backward", options, {
    sampleWeights: asGiven<Sample | undefined>(),
    regularization: givenRegularization,
  });
  checkForward(network, pass);
  checkIsLoss(network, "backward", loss);
  checkDifferentiable(network, "backward");
  const { rows } = pass.input;
  const targets = readTargetRows(network, "backward", target, rows, loss);
  const weights = asColumn(readSampleWeights("backward", sampleWeights, rows));
  const workspace = openWorkspace(network, sliceOfSums(network, mostRows(network), rows), "predict");
  const gradients = openGradients(network, workspace);
  const gradientSum = new GradientSum(gradients, network, rows);
  const { capacity, output } = workspace;
  const { kernels } = network.engine;
  const input = matrixFor(network.inputs, rows, network);
  const deltas = gradients.layers.map(({ delta }) => matrixFor(delta.columns, rows, network));
  let sum = 0;
  workspace.parameters.load();
  gradients.parameters.clear();
  const counted = loss.missing ? knownRows(targets).length : rows;
  output.samples = counted;
  for (let start = 0; start < rows; start += capacity) {
    resize(Math.min(capacity, rows - start), workspace);
    resize(Math.min(capacity, rows - start), gradients);
    copyRowsInto(workspace.input, pass.input, start);
    workspace.layers.forEach(({ z, a }, l) => {
      copyRowsInto(z, pass.layers[l].z, start);
      copyRowsInto(a, pass.layers[l].a, start);
    });
    copyRowsInto(output.target, targets, start);
    copyRowsInto(output.weights, weights, start);
    sum = kernels.lossSum(loss, output, sum);
    backward(kernels, workspace, gradients, loss);
    backwardInput(kernels, workspace, gradients);
    gradientSum.add(Math.min(start + capacity, rows));
    copyRowsFrom(gradients.input, input, start);
    gradients.layers.forEach(({ delta }, l) => {
      copyRowsFrom(delta, deltas[l], start);
    });
  }
  gradients.parameters.store();
  workspace.memory.release();
  const gradient = gradients.parameters.flat;
  const penalty = penaltyOf(regularization, rangesOf(network, "weights"), network.read(), gradient);
  const layers = layerViews(network, gradient).map((views, l) => ({ delta: deltas[l], ...views }));
  return { loss: sum / counted + penalty, layers, input, gradient };
}

/** Throws unless this is a forward pass of a network with these sizes. */
function checkForward(network: Network, pass: Forward): void {
  const isPass =
    isMatrix(pass?.input) &&
    Array.isArray(pass.layers) &&
    Array.from(pass.layers).every((layer) => isMatrix(layer?.z) && isMatrix(layer?.a));
  need(isPass, "backward", "the forward pass", pass, "what forward returned");
  const widths = [network.inputs, ...network.layers.map((layer) => layer.outputs)];
  const given = [pass.input, ...pass.layers.map(({ z }) => z)];
  const seen = given.map((part) => part.columns).join("-");
  if (seen !== widths.join("-")) {
    throw new ShapeError(`backward: the forward pass is of a ${seen} network, this one is ${widths.join("-")}`);
  }
  const fits = ({ rows, columns, data }: Matrix, l: number): boolean =>
    isVector(data) && rows === pass.input.rows && columns === widths[l] && data.length === rows * columns;
  const isWhole = pass.input.rows > 0 && given.every(fits) && pass.layers.every(({ a }, l) => fits(a, l + 1));
  need(isWhole, "backward", "the forward pass", pass, "what forward returned", ShapeError);
}
