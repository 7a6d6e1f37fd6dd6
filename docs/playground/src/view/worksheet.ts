import { byId, h, replace } from "../dom.js";
import type { App } from "./app.js";

/** Prints the derivation with a blank for every value, and its answers on a page of their own. */
export function worksheet(app: App): void {
  const { hand, say } = app;
  if (hand === null) return;
  const answers: HTMLElement[] = [];
  let count = 0;
  const steps = hand.steps.map((step) => {
    const lines = step.equations.map(({ left, stages }) => {
      const name = left.replace(/^new /, "");
      const sign = left.startsWith("new ") ? ":=" : "=";
      const before = stages.slice(0, -1).map(({ text }, k) => ` ${k === 0 ? sign : "="} ${text}`);
      const { text, rounded } = stages[stages.length - 1];
      if (before.length === 0) return h("p", {}, `${name} = ${text}`);
      count++;
      answers.push(h("li", { value: count }, `${name} ${rounded ? "≈" : "="} ${text}`));
      return h("p", {}, `(${count})  ${name}${before.join("")} = `, h("span", { class: "gap" }));
    });
    const words = step.say.map(({ key, values }) => h("p", {}, say(key, values)));
    return h("section", {}, h("h3", {}, say(step.title.key, step.title.values)), words, lines);
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
