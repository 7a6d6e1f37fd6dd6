import type { Pipeline, Sequential } from "deltarule";
import { networkSvg } from "deltarule/charts";
import { toHtml } from "deltarule/explain";
import { toOnnx, toSource } from "deltarule/formats";
import { button, byId, h, replace } from "../dom.js";
import { exported } from "../model.js";
import type { App } from "./app.js";

/** Exports: the network as files, and the state as a link. */
export function take(app: App): void {
  const { say, hand, model } = app;
  if (model === null) {
    replace(byId("take"), h("h2", {}, say("take")));
    return;
  }
  const file = (id: string, label: string, name: string, type: string, make: () => string | Uint8Array) =>
    button(id, label, () => save(name, type, make()), { class: "chip" });
  const source = (language: "js" | "ts" | "c") =>
    file(`take-${language}`, `network.${language}`, `network.${language}`, "text/plain", () =>
      toSource(whole(app), { language }),
    );
  replace(byId("take"), [
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
      hand === null
        ? null
        : file("take-html", say("take.explain"), "derivation.html", "text/html", () => derivation(app)),
      button("take-link", say("take.link"), () => copy(app), { class: "chip" }),
    ]),
    h("p", { role: "status", class: "quiet", id: "take-status" }),
  ]);
}

/** The current network with its scalers. */
function whole({ model, data }: App): Sequential | Pipeline {
  if (model === null || data === null) throw new Error("there is no network");
  return exported(model.net, data);
}

function picture({ model, data, state }: App): string {
  if (model === null || data === null) return "";
  const forward = model.net.forward([data.x[state.sample]]);
  return networkSvg(model.net, { forward, digits: Math.min(state.digits, 6) });
}

function derivation({ hand, state }: App): string {
  return hand === null ? "" : toHtml(hand.trace, { digits: state.digits });
}

async function copy({ say }: App): Promise<void> {
  const copied = await navigator.clipboard?.writeText(location.href).then(
    () => true,
    () => false,
  );
  byId("take-status").textContent = say(copied ? "take.copied" : "take.notCopied");
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
