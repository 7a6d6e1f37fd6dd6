import { button, h, select, whenChanged } from "../dom.js";
import { batchOf, dataNames, limits, lossNames, optimizerNames } from "../state.js";
import type { TextKey } from "../texts/table.js";
import type { App } from "./app.js";
import { type Player, speeds } from "./bar.js";
import { fitting, isOffered } from "./fitted.js";
import { layersView } from "./layers.js";

/** All choices of data, network and training. */
export function settings(app: App, player: Player): { readonly data: HTMLElement[]; readonly training: HTMLElement[] } {
  return { data: [dataView(app)], training: [trainingView(app, player), layersView(app)] };
}

function dataView(app: App): HTMLElement {
  const { say, state, data } = app;
  const choices = dataNames.map((name) =>
    button(`data-${name}`, say(`data.${name}`), () => app.choose(name), {
      "aria-pressed": String(state.data === name),
      class: "chip",
    }),
  );
  const about = data === null ? null : h("p", { class: "quiet" }, aboutData(app));
  return h("section", { "aria-labelledby": "h-data" }, [
    h("h2", { id: "h-data" }, say("data")),
    h("div", { class: "chips", role: "group", "aria-labelledby": "h-data" }, choices),
    state.data === "csv" ? csvView(app) : null,
    about,
  ]);
}

function aboutData({ say, data }: App): string {
  if (data === null) return "";
  const names = data.outputs.join(say("list"));
  const what =
    data.kind === "number" ? say("data.number") : say(`data.${data.kind}`, { names, count: data.outputs.length });
  const size = say("data.size", { samples: data.x.length, inputs: data.inputs.length, what });
  return data.scalers.inputs === undefined ? size : `${size}${say("gap")}${say("data.scaled")}`;
}

/** Text typed but not yet used, which must survive a change of language. */
let draft: string | null = null;

function csvView(app: App): HTMLElement {
  const { say, state, problem } = app;
  const text = h("textarea", {
    ...{ id: "csv-text", rows: 7, spellcheck: "false", maxlength: limits.csv, value: draft ?? state.csv },
    ...{ placeholder: say("csv.example"), "aria-invalid": String(problem !== null) },
  });
  const use = (csv: string) => {
    draft = null;
    app.change({ csv });
  };
  text.addEventListener("input", () => {
    draft = text.value;
  });
  const file = h("input", {
    ...{ id: "csv-file", type: "file", accept: ".csv,.tsv,.txt,text/csv" },
    onchange: () => file.files?.[0]?.text().then((content) => use(content.slice(0, limits.csv))),
  });
  return h("div", { class: "csv" }, [
    h("label", { class: "field", for: "csv-text" }, say("csv.label")),
    text,
    h(
      "div",
      { class: "row" },
      button("csv-use", say("csv.use"), () => use(text.value)),
    ),
    h("label", { class: "field" }, h("span", {}, say("csv.file")), file),
  ]);
}

function trainingView(app: App, player: Player): HTMLElement {
  const { say, state } = app;
  const again = () => app.change({ seed: Math.floor(Math.random() * limits.seed) });
  return h("section", { "aria-labelledby": "h-training" }, [
    h("h2", { id: "h-training" }, say("training")),
    h("div", { class: "fields" }, [
      select("loss", say("loss"), state.loss, same(lossNames.filter((loss) => isOffered(state, loss))), (loss) =>
        app.change({ loss, layers: fitting(app.state, loss) }),
      ),
      select("optimizer", say("optimizer"), state.optimizer, same(optimizerNames), (optimizer) =>
        app.change({ optimizer }),
      ),
      select("batch", say("batch"), String(batchOf(state)), batches(app), (batch) =>
        app.edit({ kind: "batch", value: Number(batch) }),
      ),
      select("speed", say("speed"), player.speed, speedNames(app), (speed) => player.setSpeed(speed)),
      percent(app, "noise"),
      percent(app, "test"),
      numberField(app, "target", "target", 0, 1e6),
      numberField(app, "seed", "seed", 0, limits.seed),
    ]),
    h("div", { class: "row" }, button("seed-new", say("seed.new"), again)),
    h("p", { class: "quiet" }, say("training.say")),
  ]);
}

function speedNames({ say }: App) {
  return speeds.map(
    (speed) => [speed, speed === "full" ? say("speed.full") : say("speed.each", { n: speed })] as const,
  );
}

function percent(app: App, name: "noise" | "test"): HTMLElement {
  const { state, say } = app;
  const shares = [...new Set([0, 10, 20, 30, 50, state[name]])].sort((a, b) => a - b);
  const options = shares.map((share) => [String(share), `${share} %`] as const);
  return select(name, say(name), String(state[name]), options, (share) => app.change({ [name]: Number(share) }));
}

function batches({ state, say }: App): (readonly [string, string])[] {
  const sizes = [...new Set([1, 4, 16, 32, 64, batchOf(state)])].filter((size) => size > 0).sort((a, b) => a - b);
  return [["0", say("batch.all")], ...sizes.map((size) => [String(size), String(size)] as const)];
}

function numberField(app: App, name: "target" | "seed", label: TextKey, min: number, max: number): HTMLElement {
  const { say, state } = app;
  const field = h("input", {
    ...{ id: name, type: "text", inputmode: "decimal", value: String(state[name]), autocomplete: "off" },
  });
  whenChanged(field, () => {
    const value = field.value.trim() === "" ? Number.NaN : Number(field.value);
    const fits = value >= min && value <= max && (name !== "seed" || Number.isInteger(value));
    field.setCustomValidity(fits ? "" : say("number", { name: say(label), min, max }));
    field.reportValidity();
    if (fits) app.change({ [name]: value });
  });
  return h("label", { class: "field" }, h("span", {}, say(label)), field);
}

function same<T extends string>(names: readonly T[]): (readonly [T, string])[] {
  return names.map((name) => [name, name]);
}
