import { button, h } from "../dom.js";
import { programOf } from "../program.js";
import type { App } from "./app.js";
import { copyText, exportsOf } from "./take.js";

/** The program of what is on the screen, the exports, and how to put the page into a course. */
export function code(app: App): HTMLElement[] {
  const { say, model, state } = app;
  if (model === null) return [h("p", { class: "quiet" }, app.problem ?? "")];
  const program = programOf(state);
  const hash = location.hash;
  const tag = `<script src="embed.js"></script>\n<deltarule-playground hide="data settings" state="${hash.slice(1).replaceAll("&", "&amp;")}"></deltarule-playground>`;
  return [
    h("div", { class: "card-head" }, [
      h("h2", {}, say("code")),
      button("copy-code", say("copy"), () => copyText(app, program), { class: "primary" }),
    ]),
    h("pre", { id: "program", tabindex: 0 }, h("code", {}, program)),
    h("p", { role: "status", class: "quiet", id: "take-status" }),
    ...exportsOf(app),
    h("div", { class: "card-head" }, [
      h("h2", {}, say("embed")),
      button("copy-embed", say("copy"), () => copyText(app, tag)),
    ]),
    h("p", { class: "quiet" }, say("embed.say")),
    h("pre", { id: "embed-code", tabindex: 0 }, h("code", {}, tag)),
  ];
}
