import { button, byId, h, replace, select } from "../dom.js";
import type { Line } from "../hand/lines.js";
import { isNotes } from "../model.js";
import type { App } from "./app.js";
import { details } from "./details.js";

/** Shows one sample step by step, and the numbers of what was clicked. */
export function handView(app: App): void {
  const { say, state, hand, playing, data } = app;
  const head = h("div", { class: "head" }, h("h2", { id: "h-hand" }, say("hand")), data === null ? null : choices(app));
  if (hand === null || data === null) {
    replace(byId("hand"), head, playing ? h("p", { class: "quiet" }, say("hand.playing")) : null);
    return;
  }
  const k = Math.min(state.step, hand.steps.length - 1);
  const { title, say: sayings, lines } = hand.steps[k];
  const go = (step: number) => () => app.look({ step });
  const end = k === hand.steps.length - 1;
  const body = h("div", { class: "step", "aria-live": "polite" }, [
    h("p", { class: "quiet", id: "hand-at" }, say("hand.of", { k: k + 1, n: hand.steps.length })),
    h("h3", {}, say(title.key, title.values)),
    sayings.map(({ key, values }) => h("p", {}, say(key, values))),
    h("div", { class: "lines" }, lines.map(lineView)),
  ]);
  const buttons = h("div", { class: "row nav" }, [
    button("hand-back", `← ${say("back")}`, go(k - 1), { disabled: k === 0 }),
    button("hand-next", `${say("next")} →`, go(k + 1), { disabled: end, class: "primary" }),
    end && isNotes(state) ? button("hand-xor", say("hand.try"), () => app.choose("xor")) : null,
    h("progress", { max: hand.steps.length - 1, value: k, "aria-labelledby": "hand-at" }),
  ]);
  replace(byId("hand"), head, body, buttons, details(app));
}

function choices(app: App): HTMLElement {
  const { data, state, say } = app;
  const samples = (data?.x ?? []).map((row, k) => {
    const text = row.map((value) => String(Number(value.toPrecision(3)))).join(", ");
    return [
      String(k),
      `${k + 1}: (${text}) → ${data?.t[k].map((value) => Number(value.toPrecision(3))).join(", ")}`,
    ] as const;
  });
  const digits = [3, 4, 6, 10, 17].map((n) => [String(n), n === 17 ? say("digits.all") : String(n)] as const);
  return h("div", { class: "fields inline" }, [
    select("sample", say("sample"), String(state.sample), samples, (k) => app.look({ sample: Number(k) })),
    select("digits", say("digits"), String(state.digits), digits, (n) => app.look({ digits: Number(n) })),
  ]);
}

/** One equation, left = stage = value; a long one continues on the next line. */
export function lineView({ left, stages }: Line): HTMLElement {
  const last = stages.length - 1;
  return h("p", { class: "eq", "data-left": left }, [
    h("b", {}, left),
    stages.map((stage, k) => [" ", h("span", { class: k === last ? "value" : "stage" }, `= ${stage}`)]),
  ]);
}
