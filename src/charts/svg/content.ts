import type { Layer } from "../../core/index.js";
import { subscripts, superscript } from "../../explain/render/signs.js";
import type { PicturePasses } from "./passes.js";
import { digitsOf, shortNumber } from "./text.js";
import type { PictureWords } from "./words.js";

/** The nodes and weights that the picture shows, with every number as text. */
export interface PictureContent {
  readonly columns: readonly PictureColumn[];
  readonly edges: readonly PictureEdge[];
  /** Lines below the last column: the target and E. */
  readonly result: readonly string[];
  readonly hasTarget: boolean;
  readonly words: PictureWords;
}

/** The inputs or a layer, as one column of the picture. */
export interface PictureColumn {
  readonly heading: string;
  readonly nodes: readonly PictureNode[];
  /** Neurons left out, and the number of nodes above the note that says so. */
  readonly omitted: number;
  readonly gapAfter: number;
}

/** An input or a neuron, as one box of the picture. */
export interface PictureNode {
  /** Index in the layer, from 0. */
  readonly index: number;
  readonly name: string;
  /** Name and value of each line in the box. */
  readonly lines: readonly (readonly [string, string])[];
}

/** A weight between two shown nodes, as one line of the picture. */
export interface PictureEdge {
  /** Column of its source. */
  readonly column: number;
  /** Positions of its source and target among the shown nodes of their columns. */
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly weight: number;
  /** δ · w, which flows back along the weight, and ∂E/∂w; `null` where unknown. */
  readonly flow: number | null;
  readonly gradient: number | null;
}

/** The network, its passes, and the options of the picture. */
interface PictureParts {
  readonly layers: readonly Layer[];
  readonly forward: PicturePasses["forward"] | undefined;
  readonly backward: PicturePasses["backward"] | undefined;
  readonly target: ArrayLike<number> | undefined;
  /** Row of the passes that is shown, from 0. */
  readonly sample: number;
  /** The number of samples, and whether the row has their means. */
  readonly size: number;
  readonly isMean: boolean;
  readonly digits: number;
  readonly maxNeurons: number;
  readonly inputNames: readonly string[] | undefined;
  readonly outputNames: readonly string[] | undefined;
  readonly words: PictureWords;
}

/** Collects the nodes, weights and numbers that the picture shows. */
export function contentOf(given: PictureParts): PictureContent {
  const { layers, backward } = given;
  const notes = isNotesExample(layers);
  const columns = [inputColumn(given), ...layers.map((_, l) => layerColumn(given, l, notes))];
  const edges = layers.flatMap((layer, l) =>
    columns[l + 1].nodes.flatMap(({ index: j }, to) =>
      columns[l].nodes.map(({ index: i }, from): PictureEdge => {
        const weight = layer.weights.data[j * layer.inputs + i];
        const delta = knownNumber(backward?.layers[l].delta.data[given.sample * layer.outputs + j]);
        const gradient = knownNumber(backward?.layers[l].weights.data[j * layer.inputs + i]);
        return {
          ...{ column: l, from, to, weight },
          name: notes
            ? `w${subscripts([1 + 2 * l + i, 3 + 2 * l + j])}`
            : `W${superscript(l + 1)}${subscripts([j + 1, i + 1])}`,
          flow: delta === undefined ? null : delta * weight,
          gradient: gradient ?? null,
        };
      }),
    ),
  );
  return { columns, edges, result: resultOf(given), hasTarget: given.target !== undefined, words: given.words };
}

/** A number of a pass; undefined for NaN, which marks numbers that an abridged trace lacks. */
function knownNumber(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/**
 * Whether this is the lecture notes' example, 2-2-1 without biases, drawn with their names: w₁₃.
 */
function isNotesExample(layers: readonly Layer[]): boolean {
  return layers.map(({ inputs, outputs, biases }) => `${inputs}-${outputs}${biases ? "b" : ""}`).join() === "2-2,2-1";
}

function inputColumn({ layers, forward, sample, digits, maxNeurons, inputNames, words }: PictureParts): PictureColumn {
  const { inputs } = layers[0];
  const nameOf = (i: number): string => inputNames?.[i] ?? `x${subscripts([i + 1])}`;
  const nodes = shownPlaces(inputs, maxNeurons).map((index): PictureNode => {
    const value = knownNumber(forward?.input.data[sample * inputs + index]);
    return {
      index,
      name: value === undefined ? nameOf(index) : `${nameOf(index)} = ${shortNumber(value, digits)}`,
      lines: [],
    };
  });
  return { heading: words.inputs, nodes, ...gap(inputs, nodes.length, maxNeurons) };
}

function layerColumn(given: PictureParts, l: number, notes: boolean): PictureColumn {
  const { layers, forward, backward, sample, digits, maxNeurons, outputNames, words } = given;
  const { outputs, activation, biases } = layers[l];
  const last = l === layers.length - 1;
  const nodes = shownPlaces(outputs, maxNeurons).map((index): PictureNode => {
    const at = sample * outputs + index;
    const z = knownNumber(forward?.layers[l].z.data[at]);
    const a = knownNumber(forward?.layers[l].a.data[at]);
    const delta = knownNumber(backward?.layers[l].delta.data[at]);
    const line = (name: string, value: number | undefined): readonly (readonly [string, string])[] =>
      value === undefined ? [] : [[name, digitsOf(value, digits)]];
    const name = (last ? outputNames?.[index] : undefined) ?? words.neuron(notes ? 3 + 2 * l + index : index + 1);
    return {
      index,
      name,
      lines: [...line("b", biases?.[index]), ...line("z", z), ...line("a", a), ...line("δ", delta)],
    };
  });
  const place = last && l > 0 ? words.output : words.layer(l + 1);
  return { heading: `${place}${words.colon}${activation.name}`, nodes, ...gap(outputs, nodes.length, maxNeurons) };
}

function resultOf({ layers, target, backward, sample, size, isMean, digits, words }: PictureParts): string[] {
  const { outputs } = layers[layers.length - 1];
  const shownTargets =
    target === undefined ? [] : Array.from({ length: Math.min(outputs, 4) }, (_, k) => shortNumber(target[k], digits));
  const list = outputs > 1 ? `(${shownTargets.join(", ")}${outputs > 4 ? ", …" : ""})` : shownTargets.join();
  const of = isMean ? words.mean(size) : size === 1 ? "" : words.sample(sample + 1, size);
  return [
    ...(target === undefined ? [] : [words.target(list)]),
    ...(backward === undefined ? [] : [`E = ${digitsOf(backward.loss, digits)}${of}`]),
  ];
}

/** Indices of the shown neurons: all of `count`, or the first and the last ones. */
function shownPlaces(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  const head = Math.ceil(most / 2);
  return Array.from({ length: most }, (_, k) => (k < head ? k : count - most + k));
}

function gap(count: number, nodes: number, most: number): { omitted: number; gapAfter: number } {
  return { omitted: count - nodes, gapAfter: Math.ceil(most / 2) };
}
