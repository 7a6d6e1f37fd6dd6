import type { Pipeline, Samples, Sequential } from "../core/index.js";
import { type Matrix, matrix, OptionError, ShapeError } from "../core/index.js";
import { checkCounts, checkNumber, itself, readSamples, show } from "../core/internal.js";
import { brief, categoryColors, checkChartOptions, classNames, frame, pageOf } from "./frame.js";
import { type Domain, type PlacedSamples, regions, samplePoints, shades } from "./plane.js";
import type { ChartOptions, ChartSpec } from "./spec.js";

/** Options of `decisionRegion`. */
export interface DecisionRegionOptions extends ChartOptions {
  /** Samples to draw on top; without `domain`, they set the part of the plane shown. */
  x?: Samples | undefined;
  /** Targets of the samples, which give each its color and shape. */
  t?: Samples | undefined;
  /**
   * Smallest and largest value of each input; unless given, the samples with a tenth around them.
   */
  domain?: readonly [readonly [number, number], readonly [number, number]] | undefined;
  /** Fields along a side, from 2 to 400; 80 unless given. */
  resolution?: number | undefined;
  /** For one output: above it, the class is 1. 0.5 unless given; for hinge's targets ±1, use 0. */
  threshold?: number | undefined;
  /** Names of the classes; 0, 1, 2, … unless given. */
  labels?: readonly string[] | undefined;
  /** Names of the two inputs; x₁ and x₂ unless given. */
  inputs?: readonly [string, string] | undefined;
}

/**
 * The outputs of a network of two inputs over the plane, as a Vega-Lite spec. One output is drawn
 * in shades from blue to orange, with a line where it crosses the threshold; several outputs are
 * drawn as the class of the largest, in Okabe and Ito's colors. Samples differ by shape as well as
 * by color.
 *
 * @throws ShapeError unless the network has two inputs; OptionError with neither `x` nor `domain`,
 * and for bad options; DataError or ShapeError for samples that do not fit.
 */
export function decisionRegion(model: Sequential | Pipeline, options: DecisionRegionOptions): ChartSpec {
  const call = "decisionRegion";
  const net = itself(model);
  checkChartOptions(call, options, ["x", "t", "domain", "resolution", "threshold", "labels", "inputs"]);
  const { resolution = 80, threshold = 0.5, inputs = ["x₁", "x₂"] } = options;
  const page = pageOf(call, options);
  checkNumber(call, "resolution", resolution, { integer: true, min: 2, max: 400 });
  checkNumber(call, "threshold", threshold);
  const network = "network" in net ? net.network : net;
  if (network.inputs !== 2) throw new ShapeError(`${call}: the network takes ${network.inputs} inputs, wanted 2`);
  if (!Array.isArray(inputs) || inputs.length !== 2 || !inputs.every((name) => typeof name === "string"))
    throw new OptionError(`${call}: inputs are ${show(inputs)}, wanted two names`);
  const samples = readSamplesOf(call, options, network.outputs);
  const domain = domainOf(call, options.domain, samples?.x);
  const labels = classNames(call, options.labels, Math.max(2, network.outputs));
  const [xs, ys] = domain.map(([low, high]) => fieldCenters(low, high, resolution));
  const grid = matrix(
    resolution * resolution,
    2,
    xs.flatMap((_, k) => xs.flatMap((x) => [x, ys[k]])),
  );
  const output = net.predict(grid);
  const colors = categoryColors(labels.length);
  const cells = { output, xs, ys, inputs, domain };
  const layers = network.outputs === 1 ? shades(cells, threshold) : regions(cells, labels, colors, page);
  if (samples !== undefined) layers.push(samplePoints(samples, labels, colors, threshold, cells, page));
  const where = domain.map(([low, high], k) => `${inputs[k]} from ${brief(low)} to ${brief(high)}`).join(", ");
  const what =
    network.outputs === 1
      ? `the output, with a line at ${brief(threshold)}`
      : `which of ${labels.length} classes is predicted`;
  const dots = samples === undefined ? "" : `, and ${samples.x.rows} samples`;
  return frame(`Decision region: ${what}, for ${where}${dots}.`, layers, options, page, { width: 360, height: 360 });
}

function readSamplesOf(call: string, { x, t }: DecisionRegionOptions, outputs: number): PlacedSamples | undefined {
  if (x === undefined && t !== undefined) throw new OptionError(`${call}: t is given without x`);
  if (x === undefined) return undefined;
  const read = readSamples(x, { call, name: "inputs", columns: 2, because: "the network takes" });
  if (t === undefined) return { x: read, t: undefined };
  const targets = readSamples(t, { call, name: "targets", columns: outputs, because: "the network gives" });
  checkCounts(call, read.rows, targets.rows, "targets");
  return { x: read, t: targets };
}

/** The part of the plane to show: the option, or the samples with a tenth around them. */
function domainOf(call: string, given: unknown, x: Matrix | undefined): Domain {
  if (given !== undefined) {
    if (isDomain(given)) return given;
    throw new OptionError(`${call}: domain is ${show(given)}, wanted [[low, high], [low, high]]`);
  }
  if (x === undefined) throw new OptionError(`${call}: give x, the samples, or domain, the part of the plane to show`);
  const around = (c: number): readonly [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (let r = 0; r < x.rows; r++) {
      low = Math.min(low, x.data[2 * r + c]);
      high = Math.max(high, x.data[2 * r + c]);
    }
    const margin = 0.1 * (high - low) || 1;
    return [low - margin, high + margin];
  };
  return [around(0), around(1)];
}

function isDomain(given: unknown): given is Domain {
  const isRange = (range: unknown): boolean =>
    Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] < range[1];
  return Array.isArray(given) && given.length === 2 && given.every(isRange);
}

/** Centers of `count` equal fields between `low` and `high`. */
function fieldCenters(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => low + ((k + 0.5) / count) * (high - low));
}
