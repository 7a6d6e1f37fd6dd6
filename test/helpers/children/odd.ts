/** Trials that misbehave, for the tests of deltarule/parallel. */
import { serve } from "deltarule/parallel";

export interface OddOptions {
  readonly [name: string]: unknown;
  readonly kind: string;
}

/** What a trial of the kind `throw` throws, by its name. */
const thrown: Readonly<Record<string, () => unknown>> = {
  text: () => "only text",
  nothing: () => undefined,
  null: () => null,
  number: () => 404,
  symbol: () => Symbol("sign"),
  bare: () => Object.create(null),
  object: () => ({ code: 5 }),
  alike: () => ({ name: "HttpError", message: "not found", stack: "HttpError: not found\n    at fetch" }),
  named: () => Object.assign(new Error("own name"), { name: "constructor" }),
  circular: () => {
    const error = new Error("in a circle");
    error.cause = error;
    return error;
  },
};

export default serve((options: OddOptions, { report }) => {
  const { kind, what } = options;
  if (kind === "throw") throw thrown[String(what)]?.();
  if (kind === "die") process.exit(3);
  if (kind === "hoard") for (const all: number[][] = []; ; ) all.push(new Array(10_000).fill(all.length));
  if (kind === "chatter") for (let k = 0; k < 50; k++) report(k);
  if (kind === "size") return { loss: (options.bytes as Uint8Array).length };
  if (kind === "large") return { loss: 0, bytes: new Uint8Array(Number(what)) };
  return { loss: Number(what) };
});
