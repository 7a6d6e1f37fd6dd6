import type { Vector } from "../../numbers/matrix.js";
import type { Optimizer, OptimizerState, StepContext } from "../../optimizers/optimizer.js";
import { type Rule, ruleOf, scalars } from "../../optimizers/rule.js";
import type { Progress } from "../../schedules/schedule.js";
import type { Updates } from "../engine.js";
import { Region, type Segment } from "./arena.js";
import type { CompiledParameters } from "./parts.js";

/** Numbers that an update takes from its schedule and count. */
export const scalarsPerUpdate = 3;

/** Updates by the library's own optimizers are compiled; others are given the parameters and the gradient as they know them. */
export function openUpdates(
  segment: Segment,
  optimizer: Optimizer,
  state: OptimizerState,
  parameters: CompiledParameters,
  gradient: CompiledParameters,
): Updates {
  const rule = ruleOf(optimizer);
  return rule === undefined
    ? new PlainUpdates(optimizer, state, parameters, gradient)
    : new CompiledUpdates(segment, rule, state, parameters, gradient);
}

class PlainUpdates implements Updates {
  constructor(
    readonly optimizer: Optimizer,
    readonly state: OptimizerState,
    readonly parameters: CompiledParameters,
    readonly gradient: CompiledParameters,
  ) {}

  load(): void {}

  step(context: StepContext): void {
    const { parameters, gradient } = this;
    parameters.store();
    gradient.store();
    this.optimizer.step(parameters.flat, gradient.flat, this.state, context);
    parameters.load();
  }

  store(): void {}
}

/** An optimizer of the library: what it remembers lies in panels beside the parameters. */
export class CompiledUpdates implements Updates {
  readonly constants: Region;
  readonly memories: readonly Region[];
  readonly #scalars: Region;

  constructor(
    readonly segment: Segment,
    readonly rule: Rule,
    readonly state: OptimizerState,
    readonly parameters: CompiledParameters,
    readonly gradient: CompiledParameters,
  ) {
    const { size } = parameters.places;
    this.constants = new Region(segment, 4, "float64");
    this.memories = rule.memories(state).map(() => new Region(segment, size, "float64"));
    this.#scalars = new Region(segment, scalarsPerUpdate, "float64");
  }

  load(): void {
    const { rule, parameters } = this;
    this.constants.data.set(rule.constants);
    for (const [k, memory] of rule.memories(this.state).entries())
      parameters.places.load(memory, this.memories[k].data);
  }

  step(context: StepContext): void {
    // Not straight into the memory, which a schedule of somebody's own may use for something else meanwhile.
    this.rule.next(this.state, context, scalars, 0);
    this.#scalars.data.set(scalars);
    this.segment.use().update(...this.operands(), this.#scalars.at);
  }

  /** What the kernel is told of every update, in its order: the rule, how many numbers, and where they are. */
  operands(): readonly number[] {
    const { rule, parameters, gradient, memories, constants } = this;
    const [first, second] = memories;
    const places = [parameters.region.at, gradient.region.at, first?.at ?? 0, second?.at ?? 0, constants.at];
    return [rule.code, parameters.places.size, ...places];
  }

  /** Numbers for the next `count` updates, one after the other. */
  schedule(count: number, progress: Progress, into: Vector): void {
    for (let k = 0; k < count; k++) this.rule.next(this.state, progress, into, k * scalarsPerUpdate);
  }

  store(): void {
    for (const [k, memory] of this.rule.memories(this.state).entries())
      this.parameters.places.store(this.memories[k].data, memory as Vector);
  }
}
