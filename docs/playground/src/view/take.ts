import { button, byId, h } from "../dom.js";
import type { FileName, Writers } from "../files.js";
import type { App } from "./app.js";

/** The network as files, and the state as a link. */
export function exportsOf(app: App): HTMLElement[] {
  const { say, hand } = app;
  loadWriters();
  const file = (id: string, name: FileName, type: string, label: string = name) =>
    button(id, label, () => take(app, name, type), { class: "chip" });
  const told = [
    file("take-html", "derivation.html", "text/html", say("take.explain")),
    file("take-tex", "derivation.tex", "text/x-tex"),
    file("take-md", "derivation.md", "text/markdown"),
  ];
  return [
    h("h2", {}, say("take")),
    h("p", { class: "quiet" }, say("take.say")),
    h("div", { class: "chips" }, [
      file("take-json", "network.json", "application/json"),
      file("take-onnx", "network.onnx", "application/octet-stream"),
      file("take-js", "network.js", "text/plain"),
      file("take-ts", "network.ts", "text/plain"),
      file("take-c", "network.c", "text/plain"),
      file("take-svg", "network.svg", "image/svg+xml", say("take.svg")),
      hand === null ? null : told,
      button("take-link", say("take.link"), () => copyText(app, location.href), { class: "chip" }),
    ]),
  ];
}

let loading: Promise<Writers | undefined> | null = null;

/** The script that writes the files, loaded once; `undefined` if it cannot be had. */
function loadWriters(): Promise<Writers | undefined> {
  loading ??= new Promise((resolve) => {
    const script = h("script", { src: "files.js" });
    script.onload = () => resolve(globalThis.playgroundFiles);
    script.onerror = () => {
      loading = null;
      script.remove();
      resolve(undefined);
    };
    document.head.append(script);
  });
  return loading;
}

async function take(app: App, name: FileName, type: string): Promise<void> {
  const writers = await loadWriters();
  const { state, model, hand, say } = app;
  if (model === null) return;
  if (writers === undefined) tell(say("take.missing"));
  else save(name, type, writers[name]({ state, parameters: model.net.parameters, trace: hand?.trace ?? null }));
}

/** Copies a text, and says so. */
export async function copyText({ say }: App, text: string): Promise<void> {
  const copied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  tell(say(copied ? "copied" : "notCopied"));
}

function tell(text: string): void {
  const place = document.getElementById("take-status") ?? byId("status");
  place.textContent = text;
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
