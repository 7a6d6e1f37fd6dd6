import type { PassTrace } from "../trace/trace.js";
import { type DerivationPart, type DerivationStep, stepOf } from "./derivation.js";
import { type Expression, numeral, type Prose } from "./expression.js";
import type { Telling } from "./telling.js";

type TableRow = NonNullable<DerivationStep["table"]>["rows"][number];

/** The weights before the update, and the sample with its target where there is one. */
export function givenPart(telling: Telling): DerivationPart {
  const { trace, say, text } = telling;
  const isBatch = trace.batch !== null;
  const rows = [...(isBatch ? [] : sampleRows(telling, trace)), ...weightRows(telling)];
  const words = isBatch ? [say("given.whatBatch"), say("given.aimBatch")] : [say("given.what"), say("given.aim")];
  const edges = trace.layers.flatMap(({ neurons }, l) => edgesInto(neurons, l));
  const step = stepOf({ kind: "given" }, say(isBatch ? "given.titleBatch" : "given.title"), {
    layout: "rows",
    say: [...words, ...leftOut(telling)],
    table: { head: [say("table.name"), say("table.value")], rows },
    marks: isBatch ? { nodes: [], edges } : inputMarks(trace),
  });
  return { title: text("part.given"), steps: [step] };
}

/** One sample of a batch, with its target. */
export function givenSample(telling: Telling): DerivationPart {
  const { pass, say, text, sample } = telling;
  const step = stepOf({ kind: "given" }, say("given.sample", { sample: (sample ?? 0) + 1 }), {
    layout: "rows",
    table: { head: [say("table.name"), say("table.value")], rows: sampleRows(telling, pass) },
    marks: inputMarks(pass),
  });
  return { title: text("part.given"), steps: [step] };
}

function inputMarks({ inputs }: PassTrace): DerivationStep["marks"] {
  return { nodes: inputs.map(({ index }) => [-1, index] as const), edges: [] };
}

/** The weights to these neurons, as marks. */
export function edgesInto(
  neurons: PassTrace["layers"][number]["neurons"],
  l: number,
): (readonly [number, number, number])[] {
  return neurons.flatMap(({ index, terms }) => terms.map(({ from }) => [l, index, from] as const));
}

function tableRow(name: Expression, value: number): TableRow {
  return { cells: [name, numeral(value)], check: null };
}

function sampleRows({ names }: Telling, { inputs, loss }: PassTrace): TableRow[] {
  return [
    ...inputs.map(({ index, value }) => tableRow(names.output(-1, index), value)),
    ...loss.terms.map(({ index, target }) => tableRow(names.target(index), target)),
  ];
}

function weightRows({ trace, names }: Telling): TableRow[] {
  return trace.layers.flatMap(({ neurons }, l) =>
    neurons.flatMap(({ index, terms, bias }) => [
      ...terms.map(({ from, weight }) => tableRow(names.weight(l, index, from), weight.value)),
      ...(bias === null ? [] : [tableRow(names.bias(l, index), bias.value)]),
    ]),
  );
}

/** Sentences about the inputs, targets and samples that are not shown. */
function leftOut({ trace, say }: Telling): Prose[] {
  const { inputs, widths, loss, batch } = trace;
  const inputsLeft = widths[0] - inputs.length;
  const targetsLeft = loss.outputs - loss.terms.length;
  const rest = batch?.rest ?? null;
  return [
    ...(inputsLeft > 0 ? [say("given.inputsLeft", { count: inputsLeft, of: widths[0] })] : []),
    ...(targetsLeft > 0 ? [say("given.targetsLeft", { count: targetsLeft, of: loss.outputs })] : []),
    ...(rest === null ? [] : [say("given.samplesLeft", { count: rest.count, of: batch?.size ?? 0 })]),
  ];
}
