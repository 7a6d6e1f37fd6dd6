import { byId, h, replace } from "../dom.js";
import type { App, Hand } from "./app.js";
import { spoken } from "./known.js";

/** The weights, biases and the learning rate that the reader computes with. */
function weightsOf({ trace, names, number }: Hand): string[] {
  const rate = trace.update?.learningRate ?? null;
  const lines = trace.layers.flatMap(({ neurons }, l) =>
    neurons.flatMap(({ index, terms, bias }) => [
      ...terms.map(({ from, weight }) => `${names.weight(l, index, from)} = ${number(weight.value)}`),
      ...(bias === null ? [] : [`${names.bias(l, index)} = ${number(bias.value)}`]),
    ]),
  );
  return [lines.join(", "), ...(rate === null ? [] : [`η = ${number(rate)}`])];
}

/** Prints the derivation with a blank for every value, and its answers on a page of their own. */
export function worksheet(app: App): void {
  const { hand, say } = app;
  if (hand === null) return;
  const answers: HTMLElement[] = [];
  let count = 0;
  const steps = hand.steps.map((step) => {
    const lines = step.lines().map(({ left, stages }) => {
      // The letters only: later numbers would give earlier ones away.
      const before = stages
        .slice(0, -1)
        .filter(({ text }, k) => k === 0 || /[₀-₉]/.test(text))
        .map(({ relation, text }) => ` ${relation} ${text}`);
      const { relation, text } = stages[stages.length - 1];
      if (before.length === 0) return h("p", {}, `${left} ${relation} ${text}`);
      count++;
      answers.push(h("li", { value: count }, `${left} ${stages[0].relation === ":=" ? ":=" : relation} ${text}`));
      return h("p", {}, `(${count})  ${left}${before.join("")} = `, h("span", { class: "gap" }));
    });
    if (step.phase === "given") lines.push(...weightsOf(hand).map((text) => h("p", {}, text)));
    const words = step.say.map((one) => h("p", {}, spoken(app, one)));
    return h("section", {}, h("h3", {}, spoken(app, step.title)), words, lines);
  });
  replace(byId("worksheet-pages"), [
    h("h1", {}, say("worksheet.title")),
    h("p", {}, say("hand.rounds", { digits: app.state.digits })),
    steps,
    h("section", { class: "answers" }, h("h2", {}, say("worksheet.answers")), h("ol", {}, answers)),
  ]);
  document.body.classList.add("printing");
  addEventListener("afterprint", () => document.body.classList.remove("printing"), { once: true });
  print();
}
