import type { Activation } from "../activations/activation.js";
import type { Biases, Block, ForwardPass, Memory, Output, Parameters, Weights } from "../engine/engine.js";
import { type Matrix, type Vector, vector } from "../numbers/matrix.js";
import type { Layer } from "./layer.js";
import { type Network, shapesOf } from "./network.js";

/** A network's memory for a forward pass of up to `capacity` samples. */
export interface Workspace {
  readonly capacity: number;
  readonly memory: Memory;
  /** The network's parameters as the kernels see them: to be loaded before the first pass, and whenever they have changed. */
  readonly parameters: Parameters;
  readonly input: Block;
  readonly layers: readonly LayerSpace[];
  /** The forward pass in one call, where the engine has it. */
  readonly pass: ForwardPass | null;
  /** The last layer's z and a, and what they are compared with. */
  readonly output: Output;
  /** All that has a row per sample. */
  readonly blocks: readonly Block[];
}

/** A layer's part of a workspace. */
export interface LayerSpace {
  readonly activation: Activation;
  readonly W: Weights;
  readonly b: Biases | null;
  /** What comes in: x, or what the layer before passes on. */
  readonly input: Block;
  readonly z: Block;
  readonly a: Block;
  /** What becomes of a on its way to the next layer, in training: `passed = a ⊙ mask`. */
  readonly dropout: { readonly mask: Block; readonly passed: Block } | null;
}

/** A network's memory for a backward pass. */
export interface Gradients {
  /** ∂E/∂parameters. */
  readonly parameters: Parameters;
  /** ∂E/∂x. */
  readonly input: Block;
  readonly layers: readonly LayerGradients[];
  /** All that has a row per sample. */
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

/** Memory for a forward pass of `rows` samples, or fewer after `resize`; with the layers' dropout when it is to train. */
export function openWorkspace(network: Network, rows: number, purpose: "train" | "predict"): Workspace {
  const { layers, inputs, outputs } = network;
  const memory = network.engine.open(network.dtype);
  const parameters = memory.parameters(shapesOf(network), network.parameters);
  const blocks: Block[] = [];
  const block = claimer(memory, rows, blocks);
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

/** Memory for a backward pass of as many samples as the workspace. */
export function openGradients(network: Network, { memory, parameters, capacity }: Workspace): Gradients {
  const gradient: Vector = vector(parameters.flat.length, network.dtype);
  const own = memory.parameters(shapesOf(network), gradient);
  const blocks: Block[] = [];
  const block = claimer(memory, capacity, blocks);
  const input = block(network.inputs);
  const spaces = own.layers.map(({ weights, biases }): LayerGradients => {
    return { W: weights, b: biases, a: block(weights.rows), delta: block(weights.rows) };
  });
  return { parameters: own, input, layers: spaces, blocks };
}

/** How many samples a workspace is opened for at most, to stay within some megabytes. */
export function mostRows({ layers, inputs }: Network): number {
  const width = layers.reduce((sum, { outputs }) => sum + 4 * outputs, 2 * inputs);
  return Math.max(1, Math.floor(2 ** 21 / width));
}

/** Room for something of so many samples, with as many columns. */
export function roomFor({ columns }: Pick<Block, "columns">, rows: number, { dtype }: Network): Matrix {
  return { rows, columns, data: vector(rows * columns, dtype) };
}

/** Fills the block's rows in use, or the first `rows`, with rows of a matrix from row `start` on. */
export function fill(block: Block, from: Matrix, start: number, rows: number = block.rows): void {
  const { columns } = block;
  block.data.set(from.data.subarray(start * columns, (start + rows) * columns));
}

/** Puts the block's rows in use into a matrix, from row `start` on. */
export function keep({ data, rows, columns }: Block, into: Matrix, start: number): void {
  into.data.set(data.subarray(0, rows * columns), start * columns);
}

/** Makes it the memory of `rows` samples, which must be no more than its capacity. */
export function resize(rows: number, ...memories: readonly { readonly blocks: readonly Block[] }[]): void {
  for (const { blocks } of memories) {
    if (blocks[0].rows !== rows) for (const block of blocks) block.rows = rows;
  }
}

/** Takes blocks of a memory, and puts them on the list. */
function claimer(memory: Memory, rows: number, blocks: Block[]): (columns: number, dtype?: "float64") => Block {
  return (columns, dtype) => {
    const block = memory.block(rows, columns, dtype);
    blocks.push(block);
    return block;
  };
}
