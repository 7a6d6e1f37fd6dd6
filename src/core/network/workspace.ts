import type { Activation } from "../activations/activation.js";
import type { Biases, Block, ForwardPass, Memory, Output, Parameters, Weights } from "../engine/engine.js";
import { type Grid, Matrix, type Vector, vector } from "../numbers/matrix.js";
import type { Layer } from "./layer.js";
import { type Network, shapesOf } from "./network.js";

/** A network's memory for forward passes of up to `capacity` samples. */
export interface Workspace {
  readonly capacity: number;
  readonly memory: Memory;
  /**
   * The parameters as the kernels see them. Load them before the first pass and after each edit.
   */
  readonly parameters: Parameters;
  readonly input: Block;
  readonly layers: readonly LayerSpace[];
  /** The forward pass in one call; `null` where the engine runs it kernel by kernel. */
  readonly pass: ForwardPass | null;
  /** The last layer's z and a beside the targets and sample weights. */
  readonly output: Output;
  /** Everything with one row per sample. */
  readonly blocks: readonly Block[];
}

/** A layer's part of a workspace. */
export interface LayerSpace {
  readonly activation: Activation;
  readonly W: Weights;
  readonly b: Biases | null;
  /** x, or the output of the layer before. */
  readonly input: Block;
  readonly z: Block;
  readonly a: Block;
  /** In training, the next layer's input is `passed = a ⊙ mask`. */
  readonly dropout: { readonly mask: Block; readonly passed: Block } | null;
}

/** A network's memory for backward passes. */
export interface Gradients {
  /** ∂E/∂parameters. */
  readonly parameters: Parameters;
  /** ∂E/∂x. */
  readonly input: Block;
  readonly layers: readonly LayerGradients[];
  /** Everything with one row per sample. */
  readonly blocks: readonly Block[];
}

/** A layer's part of the gradients. */
export interface LayerGradients {
  readonly W: Weights;
  readonly b: Biases | null;
  /** ∂E/∂a. */
  readonly a: Block;
  /** ∂E/∂z. */
  readonly delta: Block;
}

/**
 * Memory for a forward pass of `rows` samples, or of fewer after `resize`. Only a workspace for
 * training has room for dropout.
 */
export function openWorkspace(network: Network, rows: number, purpose: "train" | "predict"): Workspace {
  const { layers, inputs, outputs, dtype, engine } = network;
  const memory = engine.open(dtype);
  const parameters = memory.parameters(shapesOf(network), network.read());
  const blocks: Block[] = [];
  const block = blockClaimer(memory, rows, blocks);
  const drops = ({ dropout }: Layer): boolean => purpose === "train" && dropout > 0;
  const input = block(inputs);
  let passed = input;
  const spaces = parameters.layers.map(({ weights, biases }, l): LayerSpace => {
    const { activation, outputs: columns } = layers[l];
    const z = block(columns);
    const a = block(columns);
    const dropout = drops(layers[l]) ? { mask: block(columns), passed: block(columns) } : null;
    const space = { activation, W: weights, b: biases, input: passed, z, a, dropout };
    passed = dropout?.passed ?? a;
    return space;
  });
  const { activation, z, a } = spaces[spaces.length - 1];
  const output = { activation, z, a, target: block(outputs), weights: block(1, "float64"), samples: rows };
  const pass = purpose === "predict" ? memory.pass(input, spaces) : null;
  return { capacity: rows, memory, parameters, input, layers: spaces, pass, output, blocks };
}

/** Memory for a backward pass of the workspace's samples. */
export function openGradients(network: Network, { memory, parameters, capacity }: Workspace): Gradients {
  const gradient: Vector = vector(parameters.flat.length, network.dtype);
  const own = memory.parameters(shapesOf(network), gradient);
  const blocks: Block[] = [];
  const block = blockClaimer(memory, capacity, blocks);
  const input = block(network.inputs);
  const spaces = own.layers.map(({ weights, biases }): LayerGradients => {
    return { W: weights, b: biases, a: block(weights.rows), delta: block(weights.rows) };
  });
  return { parameters: own, input, layers: spaces, blocks };
}

/** The most samples to open a workspace for, so that it takes only some megabytes. */
export function mostRows({ layers, inputs }: Network): number {
  const width = layers.reduce((sum, { outputs }) => sum + 4 * outputs, 2 * inputs);
  return Math.max(1, Math.floor(2 ** 21 / width));
}

/** A matrix of zeros in the network's dtype. */
export function matrixFor(columns: number, rows: number, { dtype }: Network): Matrix {
  return new Matrix(rows, columns, vector(rows * columns, dtype));
}

/** Copies rows of a matrix, from row `start` on, into the block's first `rows`. */
export function copyRowsInto(block: Block, from: Grid, start: number, rows: number = block.rows): void {
  const { columns } = block;
  copyRun(from.data, start * columns, rows * columns, block.data, 0);
}

/** Copies the block's rows in use into a matrix, from row `start` on. */
export function copyRowsFrom({ data, rows, columns }: Block, into: Grid, start: number): void {
  copyRun(data, 0, rows * columns, into.data, start * columns);
}

function copyRun(from: Vector, start: number, length: number, to: Vector, at: number): void {
  // Making a view costs as much as copying a few dozen numbers.
  if (length > 64) to.set(from.subarray(start, start + length), at);
  else for (let k = 0; k < length; k++) to[at + k] = from[start + k];
}

/** Sets the number of rows in use, at most the capacity, of a workspace or of gradients. */
export function resize(rows: number, { blocks }: { readonly blocks: readonly Block[] }): void {
  if (blocks[0].rows !== rows) for (const block of blocks) block.rows = rows;
}

/** A function that claims a block of the memory and adds it to the list. */
function blockClaimer(memory: Memory, rows: number, blocks: Block[]): (columns: number, dtype?: "float64") => Block {
  return (columns, dtype) => {
    const block = memory.block(rows, columns, dtype);
    blocks.push(block);
    return block;
  };
}
