import { byId, h, replace } from "../dom.js";
import type { App } from "./app.js";
import { spoken } from "./known.js";

/** Prints the derivation with a blank for every value, and its answers on a page of their own. */
export function worksheet(app: App): void {
  const { hand, say } = app;
  if (hand === null) return;
  const answers: HTMLElement[] = [];
  let count = 0;
  const steps = hand.steps.map((step) => {
    const lines = step.lines.map(({ left, stages }) => {
      const before = stages.slice(0, -1).map(({ relation, text }) => ` ${relation} ${text}`);
      const { relation, text } = stages[stages.length - 1];
      if (before.length === 0) return h("p", {}, `${left} ${relation} ${text}`);
      count++;
      answers.push(h("li", { value: count }, `${left} ${relation === ":=" ? "=" : relation} ${text}`));
      return h("p", {}, `(${count})  ${left}${before.join("")} = `, h("span", { class: "gap" }));
    });
    const words = step.say.map((one) => h("p", {}, spoken(app, one)));
    return h("section", {}, h("h3", {}, spoken(app, step.title)), words, lines);
  });
  replace(byId("worksheet"), [
    h("h1", {}, say("worksheet.title")),
    h("p", {}, say("hand.rounds", { digits: app.state.digits })),
    steps,
    h("section", { class: "answers" }, h("h2", {}, say("worksheet.answers")), h("ol", {}, answers)),
  ]);
  document.body.classList.add("printing");
  addEventListener("afterprint", () => document.body.classList.remove("printing"), { once: true });
  print();
}
