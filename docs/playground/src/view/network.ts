import { button, byId, h, keepFocus, replace, svg } from "../dom.js";
import { fitting, written } from "../hand/numbers.js";
import type { Step } from "../hand/steps.js";
import { isNotes } from "../model.js";
import { type App, netOf, type Picked } from "./app.js";
import { heatMaps } from "./heat.js";
import { known, nameIn, shownIn, symbolIn } from "./known.js";
import { set, stand, write, writeInto } from "./labels.js";
import { type Layout, layoutFor, type Place } from "./layout.js";
import { planeOf } from "./plane.js";
import { wrongIn } from "./report.js";
import { nextParameters } from "./values.js";

interface Drawn {
  readonly key: string;
  readonly nodes: readonly {
    readonly at: Picked & { kind: "node" };
    readonly g: SVGGElement;
    readonly name: SVGTextElement;
    readonly value: SVGTextElement;
    readonly delta: SVGTextElement;
    readonly heat: SVGImageElement;
  }[];
  readonly edges: readonly {
    readonly at: Picked & { kind: "edge" };
    readonly g: SVGGElement;
    readonly line: SVGLineElement;
    /** Above all lines. */
    readonly label: SVGGElement;
    readonly text: SVGTextElement;
    readonly ground: SVGRectElement;
  }[];
  readonly targets: readonly { readonly g: SVGGElement; readonly text: SVGTextElement }[];
  readonly loss: SVGTextElement;
  readonly layout: Layout;
}

let drawn: Drawn | null = null;
let heats = false;

/** Whether the neurons show their heat maps. */
export function heatShown(): boolean {
  return heats;
}

/** Heat maps in place of numbers, or numbers again. */
export function toggleHeat(app: App): void {
  heats = !heats;
  network(app);
}

/** Draws the network once for its shape and size; later only its numbers and lines change. */
export function network(app: App): void {
  const place = byId("network");
  const net = netOf(app);
  if (net === null) {
    drawn = null;
    replace(place, h("h2", {}, app.say("network")));
    return;
  }
  const widths = [net.inputs, ...net.layers.map(({ outputs }) => outputs)];
  if (net.inputs !== 2) heats = false;
  const { say } = app;
  const label = say("net.label", { widths: widths.join("-") });
  const heat = (on: boolean): void => {
    heats = on;
    network(app);
  };
  const choice = (id: string, text: string, on: boolean): HTMLElement =>
    button(id, text, () => heat(on), { "aria-pressed": String(heats === on) });
  const isNew = document.getElementById("net-picture") === null;
  if (isNew) {
    drawn = null;
    place.replaceChildren(
      h("div", { class: "card-head", id: "net-head" }),
      h("div", { id: "net-picture" }),
      h("p", { class: "foot", id: "net-foot" }),
    );
  }
  const wrong = wrongIn(app);
  const numbers = choice("show-numbers", say("net.numbers"), false);
  const maps = choice("show-heat", say("net.heat"), true);
  const both = h("div", { class: "segments", role: "group", "aria-label": say("net.shows") }, numbers, maps);
  replace(byId("net-head"), h("h2", {}, label), net.inputs === 2 ? both : null);
  replace(byId("net-foot"), [
    h("span", {}, h("i", { class: "key" }), say("net.plus")),
    h("span", {}, h("i", { class: "key minus" }), say("net.minus")),
    wrong.nodes.size + wrong.edges.size === 0
      ? h("span", { class: "more" }, say("net.hint"))
      : h("span", {}, h("i", { class: "key wrong" }), say("net.wrong")),
  ]);
  if (isNew) watch(byId("net-picture"), app);
  const [width, height] = size;
  const key = `${widths} ${app.state.lang} ${isNotes(app.state)} ${app.data?.inputs} ${width} ${height}`;
  if (drawn?.key !== key) drawn = draw(app, widths, key, layoutFor(widths, width, height));
  update(app, drawn);
}

/** The picture's width and height, kept since a measurement lays the whole page out. */
let size: readonly [number, number] = [240, 120];

function measure({ width, height }: DOMRectReadOnly): void {
  size = [Math.max(240, Math.round(width)), Math.max(120, Math.round(height))];
}

/** Draws anew when the picture gets another size, so that its texts keep theirs. */
function watch(place: Element, app: App): void {
  measure(place.getBoundingClientRect());
  const observer = new ResizeObserver(([{ contentRect }]) => {
    const before = size;
    if (place.isConnected) measure(contentRect);
    if (`${size}` !== `${before}`) requestAnimationFrame(() => network(app));
  });
  observer.observe(place);
}

function pressable(app: App, at: Picked, stops = true): Record<string, unknown> {
  return {
    ...{ role: "button", tabindex: stops ? 0 : -1, onclick: () => app.pick(at) },
    onkeydown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      app.pick(at);
    },
  };
}

function draw(app: App, widths: readonly number[], key: string, layout: Layout): Drawn {
  const { radius, x, y, width, height, loss: box } = layout;
  const outputs = widths[widths.length - 1];
  // The lines of larger networks are reached through their neurons.
  const few = widths.slice(1).reduce((sum, count, l) => sum + count * widths[l], 0) <= 16;
  const edges = widths.slice(1).flatMap((count, layer) =>
    Array.from({ length: count * widths[layer] }, (_, k) => {
      const at = { kind: "edge", layer, to: Math.floor(k / widths[layer]), from: k % widths[layer] } as const;
      const ends = { x1: x(layer - 1) + radius, y1: y(layer - 1, at.from), x2: x(layer) - radius, y2: y(layer, at.to) };
      const line = svg("line", { ...ends, class: "line" });
      const text = svg("text", { class: "weight" });
      const ground = svg("rect", { class: "ground", height: 18, rx: 4 });
      const id = `edge-${layer}-${at.to}-${at.from}`;
      const halo = svg("line", { ...ends, class: "halo" });
      const hit = svg("line", { ...ends, class: "hit" });
      const g = svg("g", { id, class: "edge", ...pressable(app, at, few) }, halo, hit, line);
      const label = svg("g", { class: "edge-label", onclick: () => app.pick(at) }, ground, text);
      return { at, g, line, label, text, ground };
    }),
  );
  const nodes = widths.flatMap((count, l) =>
    Array.from({ length: count }, (_, node) => {
      const at = { kind: "node", layer: l - 1, node } as const;
      const [cx, cy] = [x(l - 1), y(l - 1, node)];
      const value = svg("text", { x: cx, y: cy + 5, class: "value" });
      const textAt = (name: string, place: Place | null) =>
        svg("text", { x: place?.x, y: place?.y, class: name, style: `text-anchor: ${place?.anchor}` });
      const delta = textAt("delta", layout.delta(at.layer, node));
      const name = textAt("name", layout.name(at.layer, node));
      const inner = radius * 0.92;
      const heat = svg("image", {
        ...{ x: cx - inner, y: cy - inner, width: 2 * inner, height: 2 * inner, preserveAspectRatio: "none" },
        ...{ class: "heat", style: `clip-path: circle(${inner}px)` },
      });
      const circle = svg("circle", { cx, cy, r: radius });
      const g = svg("g", { id: `node-${l}-${node}`, class: "node", ...pressable(app, at) }, circle, heat, value);
      return { at, g, name, value, delta, heat };
    }),
  );
  const last = widths.length - 2;
  const lines = Array.from({ length: outputs }, (_, node) =>
    svg("line", { x1: x(last) + radius, y1: y(last, node), x2: box.x, y2: box.y + box.height / 2, class: "to-loss" }),
  );
  const rowHeight = Math.min(20, (height - 40) / outputs);
  const tall = Math.max(box.height, rowHeight * outputs + 36);
  const start = height / 2 - tall / 2;
  const middle = box.x + box.width / 2;
  const targets = Array.from({ length: outputs }, (_, node) => {
    const text = svg("text", { x: middle, y: start + 20 + rowHeight * node, class: "target" });
    const g = svg("g", { id: `target-${node}`, class: "goal", ...pressable(app, { kind: "target", node }) }, text);
    return { g, text };
  });
  const loss = svg("text", { x: middle, y: start + tall - 11, class: "loss" });
  const frame = svg("rect", { x: box.x, y: start, width: box.width, height: tall, rx: 9, class: "box" });
  const label = app.say("net.label", { widths: widths.join("-") });
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label, class: "network" },
    [
      ...[lines, edges.map(({ g }) => g), edges.map(({ label }) => label), nodes.map(({ g }) => g)],
      nodes.flatMap(({ name, delta }) => [name, delta]).filter((text) => text.hasAttribute("x")),
      svg("g", { id: "loss-node" }, frame, loss),
      targets.map(({ g }) => g),
    ],
  );
  const place = byId("net-picture");
  keepFocus(place);
  place.replaceChildren(picture);
  return { key, nodes, edges, targets, loss, layout };
}

/** Shows the numbers of a frame, while it trains. */
export function networkFrame(app: App): void {
  if (drawn === null) network(app);
  else update(app, drawn);
}

function update(app: App, drawn: Drawn): void {
  const { hand, state, model, playing } = app;
  const step = playing || state.mode !== "learn" ? undefined : hand?.steps[state.step];
  if (model === null || hand === null || step?.phase !== "after") {
    show(app, drawn, step);
    return;
  }
  // After the update the picture shows what came of it.
  const { parameters } = model.net;
  const before = parameters.slice();
  parameters.set(nextParameters(model, hand.trace));
  try {
    show(app, drawn, step);
  } finally {
    parameters.set(before);
  }
}

function show(app: App, { nodes, edges, targets, loss, layout }: Drawn, step: Step | undefined): void {
  const { hand, state, data } = app;
  const net = netOf(app);
  if (net === null || data === null) return;
  const forward = net.forward([data.x[state.sample]]);
  const shown = known(app);
  const picked = shownIn(app);
  const { radius, roomy } = layout;
  const maps = heats ? heatMaps(net, planeOf(data, state)) : null;
  const back = step?.phase === "backward";
  const wrong = wrongIn(app);
  const comma = app.say("comma");
  const wrongText = `${comma}${app.say("net.wrong")}`;
  const digits = Math.min(4, state.digits);
  for (const { at, g, name, value, delta, heat } of nodes) {
    const a = at.layer < 0 ? forward.input.data[at.node] : forward.layers[at.layer].a.data[at.node];
    const mark = `${at.layer},${at.node}`;
    const lit = step?.nodes.some(([l, node]) => l === at.layer && node === at.node) ?? false;
    const isPicked = picked?.kind === "node" && picked.layer === at.layer && picked.node === at.node;
    const beside = !layout.tight || lit || isPicked;
    const found = hand?.pass.layers[at.layer]?.neurons[at.node]?.delta;
    const isKnown = at.layer < 0 || shown.a === "all" || shown.a.has(mark);
    const text = isKnown && maps === null ? writeInto(value, a, digits, radius) : isKnown ? written(a, digits) : "?";
    if (!isKnown || maps !== null) write(value, maps === null ? text : "");
    const isFound = found !== undefined && shown.delta.has(mark) && beside && step?.phase !== "after";
    write(delta, isFound ? `δ ${fitting(found, digits, layout.deltaSigns + Number(found < 0))}` : "");
    write(name, beside || at.layer < 0 ? symbolIn(app, at) : "");
    const map = maps?.[at.layer + 1][at.node];
    if (map === undefined) heat.removeAttribute("href");
    else set(heat, "href", map);
    const isWrong = wrong.nodes.has(mark);
    const classes = `node${lit ? ` lit${back ? " back" : ""}` : ""}${isPicked ? " chosen" : ""}`;
    set(g, "class", `${classes}${isWrong ? " wrong" : ""}`);
    set(g, "aria-pressed", String(isPicked));
    const known = isKnown ? `${comma}${symbolIn(app, at)} = ${text}` : "";
    set(g, "aria-label", `${nameIn(app, at)}${known}${isWrong ? wrongText : ""}`);
  }
  const all = edges.map(({ at }) => net.layers[at.layer].weights.data[at.to * net.layers[at.layer].inputs + at.from]);
  const heaviest = Math.max(1e-9, ...all.map(Math.abs));
  for (const [k, { at, g, line, label: place, text, ground }] of edges.entries()) {
    const w = all[k];
    const lit = step?.edges.some(([l, to, from]) => l === at.layer && to === at.to && from === at.from) ?? false;
    const isPicked =
      picked?.kind === "edge" && picked.layer === at.layer && picked.to === at.to && picked.from === at.from;
    const way = step?.phase === "update" ? "update" : back ? "back" : "forward";
    set(line, "stroke-width", (0.6 + (4.4 * Math.abs(w)) / heaviest).toFixed(2));
    const classes = `edge ${w < 0 ? "minus" : "plus"}${lit && way !== "update" ? ` lit ${way}` : ""}`;
    const isWrong = wrong.edges.has(`${at.layer},${at.to},${at.from}`);
    set(g, "class", `${classes}${isPicked ? " chosen" : ""}${isWrong ? " wrong" : ""}`);
    set(place, "class", `edge-label${lit && way !== "update" ? ` lit ${way}` : ""}${isPicked ? " chosen" : ""}`);
    set(g, "aria-pressed", String(isPicked));
    const label = `${symbolIn(app, at)} ${written(w, 3)}`;
    set(g, "aria-label", `${label}${isWrong ? wrongText : ""}`);
    const says = roomy || isPicked || (lit && (step?.edges.length ?? 0) <= 3 && way !== "update" && layout.named);
    const room = Number(line.getAttribute("x2")) - Number(line.getAttribute("x1"));
    const short = label.length * 7 > room - 14 || (back && lit && layout.tight);
    write(text, !says ? "" : short ? written(w, 3) : label);
    stand(
      text,
      ground,
      line,
      roomy ? (at.from !== at.to ? 0.3 : at.layer > 0 ? 0.64 : 0.5) : back && lit && layout.named ? 0.78 : 0.4,
    );
  }
  for (const [node, { g, text }] of targets.entries()) {
    const name = symbolIn(app, { kind: "target", node });
    write(text, `${name} ${written(data.t[state.sample][node], Math.min(3, digits))}`);
    const isPicked = picked?.kind === "target" && picked.node === node;
    set(g, "class", `goal${isPicked ? " chosen" : ""}`);
    set(g, "aria-label", `${nameIn(app, { kind: "target", node })} ${text.textContent}`);
    set(g, "aria-pressed", String(isPicked));
  }
  const isAfter = step?.phase === "after";
  // Of a batch, E is the mean, and L the loss of one sample.
  const E = hand === null || hand.rows.length === 1 || isAfter ? "E" : "L";
  const value = hand === null ? app.frame?.loss : isAfter ? hand.trace.update?.loss : hand.pass.loss.value;
  const room = Math.floor((layout.loss.width - 8) / 8.6) - 2;
  write(loss, shown.loss && value != null ? `${E} ${fitting(value, digits, room)}` : `${E} ?`);
  set(byId("loss-node"), "class", step?.phase === "loss" ? "goal-box lit" : "goal-box");
}
