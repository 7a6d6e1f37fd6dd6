import type { Dtype, Vector } from "../../numbers/matrix.js";
import type { Biases, Block, Parameters, Shape, Weights } from "../engine.js";
import { type ArenaSegment, Region } from "./arena.js";

/** A block in the kernels' memory, without gaps between rows. */
export class CompiledBlock extends Region implements Block {
  constructor(
    segment: ArenaSegment,
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
  /** The address of the first panel. */
  readonly at: number;
  /** The address of the room for Wᵀ, with which `gradA` computes; claimed by the first call. */
  readonly transposed: () => number;
}

/** A number for each parameter, in panels. What is beyond the last output is 0. */
export class CompiledParameters implements Parameters {
  readonly layers: readonly { readonly weights: Panels; readonly biases: Panels | null }[];
  readonly region: Region;

  constructor(
    segment: ArenaSegment,
    layers: readonly Shape[],
    readonly places: PanelPlaces,
    public flat: Vector,
  ) {
    const { dtype } = segment;
    this.region = new Region(segment, this.places.size, dtype);
    this.layers = layers.map(({ inputs, outputs, bias }, l) => {
      const at = this.region.at + this.places.starts[l] * (dtype === "float64" ? 8 : 4);
      let room: Region | undefined;
      const transposed = (): number => {
        room ??= new Region(segment, panelsSize(outputs, inputs, dtype), dtype);
        return room.at;
      };
      const weights = { rows: outputs, columns: inputs, length: outputs, at, transposed };
      return { weights, biases: bias ? weights : null };
    });
  }

  bind(flat: Vector): boolean {
    this.flat = flat;
    return true;
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

/** Where in the panels of all layers each parameter stands. */
export interface PanelPlaces {
  /** Numbers in all panels. */
  readonly size: number;
  /** The place of each layer's first panel. */
  readonly starts: readonly number[];
  load(flat: Vector, panels: Vector): void;
  store(panels: Vector, flat: Vector): void;
}

/** Outputs of a panel. */
function panelWidth(dtype: Dtype): number {
  return dtype === "float64" ? 4 : 8;
}

/** How many numbers the panels of a layer hold. */
function panelsSize(inputs: number, outputs: number, dtype: Dtype): number {
  return Math.ceil(outputs / panelWidth(dtype)) * (inputs + 1) * panelWidth(dtype);
}

/** Where the parameters of these layers stand. */
export function panelPlaces(layers: readonly Shape[], dtype: Dtype): PanelPlaces {
  const width = panelWidth(dtype);
  const at = new Int32Array(layers.reduce((sum, { inputs, outputs }) => sum + outputs * (inputs + 1), 0));
  const starts: number[] = [];
  let count = 0;
  let size = 0;
  for (const { inputs, outputs, bias } of layers) {
    starts.push(size);
    // Output j is lane j % width of panel ⌊j / width⌋, whose first row are the biases.
    const top = (j: number): number => size + Math.floor(j / width) * (inputs + 1) * width + (j % width);
    for (let j = 0; j < outputs; j++) {
      for (let i = 0, place = top(j); i < inputs; i++) at[count++] = place += width;
    }
    if (bias) for (let j = 0; j < outputs; j++) at[count++] = top(j);
    size += panelsSize(inputs, outputs, dtype);
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
