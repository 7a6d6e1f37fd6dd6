import { DeltaruleError } from "deltarule";
import type { Trace } from "deltarule/explain";
import type { Dataset } from "../data/dataset.js";
import type { Model } from "../model.js";
import type { State } from "../state.js";
import type { App, EditNow, Picked } from "./app.js";

type Parameter = Picked & { readonly kind: "edge" | "bias" };

/** A number that the reader can change: its value, how E depends on it, the edit that sets it. */
export interface Value {
  readonly value: number;
  /** ∂E/∂ of it; `null` for a number that the trace has no derivative of. */
  readonly slope: number | null;
  edit(value: number): EditNow;
}

/** The clicked number, if it is one that can be changed. */
export function numberAt({ model, data, state, hand }: App, picked: Picked): Value | null {
  if (model === null || data === null) return null;
  const { sample } = state;
  if (picked.kind === "target") {
    const value = data.t[sample][picked.node];
    return { value, slope: null, edit: (v) => ({ kind: "target", sample, index: picked.node, value: v }) };
  }
  if (picked.kind === "node") {
    if (picked.layer >= 0) return null;
    const value = data.x[sample][picked.node];
    return { value, slope: null, edit: (v) => ({ kind: "input", sample, index: picked.node, value: v }) };
  }
  const index = placeOf(model, picked);
  return {
    value: model.net.parameters[index],
    slope: hand === null ? null : (tracedAt(hand.trace, picked)?.gradient ?? null),
    edit: (v) => ({ kind: "weight", index, value: v }),
  };
}

/** What the trace has of a weight or bias. */
function tracedAt({ layers }: Trace, at: Parameter) {
  const node = at.kind === "bias" ? at.node : at.to;
  const neuron = layers[at.layer]?.neurons.find(({ index }) => index === node);
  return at.kind === "bias" ? neuron?.bias : neuron?.terms[at.from]?.weight;
}

/** Every weight and bias after the update. */
export function nextParameters(model: Model, trace: Trace): Float64Array {
  return Float64Array.from(parametersIn(model), (at) => {
    return tracedAt(trace, at)?.next ?? model.net.parameters[placeOf(model, at)];
  });
}

/** Every weight and bias, layer by layer, weights first. */
export function parametersIn({ net }: Model): Parameter[] {
  return net.layers.flatMap(({ inputs, outputs, biases }, layer) => [
    ...Array.from({ length: inputs * outputs }, (_, k): Parameter => {
      return { kind: "edge", layer, to: Math.floor(k / inputs), from: k % inputs };
    }),
    ...Array.from({ length: biases === null ? 0 : outputs }, (_, node): Parameter => ({ kind: "bias", layer, node })),
  ]);
}

/** Where a weight or bias stands among the parameters. */
export function placeOf(model: Model, at: Parameter): number {
  return at.kind === "bias" ? biasAt(model, at) : weightAt(model, at);
}

/** The weight or bias so many places after this one; the first if there is none. */
export function parameterAfter(model: Model, at: Picked | null, by: number): Parameter {
  const all = parametersIn(model);
  if (at?.kind !== "edge" && at?.kind !== "bias") return all[0];
  return all[(placeOf(model, at) + by + all.length) % all.length];
}

function weightAt({ net }: Model, { layer, to, from }: Picked & { kind: "edge" }): number {
  return startOf(net, layer) + to * net.layers[layer].inputs + from;
}

function biasAt({ net }: Model, { layer, node }: Picked & { kind: "bias" }): number {
  return startOf(net, layer) + net.layers[layer].inputs * net.layers[layer].outputs + node;
}

function startOf({ layers }: Model["net"], layer: number): number {
  const sizes = layers
    .slice(0, layer)
    .map(({ inputs, outputs, biases }) => (inputs + (biases === null ? 0 : 1)) * outputs);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The loss; NaN for a target that it does not take. */
function lossOrNone(loss: () => number): number {
  try {
    return loss();
  } catch (error) {
    if (error instanceof DeltaruleError) return Number.NaN;
    throw error;
  }
}

/** E of the update's samples as a function of one number; the network stays as it was. */
export function lossAlong(
  { net, loss }: Model,
  { x, t }: Dataset,
  batch: readonly number[],
  { sample }: Pick<State, "sample">,
  edit: EditNow,
): (value: number) => number {
  const rows = edit.kind === "weight" || batch.includes(sample) ? batch : [sample];
  const [input, target] = [[...x[sample]], [...t[sample]]];
  const inputs = rows.map((row) => (row === sample ? input : x[row]));
  const targets = rows.map((row) => (row === sample ? target : t[row]));
  return (value) => {
    const kept = edit.kind === "weight" ? net.parameters[edit.index] : 0;
    if (edit.kind === "weight") net.parameters[edit.index] = value;
    if (edit.kind === "input") input[edit.index] = value;
    if (edit.kind === "target") target[edit.index] = value;
    const E = lossOrNone(() => net.evaluate(inputs, targets, { loss }).loss);
    if (edit.kind === "weight") net.parameters[edit.index] = kept;
    return E;
  };
}

/** Whether the loss takes an edited target; one that it does not take changes nothing. */
export function isTaken(model: Model, data: Dataset, edit: EditNow): boolean {
  if (edit.kind !== "target") return true;
  return Number.isFinite(lossAlong(model, data, [edit.sample], edit, edit)(edit.value));
}
