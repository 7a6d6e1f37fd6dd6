import type { Activation } from "../activations/activation.js";
import type { Block, Output } from "../engine/engine.js";
import { type Matrix, row, type Vector } from "../matrix.js";
import type { LayerParameters } from "./layer.js";
import { type Network, viewsInto } from "./network.js";

/** A network's memory for a forward pass of up to `capacity` samples: every part of one block of the engine's memory. */
export interface Workspace {
  readonly capacity: number;
  readonly input: Block;
  readonly layers: readonly LayerSpace[];
  /** The last layer's z and a, and what they are compared with. */
  readonly output: Output;
}

/** A layer's part of a workspace. */
export interface LayerSpace {
  readonly activation: Activation;
  readonly W: Matrix;
  readonly b: Vector | null;
  readonly z: Block;
  readonly a: Block;
}

/** A network's memory for a backward pass. */
export interface Gradients {
  /** As long as the parameters, and in their order. */
  readonly gradient: Vector;
  /** ∂E/∂x. */
  readonly input: Block;
  readonly layers: readonly LayerGradients[];
}

/** A layer's part of the gradients. */
export interface LayerGradients {
  readonly W: Matrix;
  readonly b: Vector | null;
  /** ∂E/∂a. */
  readonly a: Block;
  /** ∂E/∂z. */
  readonly delta: Block;
}

/** Memory for a forward pass of `rows` samples, or fewer after `resize`. */
export function openWorkspace(network: Network, rows: number): Workspace {
  const { layers, inputs, outputs } = network;
  const width = inputs + outputs + 2 * layers.reduce((sum, layer) => sum + layer.outputs, 0);
  const block = carve(network.engine.claim(rows * width, network.dtype), rows);
  const input = block(inputs);
  const spaces = viewsInto(network, network.parameters).map(({ weights, biases }, l) => ({
    activation: layers[l].activation,
    W: weights,
    b: biases,
    z: block(layers[l].outputs),
    a: block(layers[l].outputs),
  }));
  const { activation, z, a } = spaces[spaces.length - 1];
  const weights = network.engine.claim(rows, "float64").fill(1);
  return { capacity: rows, input, layers: spaces, output: { activation, z, a, target: block(outputs), weights } };
}

/** Memory for a backward pass of as many samples as the workspace. */
export function openGradients(network: Network, { capacity }: Workspace): Gradients {
  const { layers, inputs, parameters } = network;
  const width = inputs + 2 * layers.reduce((sum, layer) => sum + layer.outputs, 0);
  const memory = network.engine.claim(parameters.length + capacity * width, network.dtype);
  const gradient = memory.subarray(0, parameters.length);
  const block = carve(memory.subarray(parameters.length), capacity);
  const part = ({ weights, biases }: LayerParameters): LayerGradients => ({
    W: weights,
    b: biases,
    a: block(weights.rows),
    delta: block(weights.rows),
  });
  return { gradient, input: block(inputs), layers: viewsInto(network, gradient).map(part) };
}

/** Makes the workspace, and the gradients beside it, those of a batch of `rows` samples. */
export function resize(rows: number, workspace: Workspace, gradients?: Gradients): void {
  const { input, layers, output } = workspace;
  const blocks = [input, output.target, ...layers.flatMap(({ z, a }) => [z, a])];
  if (gradients) blocks.push(gradients.input, ...gradients.layers.flatMap(({ a, delta }) => [a, delta]));
  for (const block of blocks) block.rows = rows;
}

/** Blocks of a memory, one after the other. */
function carve(memory: Vector, rows: number): (columns: number) => Block {
  let at = 0;
  return (columns) => {
    at += rows * columns;
    return new RowBlock(rows, columns, memory.subarray(at - rows * columns, at));
  };
}

class RowBlock implements Block {
  readonly #views: Vector[] = [];

  constructor(
    public rows: number,
    readonly columns: number,
    readonly data: Vector,
  ) {}

  row(r: number): Vector {
    this.#views[r] ??= row(this, r);
    return this.#views[r];
  }
}
