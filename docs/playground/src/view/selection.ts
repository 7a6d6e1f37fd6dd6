import { button, byId, h, replace, svg, whenChanged } from "../dom.js";
import type { Line } from "../hand/steps.js";
import type { App, Picked } from "./app.js";
import { equationView, isBlank } from "./equation.js";
import { nameIn, shownIn, symbolIn } from "./known.js";
import { type Plot, path, plot } from "./plot.js";
import { isTaken, lossAlong, numberAt, type Value } from "./values.js";

/** The numbers of what was clicked, beside the picture; a number can be dragged or typed. */
export function selection(app: App): void {
  const { say, picked, hand, data, playing } = app;
  const place = byId("selection");
  const at = shownIn(app);
  place.classList.toggle("open", picked !== null);
  if (at === null || hand === null || data === null) {
    replace(place, h("h2", {}, say("selection")), h("p", { class: "quiet" }, playing ? say("hand.playing") : ""));
    return;
  }
  const value = numberAt(app, at);
  const name = nameIn(app, at);
  const close = button("details-close", "×", () => app.pick(null), {
    class: "small",
    "aria-label": say("detail.close"),
  });
  const follows = app.state.mode === "learn" ? h("span", { class: "quiet" }, say("selection.follows")) : null;
  const corner = picked === null ? follows : close;
  replace(place, [
    h("div", { class: "card-head" }, h("h2", { id: "h-details" }, name), corner),
    h("div", { class: "selected", id: "details", role: "group", "aria-labelledby": "h-details" }, [
      value === null ? slopePlot(app, at) : lossPlot(app, at, value),
      h("div", { class: "facts", tabindex: 0, role: "region", "aria-label": say("detail", { name }) }, [
        value === null ? null : editor(app, at, value),
        equationsOf(app, at).map((equation) => equationView(app, equation)),
        related(app, at),
      ]),
    ]),
  ]);
}

/** The size of the plots: smaller where there is little room, so that their texts are not. */
function sizeOfPlot(): { readonly width: number; readonly height: number } {
  return matchMedia("(max-width: 1099px)").matches ? { width: 230, height: 130 } : { width: 320, height: 190 };
}

/** The field and the slider that set a number. */
function editor(app: App, at: Picked, { value, edit }: Value): HTMLElement {
  const { say } = app;
  const name = symbolIn(app, at);
  const [low, high] = rangeOf(value);
  const field = h("input", {
    ...{ id: "value-field", type: "text", inputmode: "decimal", value: String(value), autocomplete: "off" },
  });
  whenChanged(field, () => {
    const number = field.value.trim() === "" ? Number.NaN : Number(field.value.replaceAll("−", "-").replace(",", "."));
    const fits = Number.isFinite(number) && Math.abs(number) <= 1e6;
    field.setCustomValidity(fits ? "" : say("number", { name, min: -1e6, max: 1e6 }));
    field.reportValidity();
    const { model, data } = app;
    if (!fits || model === null || data === null) return;
    if (isTaken(model, data, edit(number))) app.edit(edit(number));
    else {
      field.setCustomValidity(say("value.refused", { loss: app.state.loss }));
      field.reportValidity();
    }
  });
  const slider = h("input", {
    ...{ id: "value-slider", type: "range", min: low, max: high, step: (high - low) / 200, value },
    ...{ "aria-label": say("value.drag", { name }) },
    oninput: () => app.edit(edit(round(Number(slider.value))), true),
    onchange: () => app.edit(edit(round(Number(slider.value)))),
  });
  return h("div", { class: "editor" }, h("label", {}, h("b", {}, name), " := ", field), slider);
}

/** The range around a value that one can drag to. It does not move while one drags. */
let kept: readonly [number, number] = [-2, 2];
function rangeOf(value: number): readonly [number, number] {
  const [low, high] = kept;
  const margin = 0.02 * (high - low);
  if (value < low - margin || value > high + margin || high - low > 40 * Math.max(1, Math.abs(value))) {
    const size = Math.max(2, Math.ceil(1.5 * Math.abs(value)));
    kept = [-size, size];
  }
  return kept;
}

const round = (value: number): number => Number(value.toPrecision(4));

/** E along one number, with the tangent at its value. */
function lossPlot(app: App, at: Picked, { value, slope, edit }: Value): SVGElement | null {
  const { model, data, state, say, hand } = app;
  if (model === null || data === null || hand === null) return null;
  const [low, high] = rangeOf(value);
  const along = lossAlong(model, data, hand.rows, state, edit(value));
  const points = Array.from({ length: 81 }, (_, k) => low + ((high - low) * k) / 80).map((v) => [v, along(v)] as const);
  const E = along(value);
  const finite = points.map(([, e]) => e).filter(Number.isFinite);
  const [least, most] = [Math.min(E, ...finite), Math.max(E, ...finite)];
  const margin = 0.1 * (most - least || Math.max(1e-9, Math.abs(most)));
  const name = symbolIn(app, at);
  const drawn = plot({
    ...{ ...sizeOfPlot(), xs: [low, high], ys: [least - margin, most + margin], xName: name, yName: "E" },
    label: say("value.plot", { name }),
  });
  const reach = (high - low) / 5;
  const tiny = (high - low) / 1e5;
  // At the end of what a loss takes as a target, the slope of one side.
  const sides = [(along(value + tiny) - E) / tiny, (E - along(value - tiny)) / tiny].filter(Number.isFinite);
  const rise = slope ?? sides.reduce((sum, side) => sum + side / sides.length, 0);
  const tangent = [[value - reach, E - reach * rise] as const, [value + reach, E + reach * rise] as const];
  drawn.root.append(
    path(drawn, points, { class: "curve" }),
    path(drawn, tangent, { class: "tangent" }),
    svg("circle", { cx: drawn.x(value), cy: drawn.y(E), r: 6, class: "handle" }),
  );
  drag(drawn, (v) => edit(round(Math.min(high, Math.max(low, v)))), app);
  return drawn.root;
}

/** Sets the value to where the pointer is, while it is down. */
function drag({ root, valueAt }: Plot, edit: (value: number) => ReturnType<Value["edit"]>, app: App): void {
  root.classList.add("draggable");
  root.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const set = (moved: PointerEvent, passing: boolean) =>
      app.edit(edit(valueAt(moved.clientX, moved.clientY)[0]), passing);
    const move = (moved: PointerEvent) => set(moved, true);
    const up = (moved: PointerEvent) => {
      removeEventListener("pointermove", move);
      set(moved, false);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up, { once: true });
    set(event, true);
  });
}

/** A neuron's activation with its slope at z; none where the activation works on a row. */
function slopePlot({ model, hand, say }: App, at: Picked): SVGElement | null {
  if (at.kind !== "node" || at.layer < 0 || model === null || hand === null) return null;
  const { activation } = model.net.layers[at.layer];
  const { z, a, slope } = hand.pass.layers[at.layer].neurons[at.node];
  if (
    !("apply" in activation) ||
    typeof activation.apply !== "function" ||
    hand.pass.layers[at.layer].activation.rowwise
  )
    return null;
  const apply = activation.apply;
  const size = Math.max(6, Math.ceil(1.2 * Math.abs(z)));
  const points = Array.from({ length: 121 }, (_, k) => -size + (size * k) / 60).map((v) => [v, apply(v)] as const);
  const values = points.map(([, v]) => v);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = 0.08 * (most - least);
  const names = hand.names;
  const drawn = plot({
    ...{ ...sizeOfPlot(), xs: [-size, size], ys: [least - margin, most + margin] },
    ...{ xName: names.sum(at.layer, at.node), yName: names.output(at.layer, at.node) },
    label: say("value.slope", { f: activation.name }),
  });
  const reach = size / 4;
  const tangent =
    slope === null ? [] : [[z - reach, a - reach * slope] as const, [z + reach, a + reach * slope] as const];
  drawn.root.append(
    path(drawn, points, { class: "curve" }),
    path(drawn, tangent, { class: "tangent" }),
    svg("circle", { cx: drawn.x(z), cy: drawn.y(a), r: 5, class: "handle" }),
  );
  return drawn.root;
}

/** The equations of the derivation about what was clicked. */
function equationsOf(app: App, at: Picked): Line[] {
  const { hand } = app;
  if (hand === null) return [];
  // What follows the lesson shows no more than the lesson has.
  const until = app.state.step + (app.waiting || isBlank() ? 0 : 1);
  const follows = app.state.mode === "learn" && (app.picked === null || app.waiting || isBlank());
  const told = (follows ? hand.steps.slice(0, until) : hand.steps).filter(({ phase }) => phase !== "after");
  // Its old loss would stand beside the new one.
  if (follows && hand.steps[app.state.step]?.phase === "after") return [];
  if (at.kind === "target") return told.filter(({ phase }) => phase === "loss").flatMap((step) => step.lines());
  const layer = at.layer;
  const neuron = at.kind === "edge" ? at.to : at.node;
  const from = at.kind === "edge" ? at.from : null;
  const isAbout = (of: Line["of"]): boolean => {
    if (of === null || of.layer !== layer || of.neuron !== neuron || of.from !== from) return false;
    const ofWeight = of.kind === "derivative" || of.kind === "memory" || of.kind === "next";
    return ofWeight === (at.kind !== "node");
  };
  return told.flatMap((step) => step.lines(isAbout));
}

/** Ways to the numbers around: a neuron's weights and bias, a weight's neuron. */
function related(app: App, at: Picked): HTMLElement | null {
  const { hand } = app;
  if (hand === null) return null;
  const link = (to: Picked) =>
    button(`to-${symbolIn(app, to)}`, symbolIn(app, to), () => app.pick(to), { class: "link" });
  if (at.kind === "edge" || at.kind === "bias") {
    const node = at.kind === "edge" ? at.to : at.node;
    return h("p", { class: "related" }, link({ kind: "node", layer: at.layer, node }));
  }
  if (at.kind === "target" || at.layer < 0) return null;
  const { terms, bias } = hand.pass.layers[at.layer].neurons[at.node];
  const { layer, node } = at;
  const links = terms.map(({ from }) => link({ kind: "edge", layer, to: node, from }));
  return h("p", { class: "related" }, links, bias === null ? null : link({ kind: "bias", layer, node }));
}
