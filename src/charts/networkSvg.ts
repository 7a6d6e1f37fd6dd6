import type { Backward, Forward, Sample, Sequential } from "../core/index.js";
import { OptionError, ShapeError } from "../core/index.js";
import { checkNames, checkNumber, itself, show } from "../core/internal.js";
import { escapeMarkup } from "../explain/render/signs.js";
import type { Trace } from "../explain/trace/trace.js";
import { type ChartLanguage, wordsIn } from "./language.js";
import { contentOf, type PictureContent } from "./svg/content.js";
import { drawPicture } from "./svg/draw.js";
import { meanPasses, passesOf } from "./svg/passes.js";
import { type PictureTheme, styleSheet } from "./svg/style.js";
import { hash, shortNumber, tidy } from "./svg/text.js";
import { pictureWords } from "./svg/words.js";

/** Options of `networkSvg`. */
export interface NetworkSvgOptions {
  /** Result of `forward`: every neuron shows its z and a. */
  forward?: Forward | undefined;
  /** Result of `backward`: every neuron shows its δ, every weight its gradient and δ · w. */
  backward?: Backward | undefined;
  /**
   * Result of `explain`, in place of both passes and the target; of a batch, its mean. The weights
   * shown are the network's present ones.
   */
  trace?: Trace | undefined;
  /** The sample's target, shown beside the loss. */
  target?: Sample | undefined;
  /**
   * Row of the passes to show, from 0; the first unless given. `"mean"` shows the whole batch: the
   * means over its samples of x, z and a, and of each sample's own δ, which move the weights.
   */
  sample?: number | "mean" | undefined;
  /** Significant digits of the numbers; 4 unless given. */
  digits?: number | undefined;
  /**
   * Most neurons of a layer that are drawn, at least 2; 8 unless given. Of a larger layer, the
   * first and the last ones are drawn, with a note about the rest.
   */
  maxNeurons?: number | undefined;
  /** Names of the inputs; x₁, x₂, … unless given. */
  inputNames?: readonly string[] | undefined;
  /** Names of the outputs; neuron 1, neuron 2, … unless given. */
  outputNames?: readonly string[] | undefined;
  /** The language of all words: `en` unless given, or `zh`. */
  language?: ChartLanguage | undefined;
  /** `"auto"` unless given, which follows the reader's system. */
  theme?: PictureTheme | undefined;
}

const svgOptionNames = [
  "trace",
  "forward",
  "backward",
  "target",
  "sample",
  "digits",
  "maxNeurons",
  "inputNames",
  "outputNames",
  "language",
  "theme",
];

/**
 * The network as an SVG picture. Inputs stand at the left, then a column for each layer. A weight
 * is a line, blue for w > 0 and dashed vermillion for w < 0 (Okabe and Ito's colors), wider for
 * larger |w|. With a backward pass, purple arrows below the weights show δ · w. `title` and `desc`
 * hold the text alternative; the colors follow the reader's theme.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { networkSvg } from "deltarule/charts";
 *
 * const net = new Sequential([new Layer(2, 3, sigmoid), new Layer(3, 1, sigmoid)], { seed: 1 });
 * const forward = net.forward([0.35, 0.9]);
 * const backward = net.backward(forward, [0.5], squaredError);
 * networkSvg(net, { forward, backward, target: [0.5] }).slice(0, 4); // "<svg"
 * ```
 *
 * @returns an SVG file as text, which can also stand within a page: its ids and styles do not leak.
 * @throws ShapeError for passes of another network; OptionError for bad options.
 */
export function networkSvg(network: Sequential, options: NetworkSvgOptions = {}): string {
  const call = "networkSvg";
  const net = itself(network);
  checkNames(call, options, svgOptionNames);
  const { forward, backward, target, sample = 0, digits = 4, maxNeurons = 8, theme = "auto" } = options;
  const words = wordsIn(call, options.language, pictureWords);
  checkNumber(call, "digits", digits, { integer: true, min: 1, max: 17 });
  checkNumber(call, "maxNeurons", maxNeurons, { integer: true, min: 2 });
  const rows = checkPasses(net, forward, backward);
  if (sample !== "mean") checkNumber(call, "sample", sample, { integer: true, min: 0, max: rows - 1 });
  if (target !== undefined && target.length !== net.outputs)
    throw new ShapeError(`${call}: the target has ${target.length} numbers, the network gives ${net.outputs}`);
  const { trace, inputNames, outputNames } = options;
  if (trace !== undefined && (forward ?? backward ?? target) !== undefined)
    throw new OptionError(
      `${call}: trace is given together with forward, backward or target: leave one or the other out`,
    );
  checkNodeNames("inputNames", inputNames, net.inputs);
  checkNodeNames("outputNames", outputNames, net.outputs);
  const { layers } = net;
  const passes =
    trace !== undefined
      ? passesOf(trace, layers)
      : sample === "mean"
        ? meanPasses({ forward, backward, target })
        : { forward, backward, target };
  const row = sample === "mean" ? 0 : sample;
  const size = trace?.batch?.size ?? rows;
  const isMean = sample === "mean" || (trace?.batch ?? null) !== null;
  const given = { layers, ...passes, sample: row, size, isMean, digits, maxNeurons, inputNames, outputNames, words };
  const content = contentOf(given);
  const { body, width, height } = drawPicture(content, digits);
  const title = titleOf(net, content);
  const description = describePicture(content);
  const id = `dr-${hash(title + description)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="dr" viewBox="0 0 ${tidy(width)} ${tidy(height)}" width="${tidy(width)}" height="${tidy(height)}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${escapeMarkup(title)}</title>
<desc id="${id}-desc">${escapeMarkup(description)}</desc>
<style>
${styleSheet(theme)}</style>
${body}
</svg>
`;
}

/**
 * The number of samples in the passes; 1 without a pass.
 *
 * @throws ShapeError for passes of another network; OptionError for anything but passes.
 */
function checkPasses(net: Sequential, forward: Forward | undefined, backward: Backward | undefined): number {
  const widths = net.layers.map(({ outputs }) => outputs);
  const passes = [
    ...(forward === undefined ? [] : [["forward", forward.layers?.map((layer) => layer.z), forward.input] as const]),
    ...(backward === undefined
      ? []
      : [["backward", backward.layers?.map((layer) => layer.delta), backward.input] as const]),
  ];
  for (const [name, parts, input] of passes) {
    if (!Array.isArray(parts) || input === undefined)
      throw new OptionError(
        `networkSvg: ${name} is ${show(passNamed(name, forward, backward))}, wanted what ${name} returned`,
      );
    const seen = [input, ...parts].map((part) => part?.columns).join("-");
    const wanted = [net.inputs, ...widths].join("-");
    if (seen !== wanted)
      throw new ShapeError(`networkSvg: the ${name} pass is of a ${seen} network, this one is ${wanted}`);
  }
  const [rows = 1, others = rows] = passes.map(([, , input]) => input.rows);
  if (rows !== others)
    throw new ShapeError(`networkSvg: the forward pass has ${rows} samples, the backward pass ${others}`);
  return rows;
}

function passNamed(name: "forward" | "backward", forward: unknown, backward: unknown): unknown {
  return name === "forward" ? forward : backward;
}

function checkNodeNames(option: string, given: unknown, count: number): void {
  if (given === undefined) return;
  const named = Array.isArray(given) && given.length === count && given.every((name) => typeof name === "string");
  if (!named) throw new OptionError(`networkSvg: ${option} are ${show(given)}, wanted an array of ${count} strings`);
}

function titleOf({ inputs, layers }: Sequential, { result, words }: PictureContent): string {
  const sizes = layers.map(({ outputs, activation }) => words.size(outputs, activation.name));
  return [words.title(inputs, layers.length, sizes), ...(result.length === 0 ? [] : [result.join(words.comma)])]
    .join(words.semicolon)
    .concat(words.stop);
}

/** The picture in words, for screen readers: every shown neuron with its numbers. */
function describePicture({ columns, edges, words }: PictureContent): string {
  const about = columns.map(({ heading, nodes, omitted }) => {
    const list = nodes.map(({ name, lines }) => [name, ...lines.map(([of, value]) => `${of} ${value}`)].join(" "));
    const all = omitted === 0 ? list : [...list, words.omitted(omitted)];
    return `${heading}${words.colon}${all.join(words.semicolon)}${words.stop}`;
  });
  const shown = edges.map(({ name, weight }) => `${name} ${shortNumber(weight, 4)}`);
  const weights =
    edges.length > 24 ? words.weightCount(edges.length) : `${words.weights}${shown.join(words.semicolon)}${words.stop}`;
  return [...about, weights].join(words.gap);
}
