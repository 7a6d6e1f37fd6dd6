import type { WrittenEquation } from "deltarule/explain";
import { h } from "../dom.js";
import type { App } from "./app.js";

/** Whether the reader fills in the values. */
let blanks = false;

export function isBlank(): boolean {
  return blanks;
}

export function setBlank(on: boolean): void {
  blanks = on;
}

/**
 * One equation: `left = stage ≈ value`. The sign says where a number was rounded when it was
 * written; `:=` gives a weight its new value.
 */
export function equationView(app: App, { left, stages }: WrittenEquation, fill = false): HTMLElement {
  const last = stages.length - 1;
  const name = left.replace(/^new /, "");
  const rounded = stages.some((stage) => stage.rounded);
  const sign = (k: number): string =>
    left.startsWith("new ") && k === 0 ? ":=" : rounded && stages[k].rounded ? "≈" : "=";
  return h("p", { class: "eq", "data-left": left }, [
    h("b", {}, name),
    stages.map(({ text }, k) => [
      " ",
      k === last && fill && last > 0
        ? h("span", { class: "value" }, `${sign(k)} `, blank(app, name, text))
        : h("span", { class: k === last ? "value" : "stage" }, `${sign(k)} ${text}`),
    ]),
  ]);
}

/** A field for a value: a right one within half a per cent is marked. */
function blank({ say }: App, name: string, text: string): HTMLElement {
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
    },
  });
  return field;
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.replace("−", "-").replace(",", "."));
}
