import type { NeuronTrace } from "deltarule/explain";
import type { TextKey, Values } from "../texts/table.js";
import type { Line, Lines } from "./lines.js";

/** A sentence that exists in each language. */
export interface Saying {
  readonly key: TextKey;
  readonly values?: Values;
}

/** One step through the forward and backward pass: what the page shows together. */
export interface Step {
  readonly title: Saying;
  readonly say: readonly Saying[];
  readonly lines: readonly Line[];
  /** Highlighted nodes as [layer, node]; −1 is the input layer. */
  readonly nodes: readonly (readonly [number, number])[];
  /** Highlighted weights as [layer, to, from]. */
  readonly edges: readonly (readonly [number, number, number])[];
  readonly direction: "forward" | "backward" | null;
  /** The number of these nodes that the picture shows from this step on. */
  readonly reveals: "a" | "delta" | null;
}

type Visit = (l: number, neuron: NeuronTrace, first: boolean) => Step[];

/**
 * All steps of one sample: forward, the loss, backward, the update. With `notes`, the sentences are
 * those for the example of the lecture notes.
 */
export function stepsOf(lines: Lines, notes: boolean): Step[] {
  const { trace } = lines;
  const layers = trace.layers.map((layer, l) => ({ layer, l }));
  const through = (visit: Visit) => (at: (typeof layers)[number]) =>
    at.layer.neurons.flatMap((neuron, j) => visit(at.l, neuron, j === 0));
  return [
    still("step.start", [say(notes ? "say.startNotes" : "say.start"), say("say.aim"), say("say.how")]),
    ...layers.flatMap(through((l, neuron, first) => [forward(lines, l, neuron, first)])),
    lossStep(lines),
    ...[...layers]
      .reverse()
      .flatMap(through((l, neuron, first) => [delta(lines, l, neuron, first), weights(lines, l, neuron, first)])),
    ...(trace.update === null ? [] : [update(lines), after(lines, notes)]),
  ];
}

function forward(lines: Lines, l: number, neuron: NeuronTrace, first: boolean): Step {
  const { names, trace } = lines;
  const values = {
    ...{ n: names.number(l, neuron.index), z: names.sum(l, neuron.index), a: names.output(l, neuron.index) },
    ...{ f: trace.layers[l].activation.name, layer: l + 1 },
  };
  return {
    title: { key: "step.forward", values },
    say: first
      ? [...(l === 0 ? [say("say.sum", values), say("say.squash", values)] : [say("say.nextLayer", values)])]
      : [say("say.sameForward", values)],
    lines: [lines.sum(l, neuron), lines.output(l, neuron)],
    nodes: [[l, neuron.index]],
    edges: neuron.terms.map(({ from }) => [l, neuron.index, from] as const),
    ...{ direction: "forward", reveals: "a" },
  };
}

function lossStep(lines: Lines): Step {
  const last = lines.trace.layers.length - 1;
  const values = { loss: lines.trace.loss.function.name, o: lines.names.output(last, 0), t: lines.names.target(0) };
  return {
    title: { key: "step.loss" },
    say: [say("say.loss", values), say("say.lossWhy", values)],
    lines: lines.loss(),
    nodes: lines.trace.loss.terms.map(({ index }) => [last, index] as const),
    ...{ edges: [], direction: null, reveals: null },
  };
}

function delta(lines: Lines, l: number, neuron: NeuronTrace, first: boolean): Step {
  const { names, trace } = lines;
  const values = {
    ...{ n: names.number(l, neuron.index), z: names.sum(l, neuron.index), a: names.output(l, neuron.index) },
    ...{ d: names.delta(l, neuron.index), f: trace.layers[l].activation.name },
  };
  const last = l === trace.layers.length - 1;
  const how = neuron.gradient === null ? "say.linked" : last ? "say.chain" : "say.back";
  return {
    title: { key: "step.delta", values },
    say: first ? [...(last ? [say("say.delta", values)] : []), say(how, values)] : [say("say.sameBack", values)],
    lines: lines.delta(l, neuron),
    nodes: [[l, neuron.index]],
    edges: neuron.arrivals.map(({ to }) => [l + 1, to, neuron.index] as const),
    ...{ direction: "backward", reveals: "delta" },
  };
}

function weights(lines: Lines, l: number, neuron: NeuronTrace, first: boolean): Step {
  const values = { n: lines.names.number(l, neuron.index), d: lines.names.delta(l, neuron.index) };
  return {
    title: { key: "step.weights", values },
    say: first ? [say("say.weights", values), ...(neuron.bias === null ? [] : [say("say.bias", values)])] : [],
    lines: [...neuron.terms.map(({ from }) => lines.weight(l, neuron, from)), ...lines.bias(l, neuron)],
    nodes: [[l, neuron.index]],
    edges: neuron.terms.map(({ from }) => [l, neuron.index, from] as const),
    ...{ direction: "backward", reveals: null },
  };
}

function update(lines: Lines): Step {
  const { names, trace } = lines;
  const rate = lines.number(trace.update?.learningRate ?? 0);
  const plain = trace.update?.rule === "gradient";
  return {
    ...still("step.update", [
      say(plain ? "say.update" : "say.updateOther", { rate, optimizer: trace.update?.optimizer ?? "" }),
      say("say.once"),
    ]),
    lines: trace.layers.flatMap(({ neurons }, l) =>
      neurons.flatMap(({ index, terms, bias }) => [
        ...terms.map(({ from, weight }) => lines.update(names.weight(l, index, from), weight)),
        ...(bias === null ? [] : [lines.update(names.bias(l, index), bias)]),
      ]),
    ),
  };
}

function after(lines: Lines, notes: boolean): Step {
  const { loss, update, layers } = lines.trace;
  const values = { before: lines.number(loss.value), after: lines.number(update?.loss ?? 0) };
  const lower = (update?.loss ?? 0) < loss.value;
  const outputs = (update?.outputs ?? []).map(({ index, value }) => {
    const term = loss.terms.find((one) => one.index === index);
    const stages = [`${lines.number(term?.a ?? 0)} → ${lines.number(value)}`];
    return { left: lines.names.output(layers.length - 1, index), stages };
  });
  return {
    ...still("step.after", [
      say(lower ? "say.lower" : "say.higher", values),
      say(notes ? "say.repeatNotes" : "say.repeat"),
    ]),
    lines: [...outputs, { left: "E", stages: [`${values.before} → ${values.after}`] }],
  };
}

function still(key: TextKey, sayings: readonly Saying[]): Step {
  return { title: { key }, say: sayings, lines: [], nodes: [], edges: [], direction: null, reveals: null };
}

function say(key: TextKey, values?: Values): Saying {
  return values === undefined ? { key } : { key, values };
}
