import type { GradientReport } from "deltarule/testing";
import { button, h, select, svg } from "../dom.js";
import type { Landscape, Racer } from "../experiments.js";
import { written } from "../hand/numbers.js";
import type { App } from "./app.js";
import { colorOf, rgb, setPoint, themed } from "./colors.js";
import { symbolIn } from "./known.js";
import { path, plot, powerOfTen } from "./plot.js";
import { reportView } from "./report.js";
import { parametersIn, placeOf } from "./values.js";

/** What the experiments found; `null` before they ran. */
export interface Found {
  readonly report: GradientReport | null;
  readonly landscape: Landscape | null;
  readonly race: readonly Racer[] | null;
  /** The experiment under way. */
  readonly running: "check" | "landscape" | "race" | null;
  readonly places: readonly [number, number];
}

export interface Experiments {
  readonly found: Found;
  check(): void;
  landscape(places: readonly [number, number]): void;
  race(): void;
}

/** The gradient check, the landscape of the loss and the race of learning rates. */
export function inspect(app: App, experiments: Experiments): HTMLElement[] {
  const { say, model, playing } = app;
  const { found } = experiments;
  const off = model === null || playing || found.running !== null;
  const waiting = (what: Found["running"]) =>
    found.running === what ? h("p", { class: "quiet" }, say("check.running")) : null;
  return [
    h("section", { id: "check", "aria-labelledby": "h-check" }, [
      h("h2", { id: "h-check" }, say("check")),
      h("p", {}, say("check.say")),
      h(
        "p",
        {},
        button("check-run", say("check.run"), () => experiments.check(), { disabled: off }),
      ),
      h("div", { id: "check-result", "aria-live": "polite" }, [
        waiting("check"),
        found.report === null ? null : reportView(app, found.report),
      ]),
    ]),
    h("section", { id: "landscape", "aria-labelledby": "h-landscape" }, [
      h("h2", { id: "h-landscape" }, say("landscape")),
      h("p", {}, say("landscape.say")),
      h("div", { class: "row" }, [
        axis(app, experiments, 0),
        axis(app, experiments, 1),
        button("landscape-run", say("landscape.run"), () => experiments.landscape(found.places), { disabled: off }),
      ]),
      waiting("landscape"),
      found.landscape === null ? null : landscapeView(app, found.landscape, found.places),
    ]),
    h("section", { id: "race", "aria-labelledby": "h-race" }, [
      h("h2", { id: "h-race" }, say("race")),
      h("p", {}, say("race.say")),
      h(
        "p",
        {},
        button("race-run", say("race.run"), () => experiments.race(), { disabled: off }),
      ),
      waiting("race"),
      found.race === null ? null : raceView(app, found.race),
    ]),
  ];
}

/** Every weight and bias with its sign and its place among the parameters. */
function parametersOf(app: App): (readonly [string, string])[] {
  const { model } = app;
  if (model === null) return [];
  return parametersIn(model).map((at) => [String(placeOf(model, at)), symbolIn(app, at)] as const);
}

function axis(app: App, { found, landscape }: Experiments, k: 0 | 1): HTMLElement {
  const label = app.say(k === 0 ? "region.x" : "region.y");
  return select(`landscape-${k}`, label, String(found.places[k]), parametersOf(app), (chosen) =>
    landscape(k === 0 ? [Number(chosen), found.places[1]] : [found.places[0], Number(chosen)]),
  );
}

const pathColors = ["ink", "minus", "back"] as const;

function landscapeView(
  app: App,
  { xs, ys, size, losses, paths }: Landscape,
  places: readonly [number, number],
): HTMLElement {
  const { say } = app;
  const names = new Map(parametersOf(app));
  const [xName, yName] = places.map((place) => names.get(String(place)) ?? "");
  const label = say("landscape.alt", { x: xName, y: yName });
  const drawn = plot({ width: 460, height: 300, xs, ys, label, xName, yName });
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [size, size];
  const image = new ImageData(size, size);
  const [ground, top] = [rgb(themed("card")), rgb(colorOf(0))];
  for (const [k, E] of losses.entries()) {
    const share = Math.sqrt((E - low) / (high - low || 1));
    setPoint(image, k, ground, top, 0.75 * (Math.round(share * 16) / 16));
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  const [x, y] = [drawn.x(xs[0]), drawn.y(ys[1])];
  const box = { x, y, width: drawn.x(xs[1]) - x, height: drawn.y(ys[0]) - y };
  drawn.root.prepend(svg("image", { ...box, href: canvas.toDataURL(), preserveAspectRatio: "none" }));
  const group = svg("g", { class: "within" });
  // The longest path goes below, so that each can be seen where they run along one line.
  for (const [k, { points }] of [...paths.entries()].reverse()) {
    group.append(path(drawn, points, { class: `path ${pathColors[k]}` }));
    for (const [a, b] of points)
      group.append(svg("circle", { cx: drawn.x(a), cy: drawn.y(b), r: 2.2, class: `dot-${pathColors[k]}` }));
  }
  drawn.root.append(
    group,
    svg("circle", { cx: drawn.x((xs[0] + xs[1]) / 2), cy: drawn.y((ys[0] + ys[1]) / 2), r: 6, class: "handle" }),
  );
  const rows = paths.map(({ name, rate, loss }, k) =>
    h("tr", {}, [
      h("th", { scope: "row" }, h("i", { class: `key ${pathColors[k]}` }), name),
      h("td", {}, written(rate, 4)),
      h("td", {}, Number.isFinite(loss) ? written(loss, 4) : say("race.diverged")),
    ]),
  );
  return h(
    "div",
    { id: "landscape-result" },
    drawn.root,
    tableOf([say("optimizer"), "η", say("landscape.after")], rows),
  );
}

function tableOf(heads: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  return h("table", { class: "pairs" }, [
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        heads.map((head) => h("th", { scope: "col" }, head)),
      ),
    ),
    h("tbody", {}, rows),
  ]);
}

function raceView({ say }: App, racers: readonly Racer[]): HTMLElement {
  const level = (E: number): number => Math.log10(Math.max(E, 1e-12));
  const all = racers.flatMap(({ losses }) => losses.filter(Number.isFinite).map(level));
  const low = Math.floor(Math.min(...all));
  const ys = [low, Math.max(Math.ceil(Math.max(...all)), low + 1)] as const;
  const epochs = Math.max(...racers.map(({ losses }) => losses.length - 1));
  const drawn = plot({
    ...{ width: 460, height: 260, xs: [0, epochs], ys, label: say("race"), xName: say("epoch"), yName: "E" },
    yText: (value) => (Number.isInteger(value) ? powerOfTen(value) : ""),
  });
  const colors = ["minus", "plus", "back"] as const;
  for (const [k, { losses }] of racers.entries())
    drawn.root.append(
      path(
        drawn,
        losses.map((E, epoch) => [epoch, level(E)]),
        { class: `path ${colors[k]}` },
      ),
    );
  const verdicts = ["race.small", "race.right", "race.large"] as const;
  const rows = racers.map(({ rate, losses, diverged }, k) =>
    h("tr", {}, [
      h("th", { scope: "row" }, h("i", { class: `key ${colors[k]}` }), written(rate, 4)),
      h("td", {}, say(verdicts[k])),
      h("td", {}, diverged ? say("race.diverged") : written(losses[losses.length - 1], 4)),
    ]),
  );
  return h(
    "div",
    { id: "race-result" },
    drawn.root,
    tableOf(["η", say("race.what"), say("race.after", { n: epochs })], rows),
  );
}
