import { button, byId, h, replace, whenChanged } from "../dom.js";
import { fitting, written } from "../hand/numbers.js";
import { phases } from "../hand/steps.js";
import { limits, rateOf } from "../state.js";
import type { App } from "./app.js";
import { spoken } from "./known.js";

/** Epochs per second. */
export const speeds = ["1", "5", "20", "100", "full"] as const;
export type Speed = (typeof speeds)[number];

export interface Player {
  readonly speed: Speed;
  play(): void;
  pause(): void;
  step(): void;
  reset(): void;
  setSpeed(speed: Speed): void;
  next(): void;
  back(): void;
}

/** Back, Next and Play, at the same place in every state, and the progress. */
export function bar(app: App, player: Player): void {
  const { say, playing, problem, frame, state, hand } = app;
  const off = problem !== null;
  const over = frame?.stopped !== null && frame !== null;
  const first = state.mode === "learn" && state.step === 0;
  const play = playing
    ? button("play", `❚❚ ${say("pause")}`, () => player.pause())
    : button("play", `▶ ${say("play")}`, () => player.play(), { disabled: off || over });
  replace(byId("bar-controls"), [
    button("hand-back", `← ${say("back")}`, () => player.back(), { disabled: hand === null || first }),
    button("hand-next", `${say("next")} →`, () => player.next(), { disabled: hand === null, class: "primary" }),
  ]);
  replace(byId("bar-phases"), hand === null ? null : phasesView(app));
  replace(byId("bar-player"), [
    play,
    button("step", say("step"), () => player.step(), { disabled: off || playing || over }),
    button("reset", "↺", () => player.reset(), { "aria-label": say("reset"), title: say("reset") }),
    rateField(app),
    h(
      "dl",
      { class: "figures" },
      figure("epoch", say("epoch")),
      figure("loss-now", say("loss.E")),
      figure("accuracy", say("accuracy")),
    ),
  ]);
  figures(app);
  const status = byId("status");
  status.className = off ? "problem" : "quiet";
  status.textContent = statusOf(app);
}

/** A mark for each step, under the name of its phase; a click goes there. */
function phasesView(app: App): HTMLElement[] {
  const { hand, state, say } = app;
  const steps = hand?.steps ?? [];
  const learning = state.mode === "learn";
  return phases.flatMap((phase) => {
    const own = steps.map((step, k) => ({ step, k })).filter(({ step }) => step.phase === phase);
    if (own.length === 0) return [];
    const marks = own.map(({ step, k }) => {
      const place = !learning ? "" : k < state.step ? " past" : k === state.step ? " now" : "";
      const title = spoken(app, step.title);
      return h("button", {
        ...{ id: `tick-${k}`, type: "button", class: `tick${place}`, "aria-label": `${k + 1} · ${title}`, title },
        ...{ "aria-current": place === " now" ? "step" : null, onclick: () => app.look({ step: k, mode: "learn" }) },
      });
    });
    const on = learning && own.some(({ k }) => k === state.step);
    const group = h("div", { class: `phase ${phase}${on ? " on" : ""}` }, [
      h("span", { class: "phase-name" }, say(`phase.${phase}`)),
      h("span", { class: "ticks" }, marks),
    ]);
    group.style.flexGrow = String(Math.max(1.8, Math.min(own.length, 7)));
    return group;
  });
}

/** The learning rate, which can change while it trains. */
export function rateField(app: App, id = "rate"): HTMLElement {
  const { say, state } = app;
  const field = h("input", {
    ...{ id, type: "text", inputmode: "decimal", value: String(rateOf(state)), autocomplete: "off" },
  });
  whenChanged(field, () => {
    const value = field.value.trim() === "" ? Number.NaN : Number(field.value.replace(",", "."));
    const fits = value >= 0 && value <= limits.rate;
    field.setCustomValidity(fits ? "" : say("number", { name: say("rate"), min: 0, max: limits.rate }));
    field.reportValidity();
    if (fits) app.edit({ kind: "rate", value });
  });
  return h(
    "label",
    { class: "rate" },
    h("span", { title: say("rate"), "aria-hidden": "true" }, "η"),
    h("span", { class: "hidden" }, say("rate")),
    field,
  );
}

function figure(id: string, name: string): HTMLElement {
  return h("div", {}, h("dt", {}, name), h("dd", { id: `figure-${id}` }));
}

/** Updates the figures that change in every frame. */
export function figures({ frame }: App): void {
  const set = (id: string, text: string): void => {
    byId(`figure-${id}`).textContent = text;
  };
  set("epoch", String(frame?.epoch ?? 0));
  set("loss-now", frame === null ? " " : fitting(frame.loss, 4, 9));
  const accuracy = frame?.accuracy ?? null;
  byId("figure-accuracy").parentElement?.toggleAttribute("hidden", accuracy === null);
  set("accuracy", accuracy === null ? "" : `${(100 * accuracy).toFixed(1)} %`);
}

function statusOf({ say, problem, notice, playing, frame, losses, state }: App): string {
  if (problem !== null) return problem;
  if (playing) return say("status.training");
  if (frame === null || frame.epoch === 0) return notice ?? say("status.ready");
  const reached = losses[losses.length - 1] ?? frame.loss;
  const values = {
    epoch: frame.epoch,
    loss: written(frame.loss, 4),
    reached: written(reached, 4),
    target: state.target,
  };
  const key = frame.stopped === "targetLoss" || frame.stopped === "epochs" ? frame.stopped : "paused";
  const sentences = [say(`status.${key}`, values), ...frame.warnings.map((code) => say(`warning.${code}`))];
  return sentences.join(say("gap"));
}
