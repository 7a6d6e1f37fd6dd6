import { irisNames } from "../data/iris.js";
import { type Names, namesFor } from "../hand/names.js";
import type { Saying } from "../hand/steps.js";
import { isNotes } from "../model.js";
import { type App, netOf, type Picked } from "./app.js";
import { isBlank } from "./equation.js";

/** The numbers that the picture shows. */
export interface Known {
  readonly a: "all" | Set<string>;
  readonly delta: Set<string>;
  readonly loss: boolean;
}

/** The numbers known at the current step by hand, or every a and E. */
export function known(app: App): Known {
  const { hand, state, playing } = app;
  const stepping = state.mode === "learn" && (state.step > 0 || (isNotes(state) && state.epoch === 0));
  if (hand === null || playing || !stepping) return { a: "all", delta: new Set(), loss: true };
  const until = hand.steps.slice(0, state.step + (app.waiting || isBlank() ? 0 : 1));
  const gather = (what: "a" | "delta"): Set<string> =>
    new Set(until.filter(({ reveals }) => reveals === what).flatMap(({ nodes }) => nodes.map(String)));
  return { a: gather("a"), delta: gather("delta"), loss: until.some(({ reveals }) => reveals === "loss") };
}

export function namesIn(app: App): Names {
  const net = netOf(app);
  const widths = net === null ? [] : [net.inputs, ...net.layers.map(({ outputs }) => outputs)];
  return namesFor(widths, isNotes(app.state));
}

/** The name of an input; those of the irises are in the language of the page. */
export function inputName({ say, data }: Pick<App, "say" | "data">, k: number): string | undefined {
  const given = data?.inputs[k];
  const key = irisNames.find((name) => name === given);
  return key === undefined ? given : say(key);
}

/** What was clicked in words. */
export function nameIn(app: App, at: Picked): string {
  const { say } = app;
  const names = namesIn(app);
  if (at.kind === "edge") return say("detail.weight", { w: names.weight(at.layer, at.to, at.from) });
  if (at.kind === "bias") return say("detail.bias", { b: names.bias(at.layer, at.node) });
  if (at.kind === "target") return say("detail.target", { t: names.target(at.node) });
  if (at.layer < 0) return say("node.input", { name: inputName(app, at.node) ?? names.output(-1, at.node) });
  const values = { n: names.number(at.layer, at.node), l: at.layer + 1 };
  return say(isNotes(app.state) ? "node.numbered" : "node.neuron", values);
}

/** The sign of what was clicked: w₁₃, θ₃, t₅, x₁ or O₃. */
export function symbolIn(app: App, at: Picked): string {
  const names = namesIn(app);
  if (at.kind === "edge") return names.weight(at.layer, at.to, at.from);
  if (at.kind === "bias") return names.bias(at.layer, at.node);
  return at.kind === "target" ? names.target(at.node) : names.output(at.layer, at.node);
}

/** What the panel shows: what was clicked or, unless something was, what the step is about. */
export function shownIn({ picked, hand, state, model }: App): Picked | null {
  if (picked !== null || hand === null || model === null) return picked;
  const step = hand.steps[Math.min(state.step, hand.steps.length - 1)];
  if (state.mode !== "learn" || step === undefined || step.phase === "given")
    return { kind: "edge", layer: 0, to: 0, from: 0 };
  if (step.phase === "loss" || step.phase === "after") return { kind: "target", node: 0 };
  const [edge, node] = [step.edges[0], step.nodes[0]];
  const byWeight = step.phase === "mean" || step.phase === "update" || step.phase === "backward";
  if (byWeight && step.reveals !== "delta" && edge !== undefined)
    return { kind: "edge", layer: edge[0], to: edge[1], from: edge[2] };
  return node === undefined
    ? { kind: "edge", layer: 0, to: 0, from: 0 }
    : { kind: "node", layer: node[0], node: node[1] };
}

/** A sentence in the language of the page. */
export function spoken({ say }: Pick<App, "say">, saying: Saying): string {
  return "text" in saying ? saying.text : say(saying.key, saying.values);
}
