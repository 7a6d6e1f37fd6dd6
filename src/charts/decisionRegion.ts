import type { Pipeline, Samples, Sequential } from "../core/index.js";
import { type Matrix, matrix, OptionError, ShapeError } from "../core/index.js";
import { checkCounts, checkNumber, readSamples, show } from "../core/internal.js";
import { brief, checkChartOptions, classNames, frame, pageOf } from "./frame.js";
import { categoryColors } from "./palette.js";
import { type Domain, type Given, points, regions, shades } from "./plane.js";
import type { ChartOptions, ChartSpec } from "./spec.js";

/** Options of `decisionRegion`. */
export interface DecisionRegionOptions extends ChartOptions {
  /** Samples to draw on top, and around which the chart is cut out. */
  x?: Samples | undefined;
  /** Their targets, which give each sample its color and shape. */
  t?: Samples | undefined;
  /** The least and the largest of either input that is shown; around the samples unless given. */
  domain?: readonly [readonly [number, number], readonly [number, number]] | undefined;
  /** Into how many fields a side is cut; 80 unless given, 400 at most. */
  resolution?: number | undefined;
  /** Of one output: above it, it says 1. 0.5 unless given; hinge's targets ±1 want 0. */
  threshold?: number | undefined;
  /** What the classes are called; 0, 1, 2, … unless given. */
  labels?: readonly string[] | undefined;
  /** What the two inputs are called. */
  inputs?: readonly [string, string] | undefined;
}

/**
 * What a network of two inputs says in every place of the plane, as a Vega-Lite spec. One output is drawn as shades from blue to
 * orange with a line where it crosses the threshold, several as the class of the largest, in Okabe and Ito's colors. Samples
 * differ by shape as well as by color.
 *
 * @throws ShapeError for a network that has not two inputs; OptionError without `x` or `domain` and for bad options; DataError or
 * ShapeError for samples that do not fit.
 */
export function decisionRegion(net: Sequential | Pipeline, options: DecisionRegionOptions): ChartSpec {
  const call = "decisionRegion";
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
  const [xs, ys] = domain.map(([low, high]) => spread(low, high, resolution));
  const grid = matrix(
    resolution * resolution,
    2,
    xs.flatMap((_, k) => xs.flatMap((x) => [x, ys[k]])),
  );
  const output = net.predict(grid);
  const colors = categoryColors(labels.length);
  const cells = { output, xs, ys, inputs, domain };
  const layers = network.outputs === 1 ? shades(cells, threshold) : regions(cells, labels, colors, page);
  if (samples !== undefined) layers.push(points(samples, labels, colors, threshold, cells, page));
  const where = domain.map(([low, high], k) => `${inputs[k]} from ${brief(low)} to ${brief(high)}`).join(", ");
  const what =
    network.outputs === 1
      ? `the output, with a line at ${brief(threshold)}`
      : `which of ${labels.length} classes is predicted`;
  const dots = samples === undefined ? "" : `, and ${samples.x.rows} samples`;
  return frame(`Decision region: ${what}, for ${where}${dots}.`, layers, options, page, { width: 360, height: 360 });
}

function readSamplesOf(call: string, { x, t }: DecisionRegionOptions, outputs: number): Given | undefined {
  if (x === undefined && t !== undefined) throw new OptionError(`${call}: t is given without x`);
  if (x === undefined) return undefined;
  const read = readSamples(x, { call, name: "inputs", columns: 2, because: "the network takes" });
  if (t === undefined) return { x: read, t: undefined };
  const targets = readSamples(t, { call, name: "targets", columns: outputs, because: "the network gives" });
  checkCounts(call, read.rows, targets.rows, "targets");
  return { x: read, t: targets };
}

/** The part of the plane that is shown: what was asked for, or the samples with a tenth around them. */
function domainOf(call: string, given: unknown, x: Matrix | undefined): Domain {
  if (given !== undefined) {
    const isRange = (range: unknown): boolean =>
      Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] < range[1];
    if (Array.isArray(given) && given.length === 2 && given.every(isRange)) return given as unknown as Domain;
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

/** The middles of `count` fields from `low` to `high`. */
function spread(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => low + ((k + 0.5) / count) * (high - low));
}
