import type { GradientReport } from "deltarule/testing";
import { button, h } from "../dom.js";
import { blindTo } from "../mistakes.js";
import { type MistakeName, mistakeNames } from "../state.js";
import type { App } from "./app.js";
import { reportView } from "./inspect.js";

/** What the checker said of the planted mistake; `null` before it did. */
export interface Broken {
  readonly mistake: MistakeName;
  readonly report: GradientReport;
}

/** Eight mistakes to plant, and what the gradient checker says of them. */
export function breakIt(app: App, broken: Broken | null, plant: (mistake: MistakeName) => void): HTMLElement[] {
  const { say, state, model, data, playing } = app;
  const choices = mistakeNames.map((mistake) =>
    button(`mistake-${mistake}`, say(`mistake.${mistake}`), () => plant(mistake), {
      ...{ "aria-pressed": String(broken?.mistake === mistake), disabled: playing || model === null },
    }),
  );
  const shown = broken !== null && broken.mistake === state.mistake ? broken : null;
  const blind =
    shown === null || model === null || data === null ? null : blindTo(shown.mistake, model.net, data.x.length);
  return [
    h("h2", {}, say("break")),
    h("p", {}, say("break.say")),
    h("div", { class: "mistakes", role: "group", "aria-label": say("break") }, choices),
    h("div", { id: "break-result", "aria-live": "polite" }, [
      blind === null ? null : h("p", { class: "remark", id: "blind" }, say(blind)),
      shown === null ? null : place(app, shown),
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

/** The first wrong place, with its layer counted from 1. */
function place({ say }: App, { report: { firstWrong, diagnosis } }: Broken): HTMLElement | null {
  if (firstWrong === null) return null;
  const part = firstWrong.parameter === "weights" || firstWrong.parameter === "biases" ? firstWrong.parameter : "delta";
  const where = say(`place.${part}`, { layer: (firstWrong.layer ?? 0) + 1 });
  const pattern = diagnosis?.pattern ?? "unknown";
  const cause = patternKeys[pattern];
  return h(
    "p",
    { id: "first-wrong" },
    h("b", {}, say("break.first")),
    " ",
    where,
    cause === undefined ? "" : ` ${say(cause)}`,
  );
}

/** What the checker recognizes, in the languages of the page. */
const patternKeys: Partial<
  Record<
    string,
    | "cause.sign"
    | "cause.slope"
    | "cause.z"
    | "cause.transposed"
    | "cause.mean"
    | "cause.zero"
    | "cause.stale"
    | "cause.factor"
  >
> = {
  sign: "cause.sign",
  "missing slope": "cause.slope",
  "z in place of a": "cause.z",
  "transposed weights": "cause.transposed",
  "missing mean": "cause.mean",
  zero: "cause.zero",
  "stale buffer": "cause.stale",
  factor: "cause.factor",
};
