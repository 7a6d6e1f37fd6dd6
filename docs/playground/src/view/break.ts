import { button, h } from "../dom.js";
import { blindTo } from "../mistakes.js";
import { type MistakeName, mistakeNames } from "../state.js";
import type { App } from "./app.js";
import { reportView } from "./report.js";

/** The mistakes that the checker has named so far. */
const found = new Set<MistakeName>();

/** Eight mistakes to plant, and what the gradient checker says of them. */
export function breakIt(app: App, plant: (mistake: MistakeName) => void): HTMLElement[] {
  const { say, state, model, data, playing, broken } = app;
  if (broken !== null && broken.report.firstWrong !== null) found.add(broken.mistake);
  const choices = mistakeNames.map((mistake) =>
    button(
      `mistake-${mistake}`,
      `${say(`mistake.${mistake}`)}${found.has(mistake) ? " ✓" : ""}`,
      () => plant(mistake),
      {
        ...{ "aria-pressed": String(broken?.mistake === mistake), disabled: playing || model === null },
      },
    ),
  );
  const shown = broken !== null && broken.mistake === state.mistake ? broken : null;
  const blind =
    shown === null || model === null || data === null ? null : blindTo(shown.mistake, model.net, data.x.length);
  return [
    h("h2", {}, say("break")),
    h("p", {}, say("break.say")),
    h("p", { class: "quiet", id: "found" }, say("break.found", { n: found.size, all: mistakeNames.length })),
    h("div", { class: "mistakes", role: "group", "aria-label": say("break") }, choices),
    h("div", { id: "break-result", "aria-live": "polite" }, [
      blind === null ? null : h("p", { class: "remark", id: "blind" }, say(blind)),
      shown === null ? null : reportView(app, shown.report),
    ]),
    h("p", { class: "row" }, [
      blind === "break.blind.mean"
        ? button("second-sample", say("break.second"), () =>
            app.edit({
              kind: "add",
              row: [0.9, 0.1].slice(0, data?.inputs.length),
              target: (data?.t[0] ?? []).map(() => 0.3),
            }),
          )
        : null,
      blind === "break.blind.bias" ? button("break-xor", say("hand.try"), () => app.choose("xor")) : null,
    ]),
  ];
}
