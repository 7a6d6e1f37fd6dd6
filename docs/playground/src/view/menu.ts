import { button, byId, h, select } from "../dom.js";
import type { App } from "./app.js";
import { rateField } from "./bar.js";
import { isBlank, setBlank } from "./equation.js";
import { toggleHelp } from "./header.js";
import { digitsOf } from "./learn.js";
import { heatShown, toggleHeat } from "./network.js";
import { copyText } from "./take.js";

/** What the menu can do besides. */
export interface Menu {
  step(): void;
}

/** Opens the menu of all that a small screen has no room for. Esc closes it. */
export function openMenu(app: App, menu: Menu): void {
  const dialog = byId("more-dialog");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const { say, state, playing, frame, problem, data } = app;
  const entry = (id: string, text: string, act: () => void, props: Record<string, unknown> = {}) => {
    const press = () => {
      dialog.close();
      act();
    };
    return button(`more-${id}`, text, press, props);
  };
  const over = playing || problem !== null || frame === null || frame.stopped !== null;
  const fill = () => {
    setBlank(!isBlank());
    app.look({ mode: "learn" });
  };
  dialog.setAttribute("aria-label", say("more"));
  dialog.replaceChildren(
    h("div", { class: "menu" }, [
      entry("step", say("step"), () => menu.step(), { disabled: over }),
      entry("heat", say("net.heat"), () => toggleHeat(app), {
        ...{ "aria-pressed": String(heatShown()), disabled: data?.inputs.length !== 2 },
      }),
      entry("fill", say("fill"), fill, { "aria-pressed": String(isBlank()) }),
      entry("share", say("share"), () => copyText(app, location.href)),
      entry("help", say("keys"), () => toggleHelp(app)),
      select("more-digits", say("digits"), String(state.digits), digitsOf(app), (n) => app.look({ digits: Number(n) })),
      rateField(app, "more-rate"),
      button("more-close", say("detail.close"), () => dialog.close(), { class: "primary" }),
    ]),
  );
  dialog.showModal();
}
