import type { GradientReport } from "deltarule/testing";
import { button, byId, h, replace } from "../dom.js";
import type { App } from "./app.js";

/** The result of the gradient check; `null` before it runs. */
export type Checked = GradientReport | "running" | null;

export function checkView({ say, model, playing }: App, checked: Checked, run: () => void): void {
  const off = model === null || playing || checked === "running";
  replace(byId("check"), [
    h("h2", {}, say("check")),
    h("p", { class: "quiet" }, say("check.say")),
    h("div", { class: "row" }, button("check-run", say("check.run"), run, { disabled: off })),
    h(
      "div",
      { "aria-live": "polite", id: "check-result" },
      checked === "running" ? h("p", {}, say("check.running")) : checked === null ? null : found(checked, say),
    ),
  ]);
}

function found(report: GradientReport, say: App["say"]): HTMLElement[] {
  const { ok, fail, kink, flat } = report.totals;
  const worst = report.entries.find(({ status }) => status === "ok")?.relativeError ?? 0;
  const text = report.ok
    ? say("check.ok", { n: ok, worst: worst === 0 ? "0" : worst.toExponential(1) })
    : say("check.bad", { bad: fail, n: ok + fail });
  return [
    h("p", { class: report.ok ? "good" : "problem" }, text),
    ...(kink + flat === 0 ? [] : [h("p", { class: "quiet" }, say("check.skipped", { kink, flat }))]),
    ...(report.diagnosis === null ? [] : [h("p", { lang: "en" }, report.diagnosis.message)]),
  ];
}
