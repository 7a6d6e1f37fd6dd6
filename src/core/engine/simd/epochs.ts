import type { Epochs, EpochsPlan } from "../engine.js";
import { type ArenaSegment, Region, wordsOf } from "./arena.js";
import { kernelFailure } from "./instance.js";
import { CompiledBlock, type CompiledParameters } from "./panels.js";
import { type CompiledUpdates, scalarsPerUpdate } from "./updates.js";

/** The plan as kernels/epochs.ts reads it: three float64, then words of 4 bytes. */
const planWords = 30;

/** What the epochs share with the batches of the same training. */
export interface EpochRoom {
  /** The address of the program. */
  readonly program: Region;
  /** Room for the samples in the order of an epoch. */
  readonly input: CompiledBlock;
  readonly target: CompiledBlock;
  readonly weights: CompiledBlock;
  readonly output: CompiledBlock;
  readonly parameters: CompiledParameters;
  readonly updates: CompiledUpdates;
  readonly batchSize: number;
}

/** Whole epochs in one call. */
export class CompiledEpochs implements Epochs {
  readonly input: CompiledBlock;
  readonly target: CompiledBlock;
  readonly weights: CompiledBlock;
  readonly most: number;
  readonly #plan: Region;
  readonly #order: Region;
  readonly #losses: Region;
  readonly #kept: Region;
  readonly #calm: Region;
  readonly #scalars: Region;
  readonly #scheduled: Float64Array;
  /** Updates of an epoch. */
  readonly #updates: number;
  #step: number = 0;
  /** The segment's `losses` when the plan was written; −1 before. */
  #written = -1;

  constructor(
    readonly segment: ArenaSegment,
    readonly room: EpochRoom,
    samples: number,
    most: number,
  ) {
    const { input, target, parameters, updates, batchSize } = room;
    const { size } = parameters.places;
    this.input = new CompiledBlock(segment, samples, input.columns, segment.dtype);
    this.target = new CompiledBlock(segment, samples, target.columns, segment.dtype);
    this.weights = new CompiledBlock(segment, samples, 1, "float64");
    this.most = most;
    this.#updates = Math.ceil(samples / batchSize);
    this.#plan = new Region(segment, planWords / 2, "float64");
    this.#order = new Region(segment, samples, "float32");
    this.#losses = new Region(segment, most, "float64");
    this.#kept = new Region(segment, size * (1 + updates.memories.length), "float64");
    this.#calm = new Region(segment, size, segment.dtype);
    const scheduled = updates.isConstant ? 1 : most * this.#updates;
    this.#scheduled = new Float64Array(scheduled * scalarsPerUpdate);
    this.#scalars = new Region(segment, this.#scheduled.length, "float64");
  }

  load(seeds: readonly number[] | null, wantsOutputs: boolean): void {
    if (this.#written !== this.segment.losses) this.#write();
    this.#plan.data[2] = Infinity;
    const words = wordsOf(this.#plan);
    words[11] = seeds === null ? 0 : 1;
    for (let k = 0; seeds !== null && k < seeds.length; k++) words[12 + k] = seeds[k];
    words[24] = wantsOutputs ? this.room.output.at : 0;
  }

  /** Writes what is the same for all trainings of this kind. */
  #write(): void {
    const { input, target, weights, batchSize } = this.room;
    const isWide = this.segment.dtype === "float64" ? 1 : 0;
    const bytes = isWide ? 8 : 4;
    const words = wordsOf(this.#plan);
    words.set([isWide, this.input.rows, batchSize], 6);
    words.set([bytes * input.columns, bytes * target.columns], 15);
    words.set(
      [this.input, this.target, this.weights, input, target, weights, this.#order].map(({ at }) => at),
      17,
    );
    words.set(
      [this.#scalars, this.#losses, this.#kept, this.#calm].map(({ at }) => at),
      25,
    );
    this.#written = this.segment.losses;
  }

  run({ count, first, targetLoss, limit, progress }: EpochsPlan): number {
    const { updates } = this.room;
    const each = this.#updates;
    this.#step = Number(updates.state.step);
    let done = 0;
    try {
      updates.schedule(count * each, progress, this.#scheduled);
      const length = updates.isConstant ? scalarsPerUpdate : count * each * scalarsPerUpdate;
      const { data: scalars } = this.#scalars;
      for (let k = 0; k < length; k++) scalars[k] = this.#scheduled[k];
      const { data: plan } = this.#plan;
      plan[0] = targetLoss;
      plan[1] = limit;
      const words = wordsOf(this.#plan);
      words[9] = count;
      words[10] = first;
      done = this.#call();
    } finally {
      updates.state.step = this.#step + done * each;
    }
    return done;
  }

  #call(): number {
    try {
      return this.segment.use().epochs(this.room.program.at, this.#plan.at);
    } catch (error) {
      // Nothing half-changed: the optimizer's vectors are those of the last `store`.
      this.room.updates.load();
      throw kernelFailure(error);
    }
  }

  get losses(): ArrayLike<number> {
    return this.#losses.data;
  }

  get order(): Uint32Array {
    const { data } = this.#order;
    return new Uint32Array(data.buffer, data.byteOffset, data.length);
  }

  storeCalm(into: Float64Array | Float32Array): void {
    this.room.parameters.places.store(this.#calm.data, into);
  }

  undo(): void {
    const { updates, parameters } = this.room;
    const { size } = parameters.places;
    const start = size * (this.segment.dtype === "float64" ? 1 : 0.5);
    const { data: kept } = this.#kept;
    for (const [k, memory] of updates.memories.entries()) {
      memory.data.set(kept.subarray(start + k * size, start + (k + 1) * size));
    }
    updates.state.step = this.#step;
  }
}
