import fc from "fast-check";
import type { Activation, Dtype } from "../../core/index.js";
import { Layer, Sequential } from "../../core/index.js";
import { activations as builtIn, checkNames, checkNumber } from "../../core/internal.js";

/** Options of {@link networks}. */
export interface NetworksOptions {
  /** From 1; 4 unless given. */
  maxLayers?: number | undefined;
  /** How wide inputs and layers may be, from 1; 8 unless given. */
  maxWidth?: number | undefined;
  /** Which activations are drawn, the simplest first: failures shrink towards it. All that have a slope unless given. */
  activations?: readonly Activation[] | undefined;
  /** `"float64"` unless given. */
  dtype?: Dtype | undefined;
}

/** Every activation of the library that can be learned through, those that are made with their usual option. */
const differentiable = (): Activation[] => {
  const { identity, ...others } = builtIn;
  const all = [identity, ...Object.values(others)].map((one) => (typeof one === "function" ? one() : one));
  return all.filter((one) => !("differentiable" in one && one.differentiable === false));
};

/**
 * Random networks. A failure shrinks to fewer layers, narrower ones, simpler activations and none of the biases; fast-check prints it as
 * the code that makes it.
 */
export function networks(options: NetworksOptions = {}): fc.Arbitrary<Sequential> {
  checkNames("networks", options, ["maxLayers", "maxWidth", "activations", "dtype"]);
  const { maxLayers = 4, maxWidth = 8, activations = differentiable(), dtype = "float64" } = options;
  for (const [name, value] of Object.entries({ maxLayers, maxWidth }))
    checkNumber("networks", name, value, { integer: true, min: 1 });
  const layer = fc.record({
    width: fc.integer({ min: 1, max: maxWidth }),
    activation: fc.constantFrom(...activations),
    bias: fc.boolean(),
  });
  return fc
    .record({
      inputs: fc.integer({ min: 1, max: maxWidth }),
      layers: fc.array(layer, { minLength: 1, maxLength: maxLayers }),
      // Another seed is another network, not a simpler one.
      seed: fc.noShrink(fc.nat()),
    })
    .map(({ inputs, layers, seed }) => {
      const made = layers.map(
        ({ width, activation, bias }, l): Layer =>
          new Layer(l === 0 ? inputs : layers[l - 1].width, width, activation, { bias }),
      );
      const net: Sequential = new Sequential(made, { dtype, seed });
      Object.defineProperty(net, fc.toStringMethod, { value: () => codeOf(net) });
      return net;
    });
}

/** The code that makes a network again. */
function codeOf({ layers, seed, dtype }: Sequential): string {
  const parts = layers.map(({ inputs, outputs, activation, biases }) => {
    const { name, options } = activation;
    const made = options === undefined ? name : `${name}(${Object.values(options)})`;
    return `new Layer(${inputs}, ${outputs}, ${made}${biases === null ? ", { bias: false }" : ""})`;
  });
  return `new Sequential([${parts.join(", ")}], { seed: ${seed}${dtype === "float32" ? ', dtype: "float32"' : ""} })`;
}
