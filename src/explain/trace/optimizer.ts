import type { Optimizer, OptimizerState, Vector } from "../../core/index.js";
import { forEngine, isBuiltIn, isFirstOrder, isVector } from "../../core/internal.js";
import type { MemoryChange } from "./parameterTrace.js";
import type { ClipTrace, OptimizerName, OptimizerTrace } from "./updateTrace.js";

/** An optimizer without its wrappers, and what these did to the gradient. */
interface Unwrapped {
  readonly optimizer: Optimizer;
  readonly options: Readonly<Record<string, unknown>>;
  readonly clips: readonly ClipTrace[];
  /** The decay of `averaged`; its state has that of the optimizer inside. */
  readonly average: number | null;
}

/** The arithmetic of an update by this optimizer; `null` where its formulas are not known. */
export function traceOptimizer(optimizer: Optimizer, gradient: Vector, after: OptimizerState): OptimizerTrace | null {
  const found = withoutWrappers(optimizer, gradient, [], null);
  if (found === null || !isBuiltIn(found.optimizer)) return null;
  const { name } = found.optimizer;
  if (!isKnown(name)) return null;
  const plain = Object.entries(found.options).filter(
    (option): option is [string, number | boolean] => option[0] !== "learningRate" && Object(option[1]) !== option[1],
  );
  const own = innerState(after);
  const numbers = Object.entries(own).filter((one): one is [string, number] => typeof one[1] === "number");
  return {
    name,
    numbers: Object.fromEntries(numbers),
    average: found.average,
    options: Object.fromEntries(plain),
    step: typeof own.step === "number" ? own.step : 1,
    clips: found.clips,
  };
}

const knownOptimizers: Readonly<Record<OptimizerName, true>> = {
  sgd: true,
  adam: true,
  adamW: true,
  nAdam: true,
  rAdam: true,
  rmsProp: true,
  adaGrad: true,
};

function isKnown(name: string): name is OptimizerName {
  return Object.hasOwn(knownOptimizers, name);
}

/** Takes off wrappers such as `clipNorm`, which tell what they wrap by their `toJSON`. */
function withoutWrappers(
  optimizer: Optimizer,
  gradient: Vector,
  clips: readonly ClipTrace[],
  average: number | null,
): Unwrapped | null {
  if (isFirstOrder(optimizer)) return { optimizer, options: optimizer[forEngine].options, clips, average };
  const told = tellOf(optimizer);
  if (told === null) return null;
  const { name, options } = told;
  const { optimizer: inner, max, decay } = options;
  if (!isOptimizer(inner)) return { optimizer, options, clips, average };
  if (name === "averaged" && typeof decay === "number" && average === null)
    return withoutWrappers(inner, gradient, clips, decay);
  if (typeof max !== "number" || (name !== "clipNorm" && name !== "clipValue")) return null;
  const clip = name === "clipNorm" ? clipNormOf(gradient, max) : clipValueOf(max);
  const clipped = gradient.map((g) => clippedBy(clip, g));
  return withoutWrappers(inner, clipped, [...clips, clip], average);
}

function isOptimizer(given: unknown): given is Optimizer {
  return typeof given === "object" && given !== null && "initialize" in given && "step" in given;
}

/** Name and options as `JSON.stringify` writes them; `null` for an object that does not say. */
function tellOf(optimizer: Optimizer): { name: unknown; options: Readonly<Record<string, unknown>> } | null {
  if (!("toJSON" in optimizer) || typeof optimizer.toJSON !== "function") return null;
  try {
    const { name, options } = optimizer.toJSON();
    return Object(options) === options ? { name, options } : null;
  } catch {
    // Its options hold a function of the user's, which JSON cannot have.
    return null;
  }
}

function clipNormOf(gradient: Vector, max: number): ClipTrace {
  const sizes = Array.from(gradient, Math.abs);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const norm = largest === 0 ? 0 : largest * Math.sqrt(sizes.reduce((sum, size) => sum + (size / largest) ** 2, 0));
  return { kind: "norm", max, norm, factor: norm > max ? max / norm : 1 };
}

function clipValueOf(max: number): ClipTrace {
  return { kind: "value", max, norm: null, factor: 1 };
}

/** A derivative after a clip. */
function clippedBy({ kind, max, factor }: ClipTrace, g: number): number {
  return kind === "norm" ? g * factor : Math.min(Math.max(g, -max), max);
}

/** The state of the optimizer inside `averaged`, or the state itself. */
function innerState(state: OptimizerState): OptimizerState {
  const { optimizer } = state;
  return typeof optimizer === "object" && !isVector(optimizer) ? optimizer : state;
}

/** What a state remembers of parameter `at`, before and after an update. */
export function memoryAt(
  before: OptimizerState,
  after: OptimizerState,
  parameters: number,
  at: number,
): Readonly<Record<string, MemoryChange>> {
  const was = { ...before, ...innerState(before) };
  const changes = Object.entries({ ...after, ...innerState(after) }).flatMap(
    ([name, now]): [string, MemoryChange][] => {
      const then = was[name];
      if (!isVector(now) || !isVector(then) || now.length !== parameters) return [];
      return [[name, { before: then[at], after: now[at] }]];
    },
  );
  return Object.fromEntries(changes);
}
