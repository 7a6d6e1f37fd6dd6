import { type Dtype, Matrix, row, type Vector, vector } from "../../numbers/matrix.js";
import type { OptimizerState } from "../../optimizers/optimizer.js";
import { keepState } from "../../optimizers/state.js";
import type { Block, Memory, Parameters, Shape, Updates } from "../engine.js";

/** Ordinary arrays. The kernels compute with the parameters in the network's own array. */
export function openPlainMemory(dtype: Dtype): Memory {
  return {
    block: (rows, columns, own = dtype) => new PlainBlock(rows, columns, vector(rows * columns, own)),
    parameters: plainParameters,
    updates: plainUpdates,
    pass: () => null,
    batches: () => null,
    hold: () => true,
    release: nothing,
  };
}

function plainParameters(layers: readonly Shape[], flat: Vector): Parameters {
  return {
    layers: viewsInto(layers, flat),
    flat,
    bind: never,
    load: nothing,
    store: nothing,
    clear: () => flat.fill(0),
  };
}

const plainUpdates: Memory["updates"] = (optimizer, state, parameters, gradient) =>
  openPlainUpdates(state, (context) => optimizer.step(parameters.flat, gradient.flat, state, context));

/** Updates that have their state in the caller's object alone. */
export function openPlainUpdates(state: OptimizerState, step: Updates["step"]): Updates {
  let undo: () => unknown = nothing;
  return {
    bind: never,
    load: nothing,
    step,
    store: nothing,
    keep: () => {
      undo = keepState(state);
    },
    undo: () => {
      undo();
    },
  };
}

function nothing(): void {}

function never(): boolean {
  return false;
}

/** A layer's part of a vector that has a number for each parameter, as views. */
export interface LayerParameters {
  readonly weights: Matrix;
  readonly biases: Vector | null;
}

/** Each layer's part of a vector that has a number for each parameter. */
export function viewsInto(layers: readonly Shape[], flat: Vector): readonly LayerParameters[] {
  let at = 0;
  const take = (length: number): Vector => {
    at += length;
    return flat.subarray(at - length, at);
  };
  return layers.map(({ inputs, outputs, bias }) => ({
    weights: new Matrix(outputs, inputs, take(outputs * inputs)),
    biases: bias ? take(outputs) : null,
  }));
}

/** A block in an ordinary array. */
export class PlainBlock implements Block {
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
