import type { Fail } from "../fail.js";
import type { Node } from "./node.js";
import { peelers, type Steps } from "./peelers.js";
import { recognize, type Trials } from "./recognize.js";
import type { Step } from "./steps.js";
import { isValue, sizeOf, type Value } from "./values.js";

/** A step, and the node that it was found at. */
export type Stage = Step & { readonly title: string };

/** The stages from the graph's input to `output`, first to last, with at most so many constants. */
export function stagesTo(output: Value, most: number, fail: Fail): Stage[] {
  const stages: Stage[] = [];
  const trials = { left: 1_000_000 };
  let used = 0;
  for (let value = output; value.node !== null; ) {
    const { title } = value.node;
    for (const input of value.arguments) if (input !== null && !isValue(input)) used += sizeOf(input);
    // The same numbers may stand behind many nodes: a small file must not become a large network.
    if (!(used <= most))
      fail(`the number of constants used from ${title} on`, used, `at most ${most}, the bytes of the file`);
    const { from, steps } = peel(value, value.node, trials, fail) ?? refuse(value, fail);
    stages.push(...steps.map((step) => ({ ...step, title })));
    value = from;
  }
  return stages.reverse();
}

function peel(value: Value, node: Node, trials: Trials, fail: Fail): Steps | undefined {
  const found = recognize(value, trials, fail);
  if (found !== undefined) return { from: found.of, steps: [{ kind: "activation", activation: found.activation }] };
  return isKnown(node) ? peelers[nameOf(node)](value.arguments, node, fail) : undefined;
}

/** Names the first node in the file's order that no perceptron has: it may stand before the one that was met. */
function refuse(value: Value, fail: Fail): never {
  const seen = new Set([value]);
  for (const each of seen) for (const input of each.arguments) if (isValue(input)) seen.add(input);
  const strange = [...seen].filter(({ node, rule }) => node !== null && rule === undefined && !isKnown(node));
  const first = strange.reduce((least, each) => (each.index < least.index ? each : least), strange[0] ?? value);
  const wanted = "only Gemm, MatMul, Add, activations, Flatten and scaling by constants, one after the other";
  return fail(first.node?.title ?? "the output", first.node?.op, wanted);
}

function isKnown(node: Node | null): boolean {
  return node !== null && Object.hasOwn(peelers, nameOf(node));
}

function nameOf({ domain, op }: Node): string {
  return domain === "" ? op : `${domain} ${op}`;
}
