import { isVector, type Vector } from "../../numbers/matrix.js";
import { type FirstOrder, forEngine, isFirstOrder, scalarsPerUpdate } from "../../optimizers/firstOrder.js";
import type { Optimizer, OptimizerState } from "../../optimizers/optimizer.js";
import type { Progress } from "../../schedules/schedule.js";
import type { Updates } from "../engine.js";
import { Region, type Segment } from "./arena.js";
import { ADA_GRAD, ADAM, RMS_PROP, SGD } from "./optimizerCodes.js";
import type { CompiledParameters } from "./parts.js";

export { scalarsPerUpdate };

/** What the compiled update of an optimizer reads, in the order of kernels/optimizers.ts. */
interface UpdateKernel {
  readonly code: number;
  /** Names of options; `null` stands for 0. */
  readonly constants: readonly (string | null)[];
  /** Names of the vectors in the state. */
  readonly memories: readonly string[];
}

/** By the names of the library's optimizers. */
const updateKernels: Readonly<Record<string, UpdateKernel>> = {
  sgd: { code: SGD, constants: ["weightDecay", "momentum", "nesterov"], memories: ["velocity"] },
  adam: { code: ADAM, constants: ["weightDecay", "beta1", "beta2"], memories: ["m", "v"] },
  adamW: { code: ADAM, constants: [null, "beta1", "beta2"], memories: ["m", "v"] },
  rmsProp: { code: RMS_PROP, constants: ["weightDecay", "alpha", "epsilon"], memories: ["v"] },
  adaGrad: { code: ADA_GRAD, constants: ["weightDecay", "epsilon"], memories: ["sum"] },
};

/** Updates whose batches the engine can make in one call. */
export interface CompiledUpdates extends Updates {
  /** What the kernel takes before the scalars: the code, the size, and addresses. */
  readonly operands: readonly number[];
  /** Writes the scalars of the next `count` updates, one after the other. */
  schedule(count: number, progress: Progress, into: Vector): void;
}

export function isCompiled(updates: Updates): updates is CompiledUpdates {
  return "operands" in updates;
}

/**
 * Updates by the library's first-order optimizers are compiled. Other optimizers get the parameters
 * and the gradient as ordinary vectors.
 */
export function openUpdates(
  segment: Segment,
  optimizer: Optimizer,
  state: OptimizerState,
  parameters: CompiledParameters,
  gradient: CompiledParameters,
): Updates | CompiledUpdates {
  return isFirstOrder(optimizer)
    ? compiledUpdates(segment, optimizer, state, parameters, gradient)
    : plainUpdates(optimizer, state, parameters, gradient);
}

function plainUpdates(
  optimizer: Optimizer,
  state: OptimizerState,
  parameters: CompiledParameters,
  gradient: CompiledParameters,
): Updates {
  return {
    load: () => {},
    step: (context) => {
      parameters.store();
      gradient.store();
      optimizer.step(parameters.flat, gradient.flat, state, context);
      parameters.load();
    },
    store: () => {},
  };
}

/** Updates in the kernels' memory. The optimizer's memories lie in panels, as the parameters do. */
function compiledUpdates(
  segment: Segment,
  optimizer: FirstOrder,
  state: OptimizerState,
  parameters: CompiledParameters,
  gradient: CompiledParameters,
): CompiledUpdates {
  const { code, constants: names, memories } = updateKernels[optimizer.name];
  const { options, next } = optimizer[forEngine];
  const { places } = parameters;
  const constants = new Region(segment, 4, "float64");
  // Empty memories are left out: sgd has no velocity without momentum.
  const regions = memories
    .filter((name) => memoryOf(state, name).length > 0)
    .map((name) => ({ name, region: new Region(segment, places.size, "float64") }));
  const [first = 0, second = 0] = regions.map(({ region }) => region.at);
  const scalars = new Float64Array(scalarsPerUpdate);
  const scalarsRegion = new Region(segment, scalarsPerUpdate, "float64");
  const p = parameters.region.at;
  const g = gradient.region.at;
  return {
    operands: [code, places.size, p, g, first, second, constants.at],
    load: () => {
      constants.data.set(names.map((name) => (name === null ? 0 : Number(options[name]))));
      for (const { name, region } of regions) places.load(memoryOf(state, name), region.data);
    },
    step: (context) => {
      // Not straight into the memory: a schedule may use the kernels too.
      next(state, context, scalars, 0);
      scalarsRegion.data.set(scalars);
      segment.use().update(code, places.size, p, g, first, second, constants.at, scalarsRegion.at);
    },
    schedule: (count, progress, into) => {
      for (let k = 0; k < count; k++) next(state, progress, into, k * scalarsPerUpdate);
    },
    store: () => {
      for (const { name, region } of regions) places.store(region.data, memoryOf(state, name));
    },
  };
}

function memoryOf(state: OptimizerState, name: string): Vector {
  const memory = state[name];
  return isVector(memory) ? memory : new Float64Array(0);
}
