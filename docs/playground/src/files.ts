/**
 * Writes the files that a reader can take away. It is a program of its own, which the page loads
 * when it offers them; like the worker, it builds the network from the page's state.
 */
import { Pipeline, type Sequential } from "deltarule";
import { networkSvg } from "deltarule/charts";
import { type Trace, toHtml, toLatex, toMarkdown } from "deltarule/explain";
import { toOnnx, toSource } from "deltarule/formats";
import { load } from "./data/load.js";
import { build, notationOf } from "./model.js";
import type { State } from "./state.js";

/** What the page shows. */
export interface Shown {
  readonly state: State;
  readonly parameters: ArrayLike<number>;
  /** `null` while it trains. */
  readonly trace: Trace | null;
}

type Write = (shown: Shown) => string | Uint8Array;

const writers = {
  "network.json": (shown) => JSON.stringify(whole(shown).toJSON(), null, 1),
  "network.onnx": (shown) => toOnnx(whole(shown)),
  "network.js": (shown) => toSource(whole(shown), { language: "js" }),
  "network.ts": (shown) => toSource(whole(shown), { language: "ts" }),
  "network.c": (shown) => toSource(whole(shown), { language: "c" }),
  "network.svg": picture,
  "derivation.html": (shown) => toHtml(traceOf(shown), styleOf(shown)),
  "derivation.tex": (shown) => toLatex(traceOf(shown), { ...styleOf(shown), document: true }),
  "derivation.md": (shown) => toMarkdown(traceOf(shown), styleOf(shown)),
} as const satisfies Readonly<Record<string, Write>>;

export type FileName = keyof typeof writers;
export type Writers = Readonly<Record<FileName, Write>>;

declare global {
  /** How this program hands its functions to the page. */
  var playgroundFiles: Writers | undefined;
}

globalThis.playgroundFiles = writers;

function trained({ state, parameters }: Shown) {
  const data = load(state);
  const { net } = build(state, data);
  net.parameters.set(parameters);
  return { net, data };
}

/** The network, inside a Pipeline that takes and gives raw rows if the data were scaled. */
function whole(shown: Shown): Sequential | Pipeline {
  const { net, data } = trained(shown);
  return data.scalers.inputs === undefined ? net : new Pipeline({ network: net, ...data.scalers });
}

function picture(shown: Shown): string {
  const { net, data } = trained(shown);
  const { sample, digits, lang: language } = shown.state;
  const forward = net.forward([data.x[sample]]);
  return networkSvg(net, { forward, target: data.t[sample], digits: Math.min(digits, 6), language });
}

function traceOf({ trace }: Shown): Trace {
  if (trace === null) throw new Error("there is no derivation while it trains");
  return trace;
}

function styleOf({ state }: Shown) {
  return { digits: state.digits, language: state.lang, notation: notationOf(state) };
}
