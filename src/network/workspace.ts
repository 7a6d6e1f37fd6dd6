import type { Activation } from "../activations/activation.js";
import type { Block, Output } from "../engine/engine.js";
import { type Matrix, row, type Vector } from "../matrix.js";
import type { Layer } from "./layer.js";
import { type Network, viewsInto } from "./network.js";

/** A network's memory for a forward pass of up to `capacity` samples: every part of one block of the engine's memory. */
export interface Workspace {
  readonly capacity: number;
  readonly input: Block;
  readonly layers: readonly LayerSpace[];
  /** The last layer's z and a, and what they are compared with. */
  readonly output: Output;
  /** All that has a row per sample. */
  readonly blocks: readonly Block[];
}

/** A layer's part of a workspace. */
export interface LayerSpace {
  readonly activation: Activation;
  readonly W: Matrix;
  readonly b: Vector | null;
  /** What comes in: x, or what the layer before passes on. */
  readonly input: Block;
  readonly z: Block;
  readonly a: Block;
  /** What becomes of a on its way to the next layer, in training: `passed = a ⊙ mask`. */
  readonly dropout: { readonly mask: Block; readonly passed: Block } | null;
}

/** A network's memory for a backward pass. */
export interface Gradients {
  /** As long as the parameters, and in their order. */
  readonly gradient: Vector;
  /** ∂E/∂x. */
  readonly input: Block;
  readonly layers: readonly LayerGradients[];
  /** All that has a row per sample. */
  readonly blocks: readonly Block[];
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

/** Memory for a forward pass of `rows` samples, or fewer after `resize`; with the layers' dropout when it is to train. */
export function openWorkspace(network: Network, rows: number, purpose: "train" | "predict"): Workspace {
  const { layers, inputs, outputs } = network;
  const drops = ({ dropout }: Layer): boolean => purpose === "train" && dropout > 0;
  const width = layers.reduce((sum, layer) => sum + layer.outputs * (drops(layer) ? 4 : 2), inputs + outputs);
  const { block, blocks } = carve(network.engine.claim(rows * width, network.dtype), rows);
  const input = block(inputs);
  let passed = input;
  const spaces = viewsInto(network, network.parameters).map(({ weights, biases }, l): LayerSpace => {
    const { activation, outputs: columns } = layers[l];
    const z = block(columns);
    const a = block(columns);
    const dropout = drops(layers[l]) ? { mask: block(columns), passed: block(columns) } : null;
    const space = { activation, W: weights, b: biases, input: passed, z, a, dropout };
    passed = dropout?.passed ?? a;
    return space;
  });
  const { activation, z, a } = spaces[spaces.length - 1];
  const weights = network.engine.claim(rows, "float64").fill(1);
  const output = { activation, z, a, target: block(outputs), weights, samples: rows };
  return { capacity: rows, input, layers: spaces, output, blocks };
}

/** Memory for a backward pass of as many samples as the workspace. */
export function openGradients(network: Network, { capacity }: Workspace): Gradients {
  const { layers, inputs, parameters } = network;
  const width = layers.reduce((sum, layer) => sum + layer.outputs * 2, inputs);
  const memory = network.engine.claim(parameters.length + capacity * width, network.dtype);
  const gradient = memory.subarray(0, parameters.length);
  const { block, blocks } = carve(memory.subarray(parameters.length), capacity);
  const input = block(inputs);
  const spaces = viewsInto(network, gradient).map(({ weights, biases }): LayerGradients => {
    return { W: weights, b: biases, a: block(weights.rows), delta: block(weights.rows) };
  });
  return { gradient, input, layers: spaces, blocks };
}

/** Makes it the memory of `rows` samples, which must be no more than its capacity. */
export function resize(rows: number, ...memories: readonly { readonly blocks: readonly Block[] }[]): void {
  for (const { blocks } of memories) for (const block of blocks) block.rows = rows;
}

/** Blocks of a memory, one after the other. */
function carve(memory: Vector, rows: number): { block: (columns: number) => Block; blocks: readonly Block[] } {
  const blocks: Block[] = [];
  let at = 0;
  const block = (columns: number): Block => {
    at += rows * columns;
    const carved = new RowBlock(rows, columns, memory.subarray(at - rows * columns, at));
    blocks.push(carved);
    return carved;
  };
  return { block, blocks };
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
