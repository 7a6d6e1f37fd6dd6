import type { Language } from "../language/language.js";
import type { SampleTrace, Trace, TraceNote } from "../trace/trace.js";
import { backwardThrough } from "./backward.js";
import type { Derivation, DerivationPart } from "./derivation.js";
import type { Prose } from "./expression.js";
import { forwardThrough } from "./forward.js";
import { givenPart, givenSample } from "./given.js";
import { lossPart } from "./loss.js";
import { meanPart } from "./mean.js";
import { type Notation, namesFor, namesOfSample } from "./names.js";
import { type Telling, tellingOf } from "./telling.js";
import { afterPart, updatePart } from "./update.js";

/** The derivation of a trace: forward, the loss, backward, and the update if there is one. */
export function deriveIn(trace: Trace, notation: Notation | undefined, language: Language): Derivation {
  const names = namesFor(trace.widths, notation);
  const telling = tellingOf(trace, names, language);
  const { batch, update } = trace;
  return {
    title: telling.text("title"),
    preface: prefaceOf(telling),
    parts: [
      givenPart(telling),
      ...(batch === null ? passParts(telling) : batch.samples.flatMap((sample) => sampleParts(telling, sample))),
      ...(batch === null ? [] : [meanPart(telling, batch)]),
      ...(update === null ? [] : [updatePart(telling, update), afterPart(telling, update)]),
    ],
  };
}

/** Forward, the loss and backward, with the numbers of one sample. */
function passParts(telling: Telling): DerivationPart[] {
  const { layers } = telling.pass;
  const forward = layers.map((_, l) => forwardThrough(telling, l));
  const backward = layers.map((_, l) => backwardThrough(telling, l)).reverse();
  return [...forward, lossPart(telling), ...backward];
}

/** The parts of one sample of a batch, which say so in their titles and steps. */
function sampleParts(telling: Telling, sample: SampleTrace): DerivationPart[] {
  const { index } = sample;
  const names = namesOfSample(telling.names, index, sample.layers.length - 1);
  const own: Telling = { ...telling, pass: sample, names, sample: index };
  return [givenSample(own), ...passParts(own)].map(({ title, steps }) => ({
    title: telling.text("part.ofSample", { sample: index + 1, part: title }),
    steps: steps.map((step) => ({ ...step, about: { ...step.about, sample: index } })),
  }));
}

function prefaceOf({ trace, names, say, text }: Telling): Prose[] {
  const { layers, loss, widths, parameters, dtype, notes, batch } = trace;
  const activations = layers.map(({ activation }) => activation.name).join(text("list"));
  const network = { widths: widths.join("-"), activations, loss: loss.function.name, parameters, dtype };
  return [
    say("preface.network", network),
    say(names.legend.key, names.legend.values),
    ...(batch === null ? [] : [say("preface.batch", { size: batch.size })]),
    ...notes.map((note) => remark(note, say)),
  ];
}

function remark(note: TraceNote, say: Telling["say"]): Prose {
  if (note.kind === "dropout") return say("note.dropout");
  if (note.kind === "frozen") return say("note.frozen", { layer: note.layer + 1 });
  return say("note.surrogate", { ...note, layer: note.layer + 1 });
}
