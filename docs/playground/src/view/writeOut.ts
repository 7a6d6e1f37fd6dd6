import type { OptimizerState } from "deltarule";
import { type DerivationStep, derive, explain, formulaWriter } from "deltarule/explain";
import type { Dataset } from "../data/dataset.js";
import { trained } from "../data/load.js";
import { namesFor } from "../hand/names.js";
import { stepsOf } from "../hand/steps.js";
import { isNotes, type Model, notationOf, optimizerOf } from "../model.js";
import { batchOf, rateOf, type State } from "../state.js";
import type { Hand, Picked } from "./app.js";

/** Up to this many samples of a batch have a term of their own in its mean. */
const termsOfMean = 8;

/**
 * The complete derivation of the next update, whatever the size of the network: the pass of the
 * selected sample, the mean of the batch, and the optimizer's step with its memory as it is now.
 *
 * @throws DeltaruleError if the library refuses.
 */
export function writeOut(
  { net, loss }: Model,
  { x, t }: Dataset,
  state: State,
  memory: OptimizerState | null = null,
): Hand {
  const { digits, sample, lang: language } = state;
  const rows = batchRows(x.length, trained({ x }, state), state);
  const notes = isNotes(state);
  const notation = notationOf(state);
  const all = Number.POSITIVE_INFINITY;
  const limit = { neurons: all, terms: all, samples: rows.length <= termsOfMean ? all : 4 };
  const how = { loss, limit, ...(memory !== null && { state: memory }) };
  const optimizer = optimizerOf(state, rateOf(state));
  const take = (from: Dataset["x"]): Dataset["x"] => rows.map((row) => from[row]);
  const trace =
    rows.length === 1
      ? explain(net, x[rows[0]], t[rows[0]], { ...how, optimizer })
      : explain(net, take(x), take(t), { ...how, optimizer });
  const shown = trace.batch?.samples.find(({ index }) => rows[index] === sample);
  // A sample that has no term of its own in the mean is followed by itself.
  const alone =
    trace.batch !== null && shown === undefined ? explain(net, x[sample], t[sample], { loss, limit }) : null;
  const pass = alone ?? shown ?? trace;
  const steps = derive(trace, { notation, language }).parts.flatMap((part) => part.steps);
  const own = shown === undefined ? null : shown.index;
  const kept = steps.filter(({ about }) => about.sample === null || about.sample === own || about.kind === "after");
  const passing = alone === null ? [] : derive(alone, { notation, language }).parts.flatMap((part) => part.steps);
  const ofPass = ofSample(passing, sample).filter(({ about }) => about.kind !== "given");
  const names = namesFor(trace.widths, notes);
  const writer = formulaWriter(trace, { digits, notation, language });
  const telling = { trace, pass, names, writer, notes, taken: rows.includes(sample) };
  return {
    trace,
    pass,
    rows,
    names,
    number: (value) => writer.number(value),
    steps: stepsOf([...ofPass, ...kept], telling),
  };
}

/** E of a sample by itself is its L, since E is the mean of the batch. */
function ofSample(steps: readonly DerivationStep[], sample: number): readonly DerivationStep[] {
  return JSON.parse(JSON.stringify(steps), (_, value) =>
    value?.kind === "symbol" && value.base === "E" && value.sub.length === 0
      ? { ...value, base: "L", sub: [sample + 1] }
      : value,
  );
}

/** The samples of the next update: the first batch of the next epoch. */
function batchRows(samples: number, seen: number, state: State): number[] {
  const batch = batchOf(state);
  const size = batch === 0 ? seen : Math.min(batch, seen);
  return Array.from({ length: Math.min(size, samples) }, (_, k) => k);
}

/** Whether the network still contains what was clicked. */
export function has({ net }: Model, picked: Picked): boolean {
  const widths = [net.inputs, ...net.layers.map(({ outputs }) => outputs)];
  const exists = (layer: number, node: number): boolean => node < (widths[layer + 1] ?? 0);
  if (picked.kind === "target") return exists(net.layers.length - 1, picked.node);
  if (picked.kind === "bias") return exists(picked.layer, picked.node) && net.layers[picked.layer].biases !== null;
  if (picked.kind === "node") return exists(picked.layer, picked.node);
  return exists(picked.layer, picked.to) && exists(picked.layer - 1, picked.from);
}
