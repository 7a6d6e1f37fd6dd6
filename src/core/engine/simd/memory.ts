import type { Dtype, Vector } from "../../numbers/matrix.js";
import type { Optimizer, OptimizerState } from "../../optimizers/optimizer.js";
import type { Batches, ForwardPass, Memory, Shape, Updates } from "../engine.js";
import { type Arena, ArenaSegment } from "./arena.js";
import { CompiledBlock, CompiledParameters, type PanelPlaces, panelPlaces } from "./panels.js";
import { type CompiledLayer, type CompiledTraining, openBatches, openForwardPass } from "./program.js";
import { openUpdates } from "./updates.js";

/** The memory of one workspace: a segment of the arena. */
export class CompiledMemory implements Memory {
  readonly #segment: ArenaSegment;
  /** Shared by the parameters and their gradient. */
  #places: PanelPlaces | undefined;

  constructor(
    arena: Arena,
    readonly dtype: Dtype,
  ) {
    this.#segment = new ArenaSegment(arena, dtype);
  }

  block(rows: number, columns: number, dtype: Dtype = this.dtype): CompiledBlock {
    return new CompiledBlock(this.#segment, rows, columns, dtype);
  }

  parameters(layers: readonly Shape[], flat: Vector): CompiledParameters {
    this.#places ??= panelPlaces(layers, this.dtype);
    return new CompiledParameters(this.#segment, layers, this.#places, flat);
  }

  updates(
    optimizer: Optimizer,
    state: OptimizerState,
    parameters: CompiledParameters,
    gradient: CompiledParameters,
  ): Updates {
    return openUpdates(this.#segment, optimizer, state, parameters, gradient);
  }

  pass(input: CompiledBlock, layers: readonly CompiledLayer[]): ForwardPass | null {
    return openForwardPass(this.#segment, input, layers);
  }

  batches(training: CompiledTraining, capacity: number): Batches | null {
    return openBatches(this.#segment, training, capacity);
  }

  hold(): boolean {
    return this.#segment.hold();
  }

  release(): void {
    this.#segment.release();
  }
}
