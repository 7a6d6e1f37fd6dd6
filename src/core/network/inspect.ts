import { need, ShapeError } from "../checks/errors.js";
import { checkNames } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import { asColumn, type Matrix, type Vector } from "../numbers/matrix.js";
import { isMatrix, isSample, type Sample, type Samples } from "../numbers/samples.js";
import { backward, backwardInput, forward } from "./backpropagation.js";
import type { Network } from "./network.js";
import { layerViews } from "./network.js";
import { checkDifferentiable, checkLoss, readInputs, readTargets, readWeights } from "./reading.js";
import { fill, keep, mostRows, openGradients, openWorkspace, resize, roomFor } from "./workspace.js";

/** Every number of a forward pass, layer by layer; one row per sample. */
export interface Forward {
  /** x. */
  readonly input: Matrix;
  /** z before and a after the activation: samples × the layer's outputs. */
  readonly layers: readonly { readonly z: Matrix; readonly a: Matrix }[];
  /** a of the last layer. */
  readonly output: Matrix;
}

/** Every derivative of E, the weighted mean of the loss over the samples. */
export interface Backward {
  /** E. */
  readonly loss: number;
  /** `delta` = ∂E/∂z (samples × outputs), `weights` = ∂E/∂W (outputs × inputs), `biases` = ∂E/∂b. */
  readonly layers: readonly { readonly delta: Matrix; readonly weights: Matrix; readonly biases: Vector | null }[];
  /** ∂E/∂x, samples × inputs. */
  readonly input: Matrix;
  /** ∂E/∂parameters, in the order of the network's `parameters`; the layers' `weights` and `biases` are views into it. */
  readonly gradient: Vector;
}

/** Options of `backward`. */
export interface BackwardOptions {
  /** What each sample counts for in E = Σ wᵢ Lᵢ / n, from 0; all 1 unless given. */
  sampleWeights?: Sample | undefined;
}

/** A forward pass, copied out of the workspace slice by slice. */
export function inspectForward(network: Network, x: Sample | Samples): Forward {
  const given = readInputs(network, "forward", x);
  const { rows } = given;
  const workspace = openWorkspace(network, Math.min(rows, mostRows(network)), "predict");
  const { capacity, layers: spaces } = workspace;
  const input = roomFor(workspace.input, rows, network);
  const layers = spaces.map(({ z, a }) => ({ z: roomFor(z, rows, network), a: roomFor(a, rows, network) }));
  workspace.parameters.load();
  for (let start = 0; start < rows; start += capacity) {
    resize(Math.min(capacity, rows - start), workspace);
    fill(workspace.input, given, start);
    forward(network.engine.kernels, workspace);
    keep(workspace.input, input, start);
    spaces.forEach(({ z, a }, l) => {
      keep(z, layers[l].z, start);
      keep(a, layers[l].a, start);
    });
  }
  workspace.memory.release();
  return { input, layers, output: layers[layers.length - 1].a };
}

/** A backward pass from a forward one, copied out of the workspace slice by slice. */
export function inspectBackward(
  network: Network,
  pass: Forward,
  target: Sample | Samples,
  loss: Loss,
  options: BackwardOptions,
): Backward {
  checkNames("backward", options, ["sampleWeights"]);
  checkForward(network, pass);
  checkLoss(network, "backward", loss);
  checkDifferentiable(network, "backward");
  const { rows } = pass.input;
  const targets = readTargets(
    network,
    "backward",
    rows === 1 && isSample(target) ? [target] : (target as Samples),
    rows,
    loss,
  );
  const weights = asColumn(readWeights("backward", options.sampleWeights, rows));
  const workspace = openWorkspace(network, Math.min(rows, mostRows(network)), "predict");
  const gradients = openGradients(network, workspace);
  const { capacity, output } = workspace;
  const { kernels } = network.engine;
  const input = roomFor(gradients.input, rows, network);
  const deltas = gradients.layers.map(({ delta }) => roomFor(delta, rows, network));
  let sum = 0;
  workspace.parameters.load();
  gradients.parameters.clear();
  output.samples = rows;
  for (let start = 0; start < rows; start += capacity) {
    resize(Math.min(capacity, rows - start), workspace, gradients);
    fill(workspace.input, pass.input, start);
    workspace.layers.forEach(({ z, a }, l) => {
      fill(z, pass.layers[l].z, start);
      fill(a, pass.layers[l].a, start);
    });
    fill(output.target, targets, start);
    fill(output.weights, weights, start);
    sum = kernels.lossSum(loss, output, sum);
    backward(kernels, workspace, gradients, loss);
    backwardInput(kernels, workspace, gradients);
    keep(gradients.input, input, start);
    gradients.layers.forEach(({ delta }, l) => {
      keep(delta, deltas[l], start);
    });
  }
  gradients.parameters.store();
  workspace.memory.release();
  const gradient = gradients.parameters.flat;
  const layers = layerViews(network, gradient).map((views, l) => ({ delta: deltas[l], ...views }));
  return { loss: sum / rows, layers, input, gradient };
}

/** Throws unless this is what this network's `forward` returns. */
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
    rows === pass.input.rows && columns === widths[l] && data.length === rows * columns;
  const isWhole = pass.input.rows > 0 && given.every(fits) && pass.layers.every(({ a }, l) => fits(a, l + 1));
  need(isWhole, "backward", "the forward pass", pass, "what forward returned", ShapeError);
}
