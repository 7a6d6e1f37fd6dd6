import { button, byId, h, replace, select } from "../dom.js";
import { written } from "../hand/numbers.js";
import type { App } from "./app.js";

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
}

/** The buttons play, pause, step and reset, and the progress. */
export function bar(app: App, player: Player): void {
  const { say, playing, problem, frame } = app;
  const off = problem !== null;
  const names = speeds.map(
    (speed) => [speed, speed === "full" ? say("speed.full") : say("speed.each", { n: speed })] as const,
  );
  replace(
    byId("bar"),
    h("div", { class: "transport" }, [
      playing
        ? button("play", `❚❚ ${say("pause")}`, () => player.pause(), { class: "primary" })
        : button("play", `▶ ${say("play")}`, () => player.play(), {
            class: "primary",
            disabled: off || frame?.stopped !== null,
          }),
      button("step", say("step"), () => player.step(), { disabled: off || playing || frame?.stopped !== null }),
      button("reset", `↺ ${say("reset")}`, () => player.reset()),
      select("speed", say("speed"), player.speed, names, (speed) => player.setSpeed(speed)),
      h(
        "dl",
        { class: "figures" },
        figure("epoch", say("epoch")),
        figure("loss-now", say("loss")),
        figure("accuracy", say("accuracy")),
      ),
    ]),
    h("p", { id: "status", role: "status", class: off ? "problem" : "quiet" }),
  );
  figures(app);
  const status = byId("status");
  status.textContent = statusOf(app);
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
  set("loss-now", frame === null ? "–" : written(frame.loss, 4));
  const accuracy = frame?.accuracy ?? null;
  set("accuracy", accuracy === null ? "–" : `${(100 * accuracy).toFixed(1)} %`);
}

function statusOf({ say, problem, notice, playing, frame }: App): string {
  if (problem !== null) return problem;
  if (playing) return say("status.training");
  if (frame === null || frame.epoch === 0) return notice ?? say("status.ready");
  const values = { epoch: frame.epoch, loss: written(frame.loss, 4) };
  const state = frame.stopped === "targetLoss" || frame.stopped === "epochs" ? frame.stopped : "paused";
  return [say(`status.${state}`, values), ...frame.warnings].join(" · ");
}
