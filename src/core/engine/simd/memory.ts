import type { Dtype } from "../../numbers/matrix.js";
import type { Memory } from "../engine.js";
import { type Arena, Segment } from "./arena.js";
import { CompiledBlock, CompiledParameters, type Places, placesOf } from "./parts.js";
import { type CompiledLayer, openBatches, openPass } from "./program.js";
import { openUpdates } from "./updates.js";

/** A segment of the arena. */
export function openMemory(arena: Arena, dtype: Dtype): Memory {
  const segment = new Segment(arena, dtype);
  let places: Places | undefined;
  return {
    block: (rows, columns, own = dtype) => new CompiledBlock(segment, rows, columns, own),
    parameters: (layers, flat) => {
      // The same for the parameters and for their gradient.
      places ??= placesOf(layers, dtype);
      return new CompiledParameters(segment, layers, places, flat);
    },
    updates: (optimizer, state, parameters, gradient) =>
      openUpdates(segment, optimizer, state, parameters as CompiledParameters, gradient as CompiledParameters),
    pass: (input, layers) => openPass(segment, input as CompiledBlock, layers as readonly CompiledLayer[]),
    batches: (training, capacity) => openBatches(segment, training, capacity),
    hold: () => segment.hold(),
    release: () => segment.release(),
  };
}
