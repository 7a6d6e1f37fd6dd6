import type { GradientReport } from "deltarule/testing";
import { button, h } from "../dom.js";
import { rounded, written } from "../hand/numbers.js";
import type { TextKey } from "../texts/table.js";
import type { App, Picked } from "./app.js";
import { namesIn } from "./known.js";

type Entry = GradientReport["entries"][number];

/** The verdict in words, and the derivatives compared, worst first. */
export function reportView(app: App, report: GradientReport): (HTMLElement | null)[] {
  const { say } = app;
  const { ok, fail, kink, flat } = report.totals;
  const worst = report.entries.find(({ status }) => status === "ok")?.relativeError ?? 0;
  const text = report.ok
    ? say("check.ok", { n: ok, worst: rounded(worst, 2) })
    : say("check.bad", { bad: fail, n: ok + fail });
  return [
    firstWrongView(app, report),
    h("p", { class: report.ok ? "verdict good" : "verdict problem" }, text),
    ...(kink + flat === 0 ? [] : [h("p", { class: "quiet" }, say("check.skipped", { kink, flat }))]),
    pairs(app, report),
  ];
}

/** The first wrong place, with its layer counted from 1, and the cause if it has a pattern. */
function firstWrongView({ say }: App, { firstWrong, diagnosis }: GradientReport): HTMLElement | null {
  if (firstWrong === null) return null;
  const { parameter, layer } = firstWrong;
  const gap = say("gap");
  const part = parameter === "weights" || parameter === "biases" ? parameter : "delta";
  const where = say(`place.${part}`, { layer: (layer ?? 0) + 1 });
  const cause = say(causes[diagnosis?.pattern ?? "unknown"] ?? "cause.unknown");
  return h("p", { id: "first-wrong" }, h("b", {}, say("break.first")), `${gap}${where}${gap}${cause}`);
}

/** What the checker recognizes of the mistakes that can be planted, in both languages. */
const causes: Partial<Record<NonNullable<GradientReport["diagnosis"]>["pattern"], TextKey>> = {
  ...{ sign: "cause.sign", zero: "cause.zero", factor: "cause.factor", "missing slope": "cause.slope" },
  ...{ "z in place of a": "cause.z", "transposed weights": "cause.transposed", "missing mean": "cause.mean" },
  ...{ "stale buffer": "cause.stale", "updated weights": "cause.early" },
};

const shownPairs = 12;

function pairs(app: App, { entries }: GradientReport): HTMLElement {
  const { say } = app;
  const compared = entries.filter(({ status }) => status === "ok" || status === "fail");
  const rows = compared.slice(0, shownPairs).map((entry, k) => {
    const at = pickedFor(entry);
    const name = `∂E/∂${nameOf(app, entry)}`;
    const cell = at === null ? name : button(`pair-${k}`, name, () => app.pick(at), { class: "link" });
    const bad = entry.status === "fail";
    return h("tr", { class: bad ? "wrong" : "" }, [
      h("th", { scope: "row" }, cell),
      h("td", {}, written(entry.analytic, 5)),
      h("td", {}, written(entry.numeric, 5)),
      h("td", {}, rounded(entry.relativeError, 2)),
      h("td", {}, bad ? "✗" : "✓"),
    ]);
  });
  const heads = [
    say("pair.derivative"),
    say("pair.analytic"),
    say("pair.numeric"),
    say("pair.error"),
    say("pair.agrees"),
  ];
  return h("div", { class: "scroll-table", tabindex: 0, role: "region", "aria-label": say("pairs") }, [
    h("table", { class: "pairs" }, [
      h("caption", {}, say("pairs.some", { shown: rows.length, all: compared.length })),
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
    ]),
  ]);
}

function nameOf(app: App, { layer, parameter, index }: Entry): string {
  const names = namesIn(app);
  const [row, column] = index.map(Number);
  const l = layer ?? 0;
  if (parameter === "weights") return names.weight(l, row, column);
  if (parameter === "biases") return names.bias(l, row);
  const sample = app.data !== null && app.data.x.length > 1 ? app.say("pair.sample", { n: row + 1 }) : "";
  if (parameter === "delta") return names.sum(l, column) + sample;
  return names.output(-1, column) + sample;
}

function pickedFor({ layer, parameter, index }: Entry): Picked | null {
  const [row, column] = index.map(Number);
  if (parameter === "weights") return { kind: "edge", layer: layer ?? 0, to: row, from: column };
  if (parameter === "biases") return { kind: "bias", layer: layer ?? 0, node: row };
  return parameter === "delta" ? { kind: "node", layer: layer ?? 0, node: column } : null;
}

/** The neurons and weights whose derivatives a planted mistake gets wrong, as their marks. */
export interface Wrong {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

const none: Wrong = { nodes: new Set(), edges: new Set() };

/** What is wrong in the picture, while a mistake is planted. */
export function wrongIn({ state, broken }: App): Wrong {
  if (state.mode !== "break" || broken === null || broken.mistake !== state.mistake) return none;
  const failed = broken.report.entries.filter(({ status }) => status === "fail").map(pickedFor);
  const nodes = failed.map((at) => (at?.kind === "node" || at?.kind === "bias" ? `${at.layer},${at.node}` : ""));
  const edges = failed.map((at) => (at?.kind === "edge" ? `${at.layer},${at.to},${at.from}` : ""));
  return { nodes: new Set(nodes), edges: new Set(edges) };
}
