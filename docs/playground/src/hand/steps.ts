import type { Trace, WrittenEquation, WrittenStep } from "deltarule/explain";
import type { TextKey, Values } from "../texts/table.js";
import type { Names } from "./names.js";

/** A sentence that exists in each language. */
export interface Saying {
  readonly key: TextKey;
  readonly values?: Values;
}

/** The parts of a step of training, in order. */
export const phases = ["given", "forward", "loss", "backward", "update", "after"] as const;
export type Phase = (typeof phases)[number];

/** One step through the forward and backward pass: what the page shows together. */
export interface Step {
  readonly phase: Phase;
  readonly title: Saying;
  readonly say: readonly Saying[];
  readonly equations: readonly WrittenEquation[];
  /** Numbers in a table, where there is no equation for them. */
  readonly table: WrittenStep["table"];
  /** Highlighted nodes as [layer, node]; −1 is the input layer. */
  readonly nodes: WrittenStep["nodes"];
  /** Highlighted weights as [layer, to, from]. */
  readonly edges: WrittenStep["edges"];
  /** The number of these nodes that the picture shows from this step on. */
  readonly reveals: WrittenStep["reveals"];
}

/** What the sentences need beside the trace. */
export interface Telling {
  readonly trace: Trace;
  readonly names: Names;
  /** Whether it is the example of the lecture notes. */
  readonly notes: boolean;
  number(value: number): string;
}

/**
 * All steps of one update with this page's sentences. The equations and numbers are those that
 * `deltarule/explain` wrote.
 */
export function stepsOf(written: readonly WrittenStep[], telling: Telling): Step[] {
  const parts = [...new Set(written.map(({ part }) => part))];
  const depth = telling.trace.layers.length;
  const told = new Set<string>();
  return written.map((step) => {
    const at = parts.indexOf(step.part);
    const phase: Phase =
      at === 0
        ? "given"
        : at <= depth
          ? "forward"
          : at === depth + 1
            ? "loss"
            : at <= 2 * depth + 1
              ? "backward"
              : at === 2 * depth + 2
                ? "update"
                : "after";
    const layer = phase === "forward" ? at - 1 : 2 * depth + 1 - at;
    const kind = kindOf(step, phase);
    const first = !told.has(`${kind} ${layer}`);
    told.add(`${kind} ${layer}`);
    return { ...step, phase, ...wordsOf(kind, step, layer, first, telling) };
  });
}

type Kind = "given" | "sum" | "row" | "loss" | "rowBack" | "delta" | "weights" | "update" | "after";

function kindOf({ edges, reveals, layout }: WrittenStep, phase: Phase): Kind {
  if (phase === "forward") return edges.length === 0 ? "row" : "sum";
  if (phase !== "backward") return phase;
  return reveals === "delta" ? "delta" : layout === "rows" ? "weights" : "rowBack";
}

type Words = Pick<Step, "title" | "say">;

function wordsOf(kind: Kind, step: WrittenStep, layer: number, first: boolean, telling: Telling): Words {
  const { trace, names, notes, number } = telling;
  const last = trace.layers.length - 1;
  if (kind === "given")
    return { title: { key: "step.start" }, say: [say(notes ? "say.startNotes" : "say.start"), say("say.aim")] };
  if (kind === "loss") {
    const values = { loss: trace.loss.function.name, o: names.output(last, 0), t: names.target(0) };
    return { title: { key: "step.loss" }, say: [say("say.loss", values), say("say.lossWhy")] };
  }
  if (kind === "update") return { title: { key: "step.update" }, say: updateWords(telling) };
  if (kind === "after") {
    const [before, after] = [trace.loss.value, trace.update?.loss ?? 0];
    const key = after < before ? "say.lower" : "say.higher";
    const values = { before: number(before), after: number(after) };
    return { title: { key: "step.after" }, say: [say(key, values), say(notes ? "say.repeatNotes" : "say.repeat")] };
  }
  const { activation } = trace.layers[layer];
  const node = step.nodes[0]?.[1] ?? 0;
  const values = {
    ...{ n: names.number(layer, node), layer: layer + 1, f: activation.name },
    ...{ z: names.sum(layer, node), a: names.output(layer, node), d: names.delta(layer, node) },
  };
  switch (kind) {
    case "sum": {
      const key = activation.rowwise ? "step.sum" : "step.forward";
      const begin = layer === 0 ? ["say.sum" as const] : ["say.nextSum" as const];
      const squash = activation.rowwise ? [] : ["say.squash" as const];
      const keys = first
        ? [...begin, ...squash]
        : [activation.rowwise ? ("say.sameSum" as const) : ("say.sameForward" as const)];
      return { title: { key: notes ? "step.forwardNotes" : key, values }, say: keys.map((one) => say(one, values)) };
    }
    case "row":
      return { title: { key: "step.row", values }, say: [say("say.row", values)] };
    case "rowBack":
      return {
        title: { key: "step.rowBack", values },
        say: [say(layer === last ? "say.rowLoss" : "say.rowBack", values)],
      };
    case "delta": {
      const neuron = trace.layers[layer].neurons.find(({ index }) => index === node);
      const linked = neuron?.gradient === null;
      const how = linked ? "say.linked" : activation.rowwise ? "say.gather" : layer === last ? "say.chain" : "say.back";
      const keys: TextKey[] = first ? [...(layer === last ? (["say.delta"] as const) : []), how] : ["say.sameBack"];
      return { title: { key: "step.delta", values }, say: keys.map((one) => say(one, values)) };
    }
    case "weights": {
      const bias = trace.layers[layer].bias ? [say("say.bias", values)] : [];
      return { title: { key: "step.weights", values }, say: first ? [say("say.weights", values), ...bias] : [] };
    }
  }
}

function updateWords({ trace: { update }, number }: Telling): Saying[] {
  const values = { rate: number(update?.learningRate ?? 0), optimizer: update?.optimizer ?? "" };
  const key =
    update?.rule === "gradient" ? "say.update" : update?.rule === "velocity" ? "say.velocity" : "say.updateOther";
  return [say(key, values), say("say.once")];
}

function say(key: TextKey, values?: Values): Saying {
  return values === undefined ? { key } : { key, values };
}
