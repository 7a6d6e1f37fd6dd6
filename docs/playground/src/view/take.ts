import type { Pipeline, Sequential } from "deltarule";
import { networkSvg } from "deltarule/charts";
import { type Trace, toHtml, toLatex, toMarkdown } from "deltarule/explain";
import { toOnnx, toSource } from "deltarule/formats";
import { button, byId, h } from "../dom.js";
import { exported, notationOf } from "../model.js";
import type { App } from "./app.js";

/** The network as files, and the state as a link. */
export function exportsOf(app: App): HTMLElement[] {
  const { say, hand } = app;
  const file = (id: string, label: string, name: string, type: string, make: () => string | Uint8Array) =>
    button(id, label, () => save(name, type, make()), { class: "chip" });
  const source = (language: "js" | "ts" | "c") =>
    file(`take-${language}`, `network.${language}`, `network.${language}`, "text/plain", () =>
      toSource(whole(app), { language }),
    );
  const told = (id: string, label: string, name: string, type: string, write: (trace: Trace) => string) =>
    hand === null ? null : file(id, label, name, type, () => write(hand.trace));
  const { digits, lang: language } = app.state;
  const style = { digits, language, notation: notationOf(app.state) };
  return [
    h("h2", {}, say("take")),
    h("p", { class: "quiet" }, say("take.say")),
    h("div", { class: "chips" }, [
      file("take-json", "network.json", "network.json", "application/json", () =>
        JSON.stringify(whole(app).toJSON(), null, 1),
      ),
      file("take-onnx", "network.onnx", "network.onnx", "application/octet-stream", () => toOnnx(whole(app))),
      source("js"),
      source("ts"),
      source("c"),
      file("take-svg", say("take.svg"), "network.svg", "image/svg+xml", () => picture(app)),
      told("take-html", say("take.explain"), "derivation.html", "text/html", (trace) => toHtml(trace, style)),
      told("take-tex", "derivation.tex", "derivation.tex", "text/x-tex", (trace) =>
        toLatex(trace, { ...style, document: true }),
      ),
      told("take-md", "derivation.md", "derivation.md", "text/markdown", (trace) => toMarkdown(trace, style)),
      button("take-link", say("take.link"), () => copyText(app, location.href), { class: "chip" }),
    ]),
  ];
}

/** The current network with its scalers. */
function whole({ model, data }: App): Sequential | Pipeline {
  if (model === null || data === null) throw new Error("there is no network");
  return exported(model.net, data);
}

function picture({ model, data, state }: App): string {
  if (model === null || data === null) return "";
  const forward = model.net.forward([data.x[state.sample]]);
  const [target, digits] = [data.t[state.sample], Math.min(state.digits, 6)];
  return networkSvg(model.net, { forward, target, digits, language: state.lang });
}

/** Copies a text, and says so. */
export async function copyText({ say }: App, text: string): Promise<void> {
  const copied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  const place = document.getElementById("take-status") ?? byId("status");
  place.textContent = say(copied ? "copied" : "notCopied");
}

function save(name: string, type: string, content: string | Uint8Array): void {
  const part = typeof content === "string" ? content : new Uint8Array(content);
  const address = URL.createObjectURL(new Blob([part], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
