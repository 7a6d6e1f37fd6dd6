import type { PassTrace } from "../trace/trace.js";
import { type DerivationPart, type DerivationStep, stepOf } from "./derivation.js";
import { type Expression, numeral, type Prose } from "./expression.js";
import type { Telling } from "./telling.js";

type TableRow = NonNullable<DerivationStep["table"]>["rows"][number];

/** The samples, their targets, and the weights before the update. */
export function givenPart(telling: Telling): DerivationPart {
  const { trace, say, text } = telling;
  const { batch, layers } = trace;
  const head = [say("table.name"), say("table.value")];
  const marks = { nodes: trace.inputs.map(({ index }) => [-1, index] as const), edges: [] };
  const weights = weightRows(telling);
  const left = leftOut(telling);
  if (batch === null) {
    const table = { head, rows: [...sampleRows(telling, trace), ...weights] };
    const words = [say("given.what"), say("given.aim"), ...left];
    const only = stepOf({ kind: "given" }, say("given.title"), { layout: "rows", say: words, table, marks });
    return { title: text("part.given"), steps: [only] };
  }
  const samples = batch.samples.map((sample) =>
    stepOf({ kind: "given", sample: sample.index }, say("given.sample", { sample: sample.index + 1 }), {
      layout: "rows",
      table: { head, rows: sampleRows(telling, sample) },
      marks,
    }),
  );
  const first = stepOf({ kind: "given" }, say("given.titleBatch"), {
    layout: "rows",
    say: [say("given.whatBatch"), say("given.aimBatch"), ...left],
    table: { head, rows: weights },
    marks: { nodes: [], edges: layers.flatMap(({ neurons }, l) => edgesInto(neurons, l)) },
  });
  return { title: text("part.given"), steps: [first, ...samples] };
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
