import { h } from "../dom.js";
import type { Line } from "../hand/steps.js";
import type { App } from "./app.js";

/** Whether the reader fills in the values. */
let blanks = false;

export function isBlank(): boolean {
  return blanks;
}

export function setBlank(on: boolean): void {
  blanks = on;
}

/** One equation: `left = stage ≈ value`, with the signs that `deltarule/explain` wrote. */
export function equationView(app: App, { left, stages }: Line, fill = false): HTMLElement {
  const last = stages.length - 1;
  return h("p", { class: "eq", "data-left": left }, [
    h("b", {}, left),
    stages.map(({ relation, text }, k) => [
      " ",
      k === last && fill && last > 0
        ? h("span", { class: "value" }, `${relation} `, blank(app, left, text))
        : h("span", { class: k === last ? "value" : "stage" }, `${relation} ${text}`),
    ]),
  ]);
}

/** A field for a value: a right one within half a per cent is marked. */
function blank({ say }: App, name: string, text: string): HTMLElement[] {
  const wanted = numberOf(text);
  const field = h("input", {
    ...{
      class: "blank",
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": say("fill.field", { name }),
    },
    onchange: () => {
      const given = numberOf(field.value);
      const right = Math.abs(given - wanted) <= 0.006 * Math.abs(wanted) + 1e-12;
      field.className = `blank ${right ? "right" : "wrong"}`;
      field.setAttribute("aria-invalid", String(!right));
      mark.textContent = right ? " ✓" : " ✗";
    },
  });
  const mark = h("span", { class: "mark" });
  return [field, mark];
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.replaceAll("−", "-").replace(",", "."));
}
