import type { Dtype, Vector } from "../../numbers/matrix.js";
import type { Biases, Block, Parameters, Shape, Weights } from "../engine.js";
import { Region, type Segment } from "./arena.js";

/** A block in a segment, without gaps between rows. */
export class CompiledBlock extends Region implements Block {
  constructor(
    segment: Segment,
    public rows: number,
    readonly columns: number,
    dtype: Dtype,
  ) {
    super(segment, rows * columns, dtype);
  }

  row(r: number): Vector {
    return this.data.subarray(r * this.columns, (r + 1) * this.columns);
  }
}

/** A layer's weights and biases in panels: see kernels/panels.ts. */
export interface Panels extends Weights, Biases {
  /** Where they begin. */
  readonly at: number;
  /** Room for Wᵀ, which `gradA` computes with. */
  readonly transposed: () => number;
}

/** Numbers in panels, those beside the outputs 0. */
export class CompiledParameters implements Parameters {
  readonly layers: readonly { readonly weights: Panels; readonly biases: Panels | null }[];
  readonly region: Region;

  constructor(
    segment: Segment,
    layers: readonly Shape[],
    readonly places: Places,
    readonly flat: Vector,
  ) {
    const { dtype } = segment;
    this.region = new Region(segment, this.places.size, dtype);
    this.layers = layers.map(({ inputs, outputs, bias }, l) => {
      const at = this.region.at + this.places.starts[l] * (dtype === "float64" ? 8 : 4);
      let room: Region | undefined;
      const transposed = (): number => {
        room ??= new Region(segment, panelsOf(outputs, inputs, dtype), dtype);
        return room.at;
      };
      const weights = { rows: outputs, columns: inputs, length: outputs, at, transposed };
      return { weights, biases: bias ? weights : null };
    });
  }

  load(): void {
    this.places.load(this.flat, this.region.data);
  }

  store(): void {
    this.places.store(this.region.data, this.flat);
  }

  clear(): void {
    this.region.data.fill(0);
  }
}

/** Where the panels of the layers begin, and where in them each parameter is. */
export interface Places {
  /** Numbers in all panels. */
  readonly size: number;
  readonly starts: readonly number[];
  load(flat: Vector, panels: Vector): void;
  store(panels: Vector, flat: Vector): void;
}

/** Outputs of a panel. */
function widthOf(dtype: Dtype): number {
  return dtype === "float64" ? 4 : 8;
}

/** How many numbers the panels of a layer hold. */
function panelsOf(inputs: number, outputs: number, dtype: Dtype): number {
  return Math.ceil(outputs / widthOf(dtype)) * (inputs + 1) * widthOf(dtype);
}

/** The places of all parameters of these layers. */
export function placesOf(layers: readonly Shape[], dtype: Dtype): Places {
  const width = widthOf(dtype);
  const at = new Int32Array(layers.reduce((sum, { inputs, outputs }) => sum + outputs * (inputs + 1), 0));
  const starts: number[] = [];
  let count = 0;
  let size = 0;
  for (const { inputs, outputs, bias } of layers) {
    starts.push(size);
    // Output j is lane j % width of panel ⌊j / width⌋, in which the biases' row comes before those of the inputs.
    const top = (j: number): number => size + Math.floor(j / width) * (inputs + 1) * width + (j % width);
    for (let j = 0; j < outputs; j++) {
      for (let i = 0, place = top(j); i < inputs; i++) at[count++] = place += width;
    }
    if (bias) for (let j = 0; j < outputs; j++) at[count++] = top(j);
    size += panelsOf(inputs, outputs, dtype);
  }
  return {
    size,
    starts,
    load: (flat, panels) => {
      panels.fill(0);
      for (let k = 0; k < count; k++) panels[at[k]] = flat[k];
    },
    store: (panels, flat) => {
      for (let k = 0; k < count; k++) flat[k] = panels[at[k]];
    },
  };
}
