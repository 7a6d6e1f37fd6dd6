import { type Names, namesFor } from "../hand/names.js";
import { isNotes } from "../model.js";
import { type App, netOf, type Picked } from "./app.js";

/** The numbers that the picture shows: those known at the current step by hand, or every a. */
export function known({ hand, state, playing }: App): { a: "all" | Set<string>; delta: Set<string> } {
  const stepping = state.step > 0 || (isNotes(state) && state.epoch === 0);
  if (hand === null || playing || !stepping) return { a: "all", delta: new Set() };
  const until = hand.steps.slice(0, state.step + 1);
  const gather = (what: "a" | "delta"): Set<string> =>
    new Set(until.filter(({ reveals }) => reveals === what).flatMap(({ nodes }) => nodes.map(String)));
  return { a: gather("a"), delta: gather("delta") };
}

export function namesIn(app: App): Names {
  const net = netOf(app);
  const widths = net === null ? [] : [net.inputs, ...net.layers.map(({ outputs }) => outputs)];
  return namesFor(widths, isNotes(app.state));
}

/** The clicked node or weight in words. */
export function nameIn(app: App, at: Picked): string {
  const { say, data } = app;
  const names = namesIn(app);
  if (at.kind === "edge") return say("detail.weight", { w: names.weight(at.layer, at.to, at.from) });
  if (at.layer < 0) return say("node.input", { name: data?.inputs[at.node] ?? names.output(-1, at.node) });
  return say("node.neuron", { n: names.number(at.layer, at.node), l: at.layer + 1 });
}
