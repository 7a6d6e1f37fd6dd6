import { button, h } from "../dom.js";
import type { App, Hand, Picked } from "./app.js";
import { lineView } from "./hand.js";
import { nameIn, namesIn } from "./known.js";

/** The numbers of the clicked neuron or weight, with their arithmetic. */
export function details(app: App): HTMLElement | null {
  const { picked, hand, say } = app;
  if (picked === null || hand === null) return null;
  const name = nameIn(app, picked);
  return h(
    "div",
    { class: "details", id: "details", role: "region", "aria-live": "polite", "aria-label": say("detail", { name }) },
    [
      h("div", { class: "head" }, [
        h("h3", {}, name),
        button("details-close", "×", () => app.pick(null), { class: "small", "aria-label": say("detail.close") }),
      ]),
      picked.kind === "edge" ? weight(app, hand, picked) : node(app, hand, picked),
    ],
  );
}

function node(app: App, { lines, trace }: Hand, { layer, node: index }: Picked & { kind: "node" }): HTMLElement[] {
  const { say } = app;
  if (layer < 0) {
    const value = lines.number(trace.inputs[index].value);
    return [h("p", {}, say("detail.input")), lineView({ left: lines.names.output(-1, index), stages: [value] })];
  }
  const neuron = trace.layers[layer].neurons[index];
  const part = (title: string, ...content: HTMLElement[]) => h("div", {}, h("h4", {}, title), ...content);
  const pick = (from: number) => () => app.pick({ kind: "edge", layer, to: index, from });
  const weights = neuron.terms.map(({ from }) => {
    const name = lines.names.weight(layer, index, from);
    return h(
      "li",
      {},
      button(`weight-${layer}-${index}-${from}`, name, pick(from), { class: "link" }),
      lineView(lines.weight(layer, neuron, from)),
    );
  });
  return [
    part(say("detail.z"), lineView(lines.sum(layer, neuron))),
    part(say("detail.a"), lineView(lines.output(layer, neuron))),
    part(say("detail.delta"), ...lines.delta(layer, neuron).map(lineView)),
    part(say("detail.weights"), h("ul", { class: "weights" }, weights), ...lines.bias(layer, neuron).map(lineView)),
  ];
}

function weight(app: App, { lines, trace }: Hand, { layer, to, from }: Picked & { kind: "edge" }): HTMLElement[] {
  const { say } = app;
  const neuron = trace.layers[layer].neurons[to];
  const w = namesIn(app).weight(layer, to, from);
  const parameter = neuron.terms[from].weight;
  return [
    lineView({ left: w, stages: [lines.number(parameter.value)] }),
    h("h4", {}, say("detail.derivative", { w })),
    lineView(lines.weight(layer, neuron, from)),
    h("h4", {}, say("detail.update", { optimizer: trace.update?.optimizer ?? "" })),
    lineView(lines.update(w, parameter)),
    h(
      "div",
      { class: "row" },
      button(
        "weight-neuron",
        nameIn(app, { kind: "node", layer, node: to }),
        () => app.pick({ kind: "node", layer, node: to }),
        { class: "link" },
      ),
    ),
  ];
}
