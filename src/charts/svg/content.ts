import type { Layer } from "../../core/index.js";
import type { Passes } from "./passes.js";
import { digitsOf, shortest, subscript, superscript } from "./text.js";

/** What the picture shows: which nodes, and every number of them. */
export interface Content {
  readonly columns: readonly Column[];
  readonly edges: readonly Edge[];
  /** Several lines under the last column. */
  readonly result: readonly string[];
}

/** The inputs, or a layer. */
export interface Column {
  readonly heading: string;
  readonly nodes: readonly Node[];
  /** How many neurons are left out, and after which of the nodes. */
  readonly omitted: number;
  readonly gapAfter: number;
}

/** An input or a neuron. */
export interface Node {
  /** Its place in the layer, from 0. */
  readonly index: number;
  readonly name: string;
  /** Name and value, from the top. */
  readonly lines: readonly (readonly [string, string])[];
}

/** A weight between two nodes that are shown. */
export interface Edge {
  /** The column it comes from. */
  readonly column: number;
  /** The places of its ends among the column's nodes. */
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly weight: number;
  /** δ · w, what goes back along it, and ∂E/∂w; `null` without a backward pass. */
  readonly flow: number | null;
  readonly gradient: number | null;
}

/** What there is to show. */
export interface Given {
  readonly layers: readonly Layer[];
  readonly forward: Passes["forward"] | undefined;
  readonly backward: Passes["backward"] | undefined;
  readonly target: ArrayLike<number> | undefined;
  /** Which row of the passes. */
  readonly sample: number;
  readonly digits: number;
  readonly maxNeurons: number;
  readonly inputNames: readonly string[] | undefined;
  readonly outputNames: readonly string[] | undefined;
}

/** Reads everything out of the network and the passes. */
export function contentOf(given: Given): Content {
  const { layers, backward } = given;
  const notes = isNotesExample(layers);
  const columns = [inputColumn(given), ...layers.map((_, l) => layerColumn(given, l, notes))];
  const edges = layers.flatMap((layer, l) =>
    columns[l + 1].nodes.flatMap(({ index: j }, to) =>
      columns[l].nodes.map(({ index: i }, from): Edge => {
        const weight = layer.weights.data[j * layer.inputs + i];
        const delta = known(backward?.layers[l].delta.data[given.sample * layer.outputs + j]);
        const gradient = known(backward?.layers[l].weights.data[j * layer.inputs + i]);
        return {
          ...{ column: l, from, to, weight },
          name: notes
            ? `w${subscript(1 + 2 * l + i)}${subscript(3 + 2 * l + j)}`
            : `W${superscript(l + 1)}${pair(j, i)}`,
          flow: delta === undefined ? null : delta * weight,
          gradient: gradient ?? null,
        };
      }),
    ),
  );
  return { columns, edges, result: resultOf(given) };
}

/** NaN stands for what a trace leaves out. */
function known(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** W's two indices, the target first: ₂₁, or with a comma where a digit more would be read wrongly. */
function pair(j: number, i: number): string {
  return `${subscript(j + 1)}${i + 1 > 9 || j + 1 > 9 ? "," : ""}${subscript(i + 1)}`;
}

/** The lecture notes' example, 2-2-1 without biases, has names of its own: w₁₃, neuron 5. */
function isNotesExample(layers: readonly Layer[]): boolean {
  return layers.map(({ inputs, outputs, biases }) => `${inputs}-${outputs}${biases ? "b" : ""}`).join() === "2-2,2-1";
}

function inputColumn({ layers, forward, sample, digits, maxNeurons, inputNames }: Given): Column {
  const { inputs } = layers[0];
  const nameOf = (i: number): string => inputNames?.[i] ?? `x${subscript(i + 1)}`;
  const nodes = shown(inputs, maxNeurons).map((index): Node => {
    const value = known(forward?.input.data[sample * inputs + index]);
    return {
      index,
      name: value === undefined ? nameOf(index) : `${nameOf(index)} = ${shortest(value, digits)}`,
      lines: [],
    };
  });
  return { heading: "inputs", nodes, ...gap(inputs, nodes.length, maxNeurons) };
}

function layerColumn(given: Given, l: number, notes: boolean): Column {
  const { layers, forward, backward, sample, digits, maxNeurons, outputNames } = given;
  const { outputs, activation, biases } = layers[l];
  const last = l === layers.length - 1;
  const nodes = shown(outputs, maxNeurons).map((index): Node => {
    const at = sample * outputs + index;
    const z = known(forward?.layers[l].z.data[at]);
    const a = known(forward?.layers[l].a.data[at]);
    const delta = known(backward?.layers[l].delta.data[at]);
    const line = (name: string, value: number | undefined): readonly (readonly [string, string])[] =>
      value === undefined ? [] : [[name, digitsOf(value, digits)]];
    const name = (last ? outputNames?.[index] : undefined) ?? `neuron ${notes ? 3 + 2 * l + index : index + 1}`;
    return {
      index,
      name,
      lines: [...line("b", biases?.[index]), ...line("z", z), ...line("a", a), ...line("δ", delta)],
    };
  });
  const place = last ? (layers.length === 1 ? "layer 1" : "output") : `layer ${l + 1}`;
  return { heading: `${place}: ${activation.name}`, nodes, ...gap(outputs, nodes.length, maxNeurons) };
}

function resultOf({ layers, target, backward, sample, digits }: Given): string[] {
  const { outputs } = layers[layers.length - 1];
  const shownTargets =
    target === undefined ? [] : Array.from({ length: Math.min(outputs, 4) }, (_, k) => shortest(target[k], digits));
  const list = outputs > 1 ? `(${shownTargets.join(", ")}${outputs > 4 ? ", …" : ""})` : shownTargets.join();
  const samples = backward?.layers[0].delta.rows ?? 1;
  const of = samples === 1 ? "" : ` (sample ${sample + 1} of ${samples})`;
  return [
    ...(target === undefined ? [] : [`target t = ${list}`]),
    ...(backward === undefined ? [] : [`E = ${digitsOf(backward.loss, digits)}${of}`]),
  ];
}

/** Which of `count` neurons are shown: all, or the first and the last ones. */
function shown(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  const head = Math.ceil(most / 2);
  return Array.from({ length: most }, (_, k) => (k < head ? k : count - most + k));
}

function gap(count: number, nodes: number, most: number): { omitted: number; gapAfter: number } {
  return { omitted: count - nodes, gapAfter: Math.ceil(most / 2) };
}
