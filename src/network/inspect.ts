import { need, ShapeError } from "../errors.js";
import type { Loss } from "../losses/loss.js";
import { copy, type Matrix, type Vector } from "../matrix.js";
import { checkNames } from "../options.js";
import { isMatrix, isSample, type Sample, type Samples } from "../samples.js";
import { backward, backwardInput, forward } from "./backpropagation.js";
import type { Network } from "./network.js";
import { partsOf } from "./network.js";
import { checkDifferentiable, checkLoss, readInputs, readTargets, readWeights } from "./reading.js";
import { openGradients, openWorkspace } from "./workspace.js";

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

/** A forward pass, copied out of the workspace. */
export function inspectForward(network: Network, x: Sample | Samples): Forward {
  const input = readInputs(network, "forward", x);
  const workspace = openWorkspace(network, input.rows, "predict");
  workspace.parameters.load();
  workspace.input.data.set(input.data);
  forward(network.engine.kernels, workspace);
  const layers = workspace.layers.map(({ z, a }) => ({ z: copy(z), a: copy(a) }));
  workspace.memory.release();
  return { input: copy(workspace.input), layers, output: layers[layers.length - 1].a };
}

/** A backward pass from a forward one, copied out of the workspace. */
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
  const weights = readWeights("backward", options.sampleWeights, rows);
  const workspace = openWorkspace(network, rows, "predict");
  workspace.parameters.load();
  workspace.input.data.set(pass.input.data);
  workspace.layers.forEach(({ z, a }, l) => {
    z.data.set(pass.layers[l].z.data);
    a.data.set(pass.layers[l].a.data);
  });
  workspace.output.target.data.set(targets.data);
  workspace.output.weights.data.set(weights);
  const gradients = openGradients(network, workspace);
  gradients.parameters.clear();
  const { kernels } = network.engine;
  backward(kernels, workspace, gradients, loss);
  backwardInput(kernels, workspace, gradients);
  gradients.parameters.store();
  const gradient = gradients.parameters.flat;
  const layers = partsOf(network, gradient).map((views, l) => ({ delta: copy(gradients.layers[l].delta), ...views }));
  const E = kernels.lossSum(loss, workspace.output, 0) / rows;
  const input = copy(gradients.input);
  workspace.memory.release();
  return { loss: E, layers, input, gradient };
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
