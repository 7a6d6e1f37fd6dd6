import type { OnnxFile } from "./file.js";
import { keepsColumns } from "./infer.js";
import { perceptrons } from "./kinds.js";
import { peel } from "./peel.js";
import { Trials } from "./recognize.js";
import type { ChainStep, Titled, Walk } from "./steps.js";
import { doubleType, floatTypes } from "./tensor.js";
import { type Computed, isComputed } from "./values.js";

/** The steps of a chain, first to last. */
export interface StepChain {
  readonly steps: readonly Titled<ChainStep>[];
  /** Whether every number on the way is double. */
  readonly isDouble: boolean;
}

/** The steps from the graph's input to `output`. */
export function stepsTo(output: Computed, file: OnnxFile): StepChain {
  const { form } = output;
  if (typeof form === "string") return refuseFirst(output, form, file);
  if (form.columns === null)
    file.refuse(`the graph has no Gemm or MatMul from its input to its output; ${perceptrons}`);
  const walk: Walk = { file, trials: new Trials(), columns: form.columns, nextType: 0 };
  if (!keepsColumns(form, walk.columns))
    return refuseFirst(output, "it ends in rows that join the columns of several samples", file);
  const steps: Titled<ChainStep>[] = [];
  let isDouble = true;
  let value = output;
  for (let { node } = value; node !== null; node = value.node) {
    const { title } = node;
    const peeled = peel(value, node, walk);
    if (typeof peeled === "string") return refuseFirst(value, peeled, file);
    for (const step of peeled.steps) steps.push({ ...step, title });
    if (isSingle(value)) isDouble = false;
    value = peeled.from;
  }
  return { steps: steps.reverse(), isDouble: isDouble && !isSingle(value) && walk.nextType === doubleType };
}

/** Whether a value is of floats that are not double. */
function isSingle({ form }: Computed): boolean {
  return typeof form !== "string" && form.type !== doubleType && floatTypes.has(form.type);
}

/**
 * Refuses the first node in the file's order that no perceptron has; it may stand before the node
 * at which the chain broke.
 */
function refuseFirst(value: Computed, reason: string, file: OnnxFile): never {
  const seen = new Set([value]);
  for (const each of seen) for (const input of each.arguments) if (isComputed(input)) seen.add(input);
  let first = value;
  let why = reason;
  for (const each of seen)
    if (typeof each.form === "string" && each.form !== "" && (why === "" || each.index < first.index)) {
      first = each;
      why = each.form;
    }
  const title = first.node?.title ?? "the output";
  // What is wrong with a node of its kind follows "it"; what its kind is follows the node's name.
  return /^its? /.test(why)
    ? file.refuse(`${title} does not fit a perceptron: ${why}`)
    : file.refuse(`${title} ${why}; ${perceptrons}`);
}
