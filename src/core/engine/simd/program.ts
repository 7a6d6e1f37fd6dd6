import { linkFor } from "../../losses/loss.js";
import { copyNumbers, type Vector } from "../../numbers/matrix.js";
import type { Progress } from "../../schedules/schedule.js";
import type { Batches, Epochs, ForwardPass, PassLayer, TrainingParts } from "../engine.js";
import { type ArenaSegment, Region, wordsOf } from "./arena.js";
import { CompiledEpochs } from "./epochs.js";
import { kernelFailure } from "./instance.js";
import { CompiledBlock, type CompiledParameters, type Panels } from "./panels.js";
import { kernelOf, type PieceKernel } from "./pieces.js";
import { CompiledUpdates, scalarsPerUpdate } from "./updates.js";

/*
 * A network in the memory, as kernels/epoch.ts reads it: sizes in words of 4 bytes. Each part
 * begins with two float64, which are two words each.
 */
const programWords = 16;
const layerWords = 18;

/** A layer in the kernels' memory. */
export interface CompiledLayer extends PassLayer {
  readonly W: Panels;
  readonly z: CompiledBlock;
  readonly a: CompiledBlock;
}

interface CompiledGradient {
  readonly W: Panels;
  readonly a: CompiledBlock;
  readonly delta: CompiledBlock;
}

/** A training in the kernels' memory. */
export interface CompiledTraining extends TrainingParts {
  readonly layers: readonly CompiledLayer[];
  readonly gradients: readonly CompiledGradient[];
  readonly parameters: CompiledParameters;
  readonly gradient: CompiledParameters;
}

/** A forward pass in one call; `null` when an activation has no kernel, or a layer drops out. */
export function openForwardPass(
  segment: ArenaSegment,
  input: CompiledBlock,
  layers: readonly CompiledLayer[],
): ForwardPass | null {
  const activations = kernelsOfLayers(layers);
  return activations && new CompiledPass(segment, input, layers, activations);
}

class CompiledPass implements ForwardPass {
  readonly #program: Region;

  constructor(
    readonly segment: ArenaSegment,
    readonly input: CompiledBlock,
    readonly layers: readonly CompiledLayer[],
    readonly activations: readonly PieceKernel[],
  ) {
    this.#program = programFor(segment, layers);
  }

  load(): void {
    writeLayers(this.#program, this.layers, this.activations, null);
  }

  run(): void {
    try {
      this.segment.use().predict(this.#program.at, this.input.rows, this.input.at);
    } catch (error) {
      throw kernelFailure(error);
    }
  }
}

/** Batches in one call; `null` when a piece has no kernel, or a layer drops out. */
export function openBatches(segment: ArenaSegment, training: CompiledTraining, capacity: number): Batches | null {
  const { layers, loss, updates } = training;
  const activations = kernelsOfLayers(layers);
  const lossKernel = kernelOf(loss);
  if (activations === null || lossKernel === null || !(updates instanceof CompiledUpdates)) return null;
  return new CompiledBatches(segment, training, activations, lossKernel, updates, capacity);
}

class CompiledBatches implements Batches {
  total = 0;
  readonly input: CompiledBlock;
  readonly target: CompiledBlock;
  readonly weights: CompiledBlock;
  readonly output: CompiledBlock;
  readonly #program: Region;
  /** The segment's `losses` when the program was written; −1 before. */
  #written = -1;
  readonly #scheduled: Vector;
  readonly #scalars: Region;

  constructor(
    readonly segment: ArenaSegment,
    readonly training: CompiledTraining,
    readonly activations: readonly PieceKernel[],
    readonly loss: PieceKernel,
    readonly updates: CompiledUpdates,
    readonly capacity: number,
  ) {
    const { layers, batchSize } = training;
    const { dtype } = segment;
    const outputs = training.output.a.columns;
    this.#program = programFor(segment, layers);
    this.input = new CompiledBlock(segment, capacity, layers[0].W.columns, dtype);
    this.target = new CompiledBlock(segment, capacity, outputs, dtype);
    this.weights = new CompiledBlock(segment, capacity, 1, "float64");
    this.output = new CompiledBlock(segment, capacity, outputs, dtype);
    this.#scheduled = new Float64Array(Math.ceil(capacity / batchSize) * scalarsPerUpdate);
    this.#scalars = new Region(segment, this.#scheduled.length, "float64");
  }

  load(): void {
    const { training, loss, segment } = this;
    this.clearTotal();
    if (this.#written === segment.losses) return;
    writeLayers(this.#program, training.layers, this.activations, training.gradients);
    this.#program.data[1] = loss.option;
    const linked = linkFor(training.loss, training.output.activation) === undefined ? 0 : 1;
    const words = wordsOf(this.#program);
    words.set([loss.code, linked], 6);
    words.set(this.updates.operands, 8);
    words[15] = this.updates.isConstant ? 0 : 8 * scalarsPerUpdate;
    this.#written = segment.losses;
  }

  clearTotal(): void {
    this.total = 0;
    this.#program.data[0] = 0;
  }

  run(samples: number, progress: Progress): number {
    const { batchSize } = this.training;
    this.updates.schedule(Math.ceil(samples / batchSize), progress, this.#scheduled);
    copyNumbers(this.#scheduled, this.#scalars.data);
    const { input, target, weights, output } = this;
    const program = this.#program;
    try {
      const { train } = this.segment.use();
      const scalars = this.#scalars.at;
      const done = train(program.at, samples, batchSize, input.at, target.at, weights.at, output.at, scalars);
      this.total = program.data[0];
      return done;
    } catch (error) {
      throw kernelFailure(error);
    }
  }

  epochs(samples: number, most: number): Epochs {
    const { input, target, weights, output, updates } = this;
    const { parameters, batchSize } = this.training;
    const room = { program: this.#program, input, target, weights, output, parameters, updates, batchSize };
    return new CompiledEpochs(this.segment, room, samples, most);
  }
}

/** The kernels of all activations; `null` when one has none, or a layer drops out. */
function kernelsOfLayers(layers: readonly PassLayer[]): readonly PieceKernel[] | null {
  const kernels: PieceKernel[] = [];
  for (const { activation, dropout } of layers) {
    const kernel = dropout === null ? kernelOf(activation) : null;
    if (kernel === null) return null;
    kernels.push(kernel);
  }
  return kernels;
}

function programFor(segment: ArenaSegment, layers: readonly CompiledLayer[]): Region {
  return new Region(segment, (programWords + layers.length * layerWords) / 2, "float64");
}

/** Writes the part of the program that describes the layers. */
function writeLayers(
  program: Region,
  layers: readonly CompiledLayer[],
  activations: readonly PieceKernel[],
  gradients: readonly CompiledGradient[] | null,
): void {
  const transposed = layers.map(({ W }, l) => (l === 0 || gradients === null ? 0 : W.transposed()));
  // Only now: room for Wᵀ may grow the memory, which ends all views.
  const { data } = program;
  const words = wordsOf(program);
  words.set([layers.length, program.at + 4 * programWords], 4);
  for (const [l, { W, b, z, a }] of layers.entries()) {
    const { code, option, slopeCode, slopeOption, borrowed } = activations[l];
    const gradient = gradients?.[l];
    const at = programWords + l * layerWords;
    data.set([option, slopeOption], at / 2);
    words.set([W.columns, W.rows, code, slopeCode, borrowed, b === null ? 0 : 1], at + 4);
    words.set([W.at, transposed[l], z.at, a.at], at + 10);
    words.set([gradient?.W.at ?? 0, gradient?.a.at ?? 0, gradient?.delta.at ?? 0], at + 14);
  }
}
