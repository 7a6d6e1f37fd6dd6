import { copyNumbers, isVector, type Vector } from "../../numbers/matrix.js";
import { type FirstOrder, forEngine, isFirstOrder, scalarsPerUpdate } from "../../optimizers/firstOrder.js";
import type { Optimizer, OptimizerState, StepContext } from "../../optimizers/optimizer.js";
import type { Progress } from "../../schedules/schedule.js";
import type { Updates } from "../engine.js";
import { openPlainUpdates } from "../reference/memory.js";
import { type ArenaSegment, Region } from "./arena.js";
import { ADA_GRAD, ADAM, RMS_PROP, SGD } from "./optimizerCodes.js";
import type { CompiledParameters } from "./panels.js";

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

/** Whether the kernels have this update: they know every vector of the state. */
function hasKernel({ name }: Optimizer, state: OptimizerState): boolean {
  const memories = Object.hasOwn(updateKernels, name) ? updateKernels[name].memories : null;
  return memories !== null && Object.keys(state).every((key) => memories.includes(key) || !isVector(state[key]));
}

/**
 * Updates by most of the library's first-order optimizers are compiled. Other optimizers get the
 * parameters and the gradient as ordinary vectors.
 */
export function openUpdates(
  segment: ArenaSegment,
  optimizer: Optimizer,
  state: OptimizerState,
  parameters: CompiledParameters,
  gradient: CompiledParameters,
): Updates {
  return isFirstOrder(optimizer) && hasKernel(optimizer, state)
    ? new CompiledUpdates(segment, optimizer, state, parameters, gradient)
    : openPlainUpdates(state, (context) => {
        parameters.store();
        gradient.store();
        optimizer.step(parameters.flat, gradient.flat, state, context);
        parameters.load();
      });
}

/**
 * Updates in the kernels' memory, where the optimizer's memories lie in panels like the parameters.
 */
export class CompiledUpdates implements Updates {
  readonly #kernel: UpdateKernel;
  #optimizer: FirstOrder[typeof forEngine];
  readonly #constants: Region;
  /** Names of the vectors in the state. Empty ones are left out: sgd has none without momentum. */
  readonly #names: readonly string[];
  readonly memories: readonly Region[];
  /** Whether all updates have the same scalars. */
  readonly isConstant: boolean;
  readonly #scalars: Float64Array = new Float64Array(scalarsPerUpdate);
  readonly #scalarsRegion: Region;
  /** The memories at the last `keep`, and the number of updates. */
  readonly #kept: readonly Vector[];
  #keptStep: OptimizerState[string] = 0;
  /** What the kernel takes before the scalars: the code, the size, and addresses. */
  readonly operands: readonly number[];

  constructor(
    readonly segment: ArenaSegment,
    optimizer: FirstOrder,
    public state: OptimizerState,
    readonly parameters: CompiledParameters,
    gradient: CompiledParameters,
  ) {
    const { size } = parameters.places;
    const kernel = updateKernels[optimizer.name];
    const constants = new Region(segment, 4, "float64");
    const names = kernel.memories.filter((name) => memoryOf(state, name).length > 0);
    const memories = names.map(() => new Region(segment, size, "float64"));
    const [first = 0, second = 0] = memories.map(({ at }) => at);
    this.#kernel = kernel;
    this.#optimizer = optimizer[forEngine];
    this.#constants = constants;
    this.#names = names;
    this.memories = memories;
    this.isConstant = this.#optimizer.isConstant;
    this.#kept = memories.map(() => new Float64Array(size));
    this.#scalarsRegion = new Region(segment, scalarsPerUpdate, "float64");
    this.operands = [kernel.code, size, parameters.region.at, gradient.region.at, first, second, constants.at];
  }

  bind(optimizer: Optimizer, state: OptimizerState): boolean {
    if (!isFirstOrder(optimizer) || updateKernels[optimizer.name] !== this.#kernel) return false;
    const names = this.#kernel.memories.filter((name) => memoryOf(state, name).length > 0);
    const engine = optimizer[forEngine];
    if (names.length !== this.#names.length || engine.isConstant !== this.isConstant) return false;
    this.#optimizer = engine;
    this.state = state;
    return true;
  }

  load(): void {
    const { options } = this.#optimizer;
    this.#constants.data.set(this.#kernel.constants.map((name) => (name === null ? 0 : Number(options[name]))));
    const { places } = this.parameters;
    for (const [k, { data }] of this.memories.entries()) places.load(memoryOf(this.state, this.#names[k]), data);
  }

  step(context: StepContext): void {
    const { operands } = this;
    // Not straight into the memory: a schedule may use the kernels too.
    this.#optimizer.next(this.state, context, this.#scalars, 0);
    this.#scalarsRegion.data.set(this.#scalars);
    this.segment
      .use()
      .update(
        operands[0],
        operands[1],
        operands[2],
        operands[3],
        operands[4],
        operands[5],
        operands[6],
        this.#scalarsRegion.at,
      );
  }

  /**
   * Counts the next `count` updates and writes their scalars, one after the other; where all are
   * the same, those of the first.
   */
  schedule(count: number, progress: Progress, into: Vector): void {
    const written = this.isConstant ? 1 : count;
    for (let k = 0; k < written; k++) this.#optimizer.next(this.state, progress, into, k * scalarsPerUpdate);
    this.state.step = (this.state.step as number) + count - written;
  }

  store(): void {
    const { places } = this.parameters;
    for (const [k, { data }] of this.memories.entries()) places.store(data, memoryOf(this.state, this.#names[k]));
  }

  keep(): void {
    for (let k = 0; k < this.#kept.length; k++) copyNumbers(this.memories[k].data, this.#kept[k]);
    this.#keptStep = this.state.step;
  }

  undo(): void {
    for (let k = 0; k < this.#kept.length; k++) copyNumbers(this.#kept[k], this.memories[k].data);
    this.state.step = this.#keptStep;
  }
}

function memoryOf(state: OptimizerState, name: string): Vector {
  const memory = state[name];
  return isVector(memory) ? memory : new Float64Array(0);
}
