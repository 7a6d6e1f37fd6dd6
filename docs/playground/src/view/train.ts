import { button, byId, h } from "../dom.js";
import { written } from "../hand/numbers.js";
import type { App } from "./app.js";
import type { Player } from "./bar.js";
import { settings } from "./settings.js";

/** What a click on the plane does. */
export const tools = ["pick", "add", "delete"] as const;
export type Tool = (typeof tools)[number];

let tool: Tool = "pick";
let kind = 1;

export function toolNow(): { readonly tool: Tool; readonly target: number } {
  return { tool, target: kind };
}

/** The data, what was learned, the curve and all settings. */
export function train(app: App, player: Player): HTMLElement[] {
  const { say, data } = app;
  return [
    ...settings(app, player).data,
    h("div", { class: "two" }, [
      h("section", { "aria-labelledby": "h-region" }, [
        h("h2", { id: "h-region" }, say("region")),
        h("div", { id: "region" }),
        data === null || data.inputs.length > 2 ? null : toolsView(app),
      ]),
      h("section", { "aria-labelledby": "h-curve" }, [
        h("h2", { id: "h-curve" }, say("curve")),
        h("div", { id: "curve" }),
        h("p", { class: "foot", id: "test-figures" }),
      ]),
    ]),
    ...settings(app, player).training,
  ];
}

function toolsView(app: App): HTMLElement {
  const { say, data } = app;
  const choose = (one: Tool) => () => {
    tool = one;
    app.look({});
  };
  const choices = tools.map((one) =>
    button(`tool-${one}`, say(`tool.${one}`), choose(one), { "aria-pressed": String(tool === one) }),
  );
  const classes = data === null || data.kind === "number" ? [] : data.outputs;
  const setKind = (k: number) => () => {
    kind = k;
    app.look({});
  };
  const kinds = classes.map((name, k) =>
    button(`class-${k}`, `${say("tool.class")} ${name}`, setKind(k), {
      "aria-pressed": String(kind === k),
      class: "small",
    }),
  );
  return h("div", { class: "row" }, [
    h("div", { class: "segments", role: "group", "aria-label": say("tools") }, choices),
    tool === "add" ? h("div", { class: "segments" }, kinds) : null,
  ]);
}

/** The figures of the samples that training does not see. */
export function testFigures({ say, frame, testLosses }: App): void {
  const place = document.getElementById("test-figures");
  if (place === null) return;
  const last = testLosses[testLosses.length - 1];
  const accuracy = frame?.testAccuracy ?? null;
  const parts = [
    last === undefined ? "" : say("test.loss", { loss: written(last, 4) }),
    accuracy === null ? "" : say("test.accuracy", { share: `${(100 * accuracy).toFixed(1)} %` }),
  ];
  byId("test-figures").textContent = parts.filter(Boolean).join(" · ");
}
