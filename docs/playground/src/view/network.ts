import { byId, h, replace, svg } from "../dom.js";
import { written } from "../hand/numbers.js";
import { isNotes } from "../model.js";
import { type App, netOf, type Picked } from "./app.js";
import { known, nameIn, namesIn } from "./known.js";

const between = 150;
const radius = 27;

interface Drawn {
  readonly key: string;
  readonly nodes: readonly {
    readonly at: Picked & { kind: "node" };
    readonly g: SVGGElement;
    readonly texts: readonly SVGTextElement[];
  }[];
  readonly edges: readonly {
    readonly at: Picked & { kind: "edge" };
    readonly g: SVGGElement;
    readonly line: SVGLineElement;
    readonly text: SVGTextElement;
  }[];
}

let drawn: Drawn | null = null;

/** Draws the network once for its shape; later only its numbers and the widths of lines change. */
export function network(app: App): void {
  const place = byId("network");
  const net = netOf(app);
  if (net === null) {
    drawn = null;
    replace(place, h("h2", {}, app.say("network")));
    return;
  }
  const widths = [net.inputs, ...net.layers.map(({ outputs }) => outputs)];
  const key = `${widths} ${app.state.lang} ${isNotes(app.state)} ${app.data?.inputs}`;
  if (drawn?.key !== key) drawn = draw(app, place, widths, key);
  update(app, drawn);
}

function draw(app: App, place: Element, widths: readonly number[], key: string): Drawn {
  const { say } = app;
  const names = namesIn(app);
  const tallest = Math.max(...widths);
  const row = Math.max(84, Math.min(150, 420 / tallest));
  const [width, height] = [between * (widths.length - 1) + 130, row * tallest + 12];
  const x = (layer: number): number => 65 + between * (layer + 1);
  const y = (layer: number, node: number): number =>
    12 + (row * (tallest - widths[layer + 1])) / 2 + row * (node + 0.5);
  const edges = widths.slice(1).flatMap((outputs, layer) =>
    Array.from({ length: outputs * widths[layer] }, (_, k) => {
      const at = { kind: "edge", layer, to: Math.floor(k / widths[layer]), from: k % widths[layer] } as const;
      const ends = { x1: x(layer - 1) + radius, y1: y(layer - 1, at.from), x2: x(layer) - radius, y2: y(layer, at.to) };
      const line = svg("line", { ...ends, class: "line" });
      const text = svg("text", { class: "weight" });
      const g = svg(
        "g",
        { class: "edge", "aria-hidden": "true", onclick: () => app.pick(at) },
        svg("line", { ...ends, class: "hit" }),
        line,
        text,
      );
      return { at, g, line, text };
    }),
  );
  const nodes = widths.flatMap((outputs, l) =>
    Array.from({ length: outputs }, (_, node) => {
      const at = { kind: "node", layer: l - 1, node } as const;
      const [cx, cy] = [x(l - 1), y(l - 1, node)];
      const texts = [
        svg("text", { x: cx, y: cy + 5, class: "value" }),
        svg("text", { x: cx, y: cy + radius + 16, class: "delta" }),
      ];
      const pick = () => app.pick(at);
      const press = (event: KeyboardEvent) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        pick();
      };
      const g = svg(
        "g",
        { id: `node-${l}-${node}`, role: "button", tabindex: 0, class: "node", onclick: pick, onkeydown: press },
        [
          svg("circle", { cx, cy, r: radius }),
          svg("text", { x: cx, y: cy - radius - 6, class: "name" }, names.output(l - 1, node)),
          texts,
        ],
      );
      return { at, g, texts };
    }),
  );
  const label = say("net.label", { widths: widths.join("-") });
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label, class: "network" },
    [edges.map(({ g }) => g), nodes.map(({ g }) => g)],
  );
  picture.style.maxWidth = `${Math.max(520, width)}px`;
  replace(place, h("h2", {}, label), picture, h("p", { class: "quiet" }, say("net.hint")));
  return { key, nodes, edges };
}

function update(app: App, { nodes, edges }: Drawn): void {
  const { hand, state, picked, data, playing } = app;
  const net = netOf(app);
  if (net === null || data === null) return;
  const step = playing ? undefined : hand?.steps[state.step];
  const forward = net.forward([data.x[state.sample]]);
  const shown = known(app);
  const names = namesIn(app);
  const few = edges.length <= 6;
  const heaviest = Math.max(1e-9, ...net.layers.map(({ weights }) => Math.max(...Array.from(weights.data, Math.abs))));
  for (const { at, g, texts } of nodes) {
    const a = at.layer < 0 ? forward.input.data[at.node] : forward.layers[at.layer].a.data[at.node];
    const mark = `${at.layer},${at.node}`;
    const delta = hand?.trace.layers[at.layer]?.neurons[at.node].delta;
    const value = at.layer < 0 || shown.a === "all" || shown.a.has(mark) ? short(a, state.digits) : "";
    texts[0].textContent = value;
    texts[1].textContent =
      delta !== undefined && shown.delta.has(mark) ? `δ ${written(delta, Math.min(4, state.digits))}` : "";
    const lit = step?.nodes.some(([l, node]) => l === at.layer && node === at.node) ?? false;
    const chosen = picked?.kind === "node" && picked.layer === at.layer && picked.node === at.node;
    g.setAttribute("class", `node${lit ? " lit" : ""}${chosen ? " chosen" : ""}`);
    g.setAttribute("aria-pressed", String(chosen));
    g.setAttribute(
      "aria-label",
      `${nameIn(app, at)}${value === "" ? "" : `, ${names.output(at.layer, at.node)} = ${value}`}`,
    );
  }
  for (const { at, g, line, text } of edges) {
    const { data: weights, columns } = net.layers[at.layer].weights;
    const w = weights[at.to * columns + at.from];
    const lit = step?.edges.some(([l, to, from]) => l === at.layer && to === at.to && from === at.from) ?? false;
    const chosen =
      picked?.kind === "edge" && picked.layer === at.layer && picked.to === at.to && picked.from === at.from;
    line.setAttribute("stroke-width", String(0.6 + (5 * Math.abs(w)) / heaviest));
    g.setAttribute(
      "class",
      `edge ${w < 0 ? "minus" : "plus"}${lit ? ` lit ${step?.direction}` : ""}${chosen ? " chosen" : ""}`,
    );
    const say = few || lit || chosen;
    text.textContent = say ? `${names.weight(at.layer, at.to, at.from)} ${written(w, 3)}` : "";
    if (say) stand(text, line, alongFor(few, at, lit && step?.direction === "backward"));
  }
}

/** The place of a weight's text: near the end where its line is apart from those it meets. */
function alongFor(few: boolean, { from, to }: { from: number; to: number }, backward: boolean): number {
  if (few) return from === to ? 0.5 : 0.28;
  return backward ? 0.62 : 0.38;
}

/** Puts a text on a line, at this fraction of its length. */
function stand(text: SVGTextElement, line: SVGLineElement, along: number): void {
  const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name)));
  text.setAttribute("x", String(x1 + along * (x2 - x1)));
  text.setAttribute("y", String(y1 + along * (y2 - y1) - 5));
}

/** A number with as many digits as fit into a circle. */
function short(value: number, digits: number): string {
  const long = written(value, Math.min(4, digits));
  return long.length <= 7 ? long : written(value, 2);
}
