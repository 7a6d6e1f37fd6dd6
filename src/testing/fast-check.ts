/**
 * Arbitraries for fast-check: networks, batches for them, and losses that fit.
 *
 * @module
 */
import fc from "fast-check";
import type { Activation, Dtype, Loss } from "../core/index.js";
import { identity, Layer, Sequential, sigmoid, softmax, squaredError } from "../core/index.js";
import { checkNames, checkNumber, isRowwise, itself } from "../core/internal.js";
import { hasSlope, libraryActivations, libraryLosses } from "./pieces/library.js";

/** Options of {@link networks}. */
export interface NetworksOptions {
  /** At most this many layers, from 1; 4 unless given. */
  maxLayers?: number | undefined;
  /** At most this many inputs and neurons in a layer, from 1; 8 unless given. */
  maxWidth?: number | undefined;
  /**
   * The activations to draw from, the simplest first: failures shrink towards it. Unless given, all
   * of the library that are differentiable, with their default options.
   */
  activations?: readonly Activation[] | undefined;
  /** `"float64"` unless given. */
  dtype?: Dtype | undefined;
}

/**
 * Random networks. A failure shrinks to fewer and narrower layers, simpler activations and no
 * biases. A layer of softmax has at least two outputs. fast-check prints a network as the code
 * that makes it.
 *
 * ```ts
 * import * as fc from "fast-check";
 * import { networks } from "deltarule/testing/fast-check";
 *
 * fc.assert(fc.property(networks(), (net) => net.parameters.length > 0), { numRuns: 5 });
 * ```
 *
 * @throws OptionError for an unknown option or a size out of range.
 */
export function networks(options: NetworksOptions = {}): fc.Arbitrary<Sequential> {
  checkNames("networks", options, ["maxLayers", "maxWidth", "activations", "dtype"]);
  const { maxLayers = 4, maxWidth = 8, activations = differentiableActivations(), dtype = "float64" } = options;
  for (const [name, value] of Object.entries({ maxLayers, maxWidth }))
    checkNumber("networks", name, value, { integer: true, min: 1 });
  // A single output of softmax is a constant, which no loss takes.
  const varied = activations.filter((activation) => maxWidth > 1 || !sumsToOne(activation));
  const layer = fc
    .record({
      width: fc.integer({ min: 1, max: maxWidth }),
      activation: fc.constantFrom(...(varied.length > 0 ? varied : activations)),
      bias: fc.boolean(),
    })
    .map((drawn) => (sumsToOne(drawn.activation) ? { ...drawn, width: Math.max(2, drawn.width) } : drawn));
  return fc
    .record({
      inputs: fc.integer({ min: 1, max: maxWidth }),
      layers: fc.array(layer, { minLength: 1, maxLength: maxLayers }),
      // Another seed gives another network, not a simpler one.
      seed: fc.noShrink(fc.nat()),
    })
    .map(({ inputs, layers, seed }) => {
      const made = layers.map(
        ({ width, activation, bias }, l): Layer =>
          new Layer(l === 0 ? inputs : layers[l - 1].width, width, activation, { bias }),
      );
      const net: Sequential = new Sequential(made, { dtype, seed });
      Object.defineProperty(net, fc.toStringMethod, { value: () => networkCode(net) });
      return net;
    });
}

function differentiableActivations(): Activation[] {
  return simplestFirst(identity, libraryActivations().filter(hasSlope));
}

function simplestFirst<Piece>(simplest: Piece, all: readonly Piece[]): Piece[] {
  return [simplest, ...all.filter((one) => one !== simplest)];
}

/** The code that makes a network with these sizes and this seed. */
function networkCode({ layers, seed, dtype }: Sequential): string {
  const parts = layers.map(({ inputs, outputs, activation, biases }) => {
    const { name, options } = activation;
    const made = options === undefined ? name : `${name}(${Object.values(options)})`;
    return `new Layer(${inputs}, ${outputs}, ${made}${biases === null ? ", { bias: false }" : ""})`;
  });
  return `new Sequential([${parts.join(", ")}], { seed: ${seed}${dtype === "float32" ? ', dtype: "float32"' : ""} })`;
}

/**
 * The library's losses. For a network, only those that accept its outputs: a loss with a logarithm
 * takes outputs between 0 and 1, without the two ends.
 *
 * ```ts
 * import * as fc from "fast-check";
 * import { losses } from "deltarule/testing/fast-check";
 *
 * fc.assert(fc.property(losses(), (loss) => typeof loss.name === "string"), { numRuns: 5 });
 * ```
 */
export function losses(net?: Sequential): fc.Arbitrary<Loss> {
  const all = simplestFirst<Loss>(squaredError, libraryLosses());
  return fc.constantFrom(...all.filter((loss) => net === undefined || fitsNetwork(loss, itself(net))));
}

function fitsNetwork(loss: Loss, { layers, outputs }: Sequential): boolean {
  const { activation } = layers[layers.length - 1];
  if (loss.outputs?.accepts(activation, outputs) === false) return false;
  const bounded = activation === sigmoid || activation === softmax;
  return loss.link === undefined || activation === loss.link.activation || bounded;
}

function sumsToOne(activation: Activation): boolean {
  return isRowwise(activation) && activation.sumsToOne === true;
}

/** Options of {@link batches}. */
export interface BatchOptions {
  /** The loss that must accept the targets. Unless given, targets fit every loss but `hinge`. */
  loss?: Loss | undefined;
  /** At most this many samples, from 1; 5 unless given. */
  maxSamples?: number | undefined;
}

/** Inputs and targets, one row per sample. */
export interface Batch {
  readonly x: number[][];
  readonly t: number[][];
}

/**
 * Inputs within ±3 and targets, for a network. A failure shrinks to one sample and rounder numbers.
 *
 * ```ts
 * import { Layer, Sequential } from "deltarule";
 * import { batches } from "deltarule/testing/fast-check";
 * import * as fc from "fast-check";
 *
 * const net = new Sequential([new Layer(2, 1)], { seed: 1 });
 * const answered = fc.property(batches(net), ({ x }) => net.predict(x).length === x.length);
 * fc.assert(answered, { numRuns: 5 });
 * ```
 *
 * @throws OptionError for an unknown option or a count out of range.
 */
export function batches(net: Pick<Sequential, "inputs" | "outputs">, options: BatchOptions = {}): fc.Arbitrary<Batch> {
  checkNames("batches", options, ["loss", "maxSamples"]);
  const { loss, maxSamples = 5 } = options;
  checkNumber("batches", "maxSamples", maxSamples, { integer: true, min: 1 });
  const row = (length: number, of: fc.Arbitrary<number>) => fc.array(of, { minLength: length, maxLength: length });
  const sample = fc.record({ x: row(net.inputs, thousandthsWithin(3)), t: row(net.outputs, targetsFor(loss)) });
  return fc
    .array(sample, { minLength: 1, maxLength: maxSamples })
    .map((samples) => ({ x: samples.map(({ x }) => x), t: samples.map(({ t }) => t) }));
}

function targetsFor(loss: Loss | undefined): fc.Arbitrary<number> {
  const rule = loss?.targets;
  if (loss !== undefined && rule === undefined) return thousandthsWithin(2);
  const candidates = [1, 0, -1, 0.5, 0.25, 0.9].filter((target) =>
    rule === undefined ? target >= 0 : rule.accepts(target),
  );
  return fc.constantFrom(...candidates);
}

function thousandthsWithin(bound: number): fc.Arbitrary<number> {
  return fc.integer({ min: -1000 * bound, max: 1000 * bound }).map((thousandths) => thousandths / 1000);
}

/** The arguments of a gradient check. */
export interface Problem extends Batch {
  readonly net: Sequential;
  readonly loss: Loss;
}

/**
 * A network, a loss that accepts its outputs, and a batch for both.
 *
 * ```ts
 * import { checkGradients } from "deltarule/testing";
 * import { problems } from "deltarule/testing/fast-check";
 * import * as fc from "fast-check";
 *
 * const right = fc.property(
 *   problems(),
 *   ({ net, loss, x, t }) => checkGradients(net, x, t, loss).ok,
 * );
 * fc.assert(right, { numRuns: 2 });
 * ```
 */
export function problems(options: NetworksOptions & { maxSamples?: number | undefined } = {}): fc.Arbitrary<Problem> {
  const { maxSamples, ...rest } = options;
  return networks(rest).chain((net) =>
    losses(net).chain((loss) => batches(net, { loss, maxSamples }).map((batch) => ({ net, loss, ...batch }))),
  );
}
