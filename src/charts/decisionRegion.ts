import type { Pipeline, Samples, Sequential } from "../core/index.js";
import { type Matrix, matrix, OptionError, ShapeError } from "../core/index.js";
import { checkCounts, checkNumber, itself, readSamples, show } from "../core/internal.js";
import { curveSamples, curves, thresholdLine } from "./curve.js";
import { brief, checkChartOptions, classColors, classNames, frame, type PageColors, pageOf } from "./frame.js";
import { wordsIn } from "./language.js";
import { type Domain, type PlacedSamples, regions, samplePoints, shades } from "./plane.js";
import type { ChartLayer, ChartOptions, ChartSpec } from "./spec.js";
import { type ChartWords, chartWords } from "./words.js";

/** Options of `decisionRegion`. */
export interface DecisionRegionOptions extends ChartOptions {
  /** Samples to draw on top; without `domain`, they set the part of the plane shown. */
  x?: Samples | undefined;
  /** Targets of the samples, which give each its color and shape. */
  t?: Samples | undefined;
  /**
   * Smallest and largest value of each input; unless given, the samples with a tenth around them.
   */
  domain?: Domain | readonly [readonly [number, number]] | undefined;
  /** Fields along a side, from 2 to 400; 80 unless given. Places of a curve; 200 unless given. */
  resolution?: number | undefined;
  /**
   * For one output: above it, the class is 1. 0.5 unless given; for hinge's targets ±1, use 0. A
   * curve has a line there only where it is given.
   */
  threshold?: number | undefined;
  /** Names of the classes; 0, 1, 2, … unless given. */
  labels?: readonly string[] | undefined;
  /** Names of the inputs; x₁ and x₂, or x, unless given. */
  inputs?: readonly [string, string] | readonly [string] | undefined;
}

/**
 * The outputs of a network of two inputs over the plane, as a Vega-Lite spec. One output is drawn
 * in shades from the color of class 0 to that of class 1, with a line where it crosses the
 * threshold; several outputs are drawn as the class of the largest, in the colors of the classes
 * ({@link classColors}). Samples differ by shape as well as by color.
 *
 * Of a network of one input, the outputs are drawn as curves.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, tanh } from "deltarule";
 * import { decisionRegion } from "deltarule/charts";
 *
 * const net = new Sequential([new Layer(2, 4, tanh), new Layer(4, 1, sigmoid)], { seed: 7 });
 * const spec = decisionRegion(net, { domain: [[0, 1], [0, 1]] });
 * spec.layer.length; // 2
 * ```
 *
 * @throws ShapeError unless the network has one input or two; OptionError with neither `x` nor
 * `domain`, and for bad options; DataError or ShapeError for samples that do not fit.
 */
export function decisionRegion(model: Sequential | Pipeline, options: DecisionRegionOptions): ChartSpec {
  const call = "decisionRegion";
  const net = itself(model);
  checkChartOptions(call, options, ["x", "t", "domain", "resolution", "threshold", "labels", "inputs"]);
  const page = pageOf(call, options);
  const words = wordsIn(call, options.language, chartWords);
  const network = "network" in net ? net.network : net;
  const { inputs: width, outputs } = network;
  if (width !== 1 && width !== 2) throw new ShapeError(`${call}: the network takes ${width} inputs, wanted 1 or 2`);
  const { resolution = width === 1 ? 200 : 80, threshold = 0.5 } = options;
  checkNumber(call, "resolution", resolution, { integer: true, min: 2, max: 400 });
  checkNumber(call, "threshold", threshold);
  const inputs = readInputNames(call, options.inputs, width);
  const samples = readPlacedSamples(call, options, width, outputs);
  const ranges = domainOf(call, options.domain, samples?.x, width);
  const labels = classNames(call, options.labels, Math.max(2, outputs));
  const drawing = { net, outputs, samples, resolution, threshold, labels, inputs, ranges, page, words };
  const layers = width === 1 ? curveLayers(drawing, options.threshold !== undefined) : planeLayers(drawing);
  const where = words.where(ranges.map(([low, high], k) => words.range(inputs[k], brief(low), brief(high))));
  const dots = samples === undefined ? "" : words.samples(samples.x.rows);
  const what = whatIsDrawn(drawing, options.threshold !== undefined);
  const size = { width: width === 1 ? 480 : 360, height: width === 1 ? 280 : 360 };
  return frame(what + where + dots + words.stop, layers, options, page, size);
}

/** What both kinds of pictures are drawn from. */
interface RegionDrawing {
  readonly net: Sequential | Pipeline;
  readonly outputs: number;
  readonly samples: PlacedSamples | undefined;
  readonly resolution: number;
  readonly threshold: number;
  readonly labels: readonly string[];
  readonly inputs: readonly string[];
  readonly ranges: readonly (readonly [number, number])[];
  readonly page: PageColors;
  readonly words: ChartWords;
}

function whatIsDrawn({ outputs, threshold, labels, inputs, words }: RegionDrawing, hasLine: boolean): string {
  if (inputs.length === 1) {
    const line = hasLine && outputs === 1 ? words.line(brief(threshold)) : "";
    return (outputs === 1 ? words.outputCurve : words.outputCurves(outputs)) + line;
  }
  return outputs === 1 ? words.region + words.line(brief(threshold)) : words.classRegion(labels.length);
}

function planeLayers(drawing: RegionDrawing): ChartLayer[] {
  const { net, outputs, samples, resolution, threshold, labels, page, words } = drawing;
  const [first, second] = drawing.ranges;
  const [xs, ys] = [first, second].map(([low, high]) => fieldCenters(low, high, resolution));
  const grid = matrix(
    resolution * resolution,
    2,
    xs.flatMap((_, k) => xs.flatMap((x) => [x, ys[k]])),
  );
  const colors = classColors(labels.length);
  const [across, up] = drawing.inputs;
  const cells = {
    ...{ output: net.predict(grid), xs, ys, words },
    ...{ inputs: [across, up] as const, domain: [first, second] as const },
  };
  const layers = outputs === 1 ? shades(cells, threshold, colors, page) : regions(cells, labels, colors, page);
  if (samples !== undefined) layers.push(samplePoints(samples, labels, colors, threshold, cells, page));
  return layers;
}

function curveLayers(drawing: RegionDrawing, hasLine: boolean): ChartLayer[] {
  const { net, outputs, samples, resolution, threshold, labels, page, words } = drawing;
  const [domain] = drawing.ranges;
  const [low, high] = domain;
  const xs = Array.from({ length: resolution }, (_, k) => low + (k / (resolution - 1)) * (high - low));
  const points = { output: net.predict(matrix(resolution, 1, xs)), xs, input: drawing.inputs[0], domain, words };
  const colors = classColors(labels.length);
  const layers = [curves(points, labels, colors)];
  if (hasLine && outputs === 1) layers.push(thresholdLine(points, threshold, page));
  if (samples !== undefined) layers.push(curveSamples(samples, net.predict(samples.x), labels, colors, points, page));
  return layers;
}

function readInputNames(call: string, given: unknown, width: number): readonly string[] {
  if (given === undefined) return width === 1 ? ["x"] : ["x₁", "x₂"];
  if (Array.isArray(given) && given.length === width && given.every((name) => typeof name === "string")) return given;
  throw new OptionError(`${call}: inputs are ${show(given)}, wanted ${width === 1 ? "one name" : "two names"}`);
}

function readPlacedSamples(
  call: string,
  { x, t }: DecisionRegionOptions,
  columns: number,
  outputs: number,
): PlacedSamples | undefined {
  if (x === undefined && t !== undefined) throw new OptionError(`${call}: t is given without x`);
  if (x === undefined) return undefined;
  const read = readSamples(x, { call, name: "inputs", columns, because: "the network takes" });
  if (t === undefined) return { x: read, t: undefined };
  const targets = readSamples(t, { call, name: "targets", columns: outputs, because: "the network gives" });
  checkCounts(call, read.rows, targets.rows, "targets");
  return { x: read, t: targets };
}

/** The part of the plane or line to show: the option, or the samples with a tenth around them. */
function domainOf(
  call: string,
  given: unknown,
  x: Matrix | undefined,
  width: number,
): readonly (readonly [number, number])[] {
  if (given !== undefined) {
    if (isDomain(given, width)) return given;
    const wanted = Array(width).fill("[low, high]").join(", ");
    throw new OptionError(`${call}: domain is ${show(given)}, wanted [${wanted}]`);
  }
  const part = width === 1 ? "the part of the line" : "the part of the plane";
  if (x === undefined) throw new OptionError(`${call}: give x, the samples, or domain, ${part} to show`);
  return Array.from({ length: width }, (_, c) => {
    let [low, high] = [Infinity, -Infinity];
    for (let r = 0; r < x.rows; r++) {
      low = Math.min(low, x.data[width * r + c]);
      high = Math.max(high, x.data[width * r + c]);
    }
    const margin = 0.1 * (high - low) || 1;
    return [low - margin, high + margin] as const;
  });
}

function isDomain(given: unknown, width: number): given is readonly (readonly [number, number])[] {
  const isRange = (range: unknown): boolean =>
    Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] < range[1];
  return Array.isArray(given) && given.length === width && given.every(isRange);
}
/** Centers of `count` equal fields between `low` and `high`. */
function fieldCenters(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => low + ((k + 0.5) / count) * (high - low));
}
