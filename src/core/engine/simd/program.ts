import { linkFor } from "../../losses/loss.js";
import type { Progress } from "../../schedules/schedule.js";
import type { Batches, Pass, PassLayer, Training } from "../engine.js";
import { Region, type Segment } from "./arena.js";
import { failure } from "./instance.js";
import { CompiledBlock, CompiledParameters, type Panels } from "./parts.js";
import { type ActivationKernel, kernelOfActivation, kernelOfLoss } from "./pieces.js";
import { isCompiled, scalarsPerUpdate } from "./updates.js";

/*
 * What the kernels read of a network that they go through in one call: kernels/epoch.ts says what stands where. In 4-byte words; the two
 * float64 at the beginning of each part are two words.
 */
const programWords = 16;
const layerWords = 18;

/** A layer in a segment. */
export type CompiledLayer = PassLayer & { readonly W: Panels; readonly z: CompiledBlock; readonly a: CompiledBlock };
type CompiledGradient = { readonly W: Panels; readonly a: CompiledBlock; readonly delta: CompiledBlock };

/** A forward pass in one call; `null` when an activation is somebody's own, or drops out. */
export function openPass(segment: Segment, input: CompiledBlock, layers: readonly CompiledLayer[]): Pass | null {
  const activations = activationsOf(layers);
  if (activations === null) return null;
  const program = new Region(segment, (programWords + layers.length * layerWords) / 2, "float64");
  return {
    load: () => describe(program, layers, activations, null),
    run: () => {
      try {
        segment.use().predict(program.at, input.rows, input.at);
      } catch (error) {
        throw failure(error);
      }
    },
  };
}

/** Batches in one call; `null` when a part is somebody's own, or drops out. */
export function openBatches(segment: Segment, training: Training, capacity: number): Batches | null {
  const { layers, loss, batchSize, updates, parameters, gradient, output } = training;
  const activations = activationsOf(layers as readonly CompiledLayer[]);
  const lost = kernelOfLoss(loss);
  if (activations === null || lost === null) return null;
  if (!(isCompiled(updates) && parameters instanceof CompiledParameters)) return null;
  if (!(gradient instanceof CompiledParameters)) return null;
  const { dtype } = segment;
  const first = layers[0] as CompiledLayer;
  const outputs = output.a.columns;
  const program = new Region(segment, (programWords + layers.length * layerWords) / 2, "float64");
  const input = new CompiledBlock(segment, capacity, first.W.columns, dtype);
  const target = new CompiledBlock(segment, capacity, outputs, dtype);
  const weights = new CompiledBlock(segment, capacity, 1, "float64");
  const given = new CompiledBlock(segment, capacity, outputs, dtype);
  const scheduled = new Float64Array(Math.ceil(capacity / batchSize) * scalarsPerUpdate);
  const scalars = new Region(segment, scheduled.length, "float64");
  const linked = linkFor(loss, output.activation) === undefined ? 0 : 1;
  return {
    capacity,
    input,
    target,
    weights,
    output: given,
    get total() {
      return program.data[0];
    },
    set total(value) {
      program.data[0] = value;
    },
    load: () => {
      describe(
        program,
        layers as readonly CompiledLayer[],
        activations,
        training.gradients as readonly CompiledGradient[],
      );
      const numbers = program.data;
      numbers[0] = 0;
      numbers[1] = lost.option;
      wordsOf(program).set([lost.code, linked, ...updates.operands], 6);
    },
    run: (samples: number, progress: Progress) => {
      updates.schedule(Math.ceil(samples / batchSize), progress, scheduled);
      scalars.data.set(scheduled);
      try {
        const { train } = segment.use();
        return train(program.at, samples, batchSize, input.at, target.at, weights.at, given.at, scalars.at);
      } catch (error) {
        throw failure(error);
      }
    },
  };
}

/** The compiled kernels of all activations; `null` when there is one that they lack. */
function activationsOf(layers: readonly PassLayer[]): readonly ActivationKernel[] | null {
  const found = layers.map(({ activation, dropout }) => (dropout === null ? kernelOfActivation(activation) : null));
  return found.every((one) => one !== null) ? found : null;
}

/** Writes the layers. */
function describe(
  program: Region,
  layers: readonly CompiledLayer[],
  activations: readonly ActivationKernel[],
  gradients: readonly CompiledGradient[] | null,
): void {
  const transposed = layers.map(({ W }, l) => (l === 0 || gradients === null ? 0 : W.transposed()));
  // Not before: room for what is transposed may grow the memory, which ends all views.
  const { data } = program;
  const words = wordsOf(program);
  words.set([layers.length, program.at + 4 * programWords], 4);
  for (const [l, { W, b, z, a }] of layers.entries()) {
    const { code, option, slope, borrowed } = activations[l];
    const gradient = gradients?.[l];
    const at = programWords + l * layerWords;
    data.set([option, slope.option], at / 2);
    const codes = [W.columns, W.rows, code, slope.code, borrowed, b === null ? 0 : 1];
    const places = [W.at, transposed[l], z.at, a.at, gradient?.W.at ?? 0, gradient?.a.at ?? 0, gradient?.delta.at ?? 0];
    words.set([...codes, ...places], at + 4);
  }
}

function wordsOf({ data }: Region): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.length * 2);
}
