import fc from "fast-check";
import type { Loss, Sequential } from "../../core/index.js";
import { checkNames, checkNumber } from "../../core/internal.js";

/** Options of {@link batches}. */
export interface BatchOptions {
  /** What the targets must suit; any loss but `hinge` takes the ones that are drawn without. */
  loss?: Loss | undefined;
  /** From 1; 5 unless given. */
  maxSamples?: number | undefined;
}

/** Inputs and targets, a row a sample. */
export interface Batch {
  readonly x: number[][];
  readonly t: number[][];
}

/** Inputs within ±3 and targets that fit a network. A failure shrinks to one sample and rounder numbers. */
export function batches(net: Pick<Sequential, "inputs" | "outputs">, options: BatchOptions = {}): fc.Arbitrary<Batch> {
  checkNames("batches", options, ["loss", "maxSamples"]);
  const { loss, maxSamples = 5 } = options;
  checkNumber("batches", "maxSamples", maxSamples, { integer: true, min: 1 });
  const number = fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000);
  const row = (length: number, of: fc.Arbitrary<number>) => fc.array(of, { minLength: length, maxLength: length });
  const sample = fc.record({ x: row(net.inputs, number), t: row(net.outputs, targets(loss)) });
  return fc
    .array(sample, { minLength: 1, maxLength: maxSamples })
    .map((samples) => ({ x: samples.map(({ x }) => x), t: samples.map(({ t }) => t) }));
}

function targets(loss: Loss | undefined): fc.Arbitrary<number> {
  const rule = loss?.targets;
  if (loss !== undefined && rule === undefined)
    return fc.integer({ min: -2000, max: 2000 }).map((thousandths) => thousandths / 1000);
  const candidates = [1, 0, -1, 0.5, 0.25, 0.9].filter((target) =>
    rule === undefined ? target >= 0 : rule.accepts(target),
  );
  return fc.constantFrom(...candidates);
}
