import { button, h, select } from "../dom.js";
import { learns } from "../model.js";
import { activationNames, type LayerChoice, limits } from "../state.js";
import type { App } from "./app.js";
import { fittingNames } from "./reason.js";

/** Controls to add, remove and widen layers, and to choose their activations. */
export function layersView(app: App): HTMLElement {
  const { say, state } = app;
  const { layers } = state;
  const add = () =>
    app.change({ layers: [...layers.slice(0, -1), { width: 4, activation: "tanh" }, ...layers.slice(-1)] });
  return h("section", { "aria-labelledby": "h-network" }, [
    h("h2", { id: "h-network" }, say("layers")),
    h(
      "ol",
      { class: "layers" },
      layers.map((layer, l) => layerView(app, layer, l)),
    ),
    pairNote(app),
    h(
      "div",
      { class: "row" },
      button("layer-add", `+ ${say("layer.add")}`, add, { disabled: layers.length >= limits.layers }),
    ),
  ]);
}

/** Why some activations of the output layer, and some losses, are not offered. */
function pairNote({ say, state: { loss, layers } }: App): HTMLElement {
  const { width } = layers[layers.length - 1];
  const activations = activationNames.filter((name) => learns(loss, name, width));
  const some = activations.length < activationNames.length - (width === 1 ? 1 : 0);
  const sentences = [
    width === 1 ? say("pair.one") : "",
    some && activations.length > 0 ? say("pair.loss", { loss, names: fittingNames(loss, width) }) : "",
  ];
  return h("p", { id: "pair-note", class: "quiet" }, sentences.filter(Boolean).join(say("gap")));
}

function layerView(app: App, { width, activation }: LayerChoice, l: number): HTMLElement {
  const { say, state } = app;
  const last = l === state.layers.length - 1;
  const set = (part: Partial<LayerChoice>) =>
    app.change({ layers: state.layers.map((layer, k) => (k === l ? { ...layer, ...part } : layer)) });
  const values = { l: l + 1 };
  const resize = (name: "fewer" | "more", sign: string, by: number) =>
    button(`layer-${l}-${name}`, sign, () => set({ width: width + by }), {
      ...{ class: "small", "aria-label": say(`layer.${name}`, values) },
      disabled: width + by < 1 || width + by > limits.width,
    });
  const remove = () => app.change({ layers: state.layers.filter((_, k) => k !== l) });
  // The present one is there even if the loss cannot learn with it: an address may say anything.
  const offered = (name: (typeof activationNames)[number]) =>
    name === activation || (last ? learns(state.loss, name, width) : name !== "softmax");
  const names = activationNames.filter(offered).map((name) => [name, name] as const);
  return h("li", { class: "layer" }, [
    h("span", { class: "layer-name" }, last ? say("layer.output") : say("layer.hidden", values)),
    h("span", { class: "stepper" }, [
      last ? null : resize("fewer", "−", -1),
      h("span", { class: "count" }, h("b", {}, String(width)), ` ${say(width === 1 ? "layer.width1" : "layer.width")}`),
      last ? null : resize("more", "+", 1),
    ]),
    select(`layer-${l}-activation`, say("layer.activation"), activation, names, (name) => set({ activation: name })),
    last
      ? null
      : button(`layer-${l}-remove`, "×", remove, { class: "small", "aria-label": say("layer.remove", values) }),
  ]);
}
