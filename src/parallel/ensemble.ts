import {
  FormatError,
  type NetworkJson,
  OptionError,
  type Samples,
  Sequential,
  ShapeError,
  type Vector,
} from "../core/index.js";
import { itself, readSamples, row, show, vector } from "../core/internal.js";

/**
 * Several networks that answer together: the mean of their outputs. Networks that differ in their
 * seed alone err less together than each by itself, and their spread shows where they are unsure.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid } from "deltarule";
 * import { Ensemble } from "deltarule/parallel";
 *
 * const networks = [1, 2, 3].map((seed) => new Sequential([new Layer(2, 1, sigmoid)], { seed }));
 * new Ensemble(networks).predict([[0, 1], [1, 0]]).length; // 2
 * ```
 */
export class Ensemble {
  /** The networks whose outputs are averaged. */
  readonly networks: readonly Sequential[];

  /** @throws OptionError for no networks, ShapeError for networks of different sizes or dtypes. */
  constructor(networks: readonly Sequential[]) {
    if (!Array.isArray(networks) || networks.length === 0) {
      throw new OptionError(`Ensemble: the networks are ${show(networks)}, wanted an array of networks`);
    }
    const first = itself(networks[0]);
    networks.forEach((given, k) => {
      const net = itself(given);
      if (!(net instanceof Sequential))
        throw new OptionError(`Ensemble: network ${k} is ${show(given)}, wanted a Sequential`);
      const sizes = `${net.inputs} inputs, ${net.outputs} outputs, ${net.dtype}`;
      const wanted = `${first.inputs} inputs, ${first.outputs} outputs, ${first.dtype}`;
      if (sizes !== wanted)
        throw new ShapeError(`Ensemble: network ${k} has ${sizes}, wanted those of network 0: ${wanted}`);
    });
    this.networks = [...networks];
  }

  /**
   * The mean of the networks' outputs for each row, in their dtype. Summed in float64 in the order
   * of the networks.
   *
   * @throws ShapeError and DataError as `predict` of a network.
   */
  predict(x: Samples): Vector[] {
    const [first] = this.networks;
    const rows = readSamples(x, {
      call: "predict",
      name: "inputs",
      columns: first.inputs,
      because: "the networks take",
    });
    const outputs = this.networks.map((net) => net.predict(rows));
    return Array.from({ length: rows.rows }, (_, r) => {
      const mean = vector(first.outputs, first.dtype);
      for (let k = 0; k < mean.length; k++) {
        mean[k] = outputs.reduce((sum, output) => sum + row(output, r)[k], 0) / outputs.length;
      }
      return mean;
    });
  }

  /** The networks as JSON. */
  toJSON(): { networks: readonly NetworkJson[] } {
    return { networks: this.networks.map((net) => net.toJSON()) };
  }

  /** @throws FormatError as `Sequential.fromJSON`. */
  static fromJSON(json: unknown): Ensemble {
    const networks: unknown = Object(json).networks;
    if (!Array.isArray(networks) || networks.length === 0) {
      throw new FormatError(`Ensemble.fromJSON: networks is ${show(networks)}, wanted an array of saved networks`);
    }
    return new Ensemble(networks.map((network) => Sequential.fromJSON(network)));
  }
}
