import type { DerivationStep, FormulaWriter, PassTrace, Trace, WrittenEquation } from "deltarule/explain";
import type { TextKey, Values } from "../texts/table.js";
import type { Names } from "./names.js";

/** A sentence that exists in each language, or one that `deltarule/explain` wrote. */
export type Saying = { readonly key: TextKey; readonly values?: Values } | { readonly text: string };

/** The parts of a step of training, in order. */
export const phases = ["given", "forward", "loss", "backward", "mean", "update", "after"] as const;
export type Phase = (typeof phases)[number];

/** An equation as text, and the number of the trace that it is about. */
export interface Line extends WrittenEquation {
  readonly of: DerivationStep["equations"][number]["of"];
}

/** One step through the forward and backward pass: what the page shows together. */
export interface Step {
  readonly phase: Phase;
  readonly title: Saying;
  readonly say: readonly Saying[];
  /** Its equations, or those about some numbers; written when they are asked for. */
  lines(keep?: (of: Line["of"]) => boolean): Line[];
  /** Numbers in a table, where there is no equation for them. */
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } | null;
  /** Highlighted nodes as [layer, node]; −1 is the input layer. */
  readonly nodes: DerivationStep["marks"]["nodes"];
  /** Highlighted weights as [layer, to, from]. */
  readonly edges: DerivationStep["marks"]["edges"];
  /** The number of these nodes that the picture shows from this step on. */
  readonly reveals: DerivationStep["reveals"];
}

/** What the sentences need beside the derivation. */
export interface Telling {
  readonly trace: Trace;
  /** The numbers of the sample that is followed. */
  readonly pass: PassTrace;
  readonly names: Names;
  readonly writer: FormulaWriter;
  /** Whether it is the example of the lecture notes. */
  readonly notes: boolean;
  /** Whether the update takes the sample that is followed. */
  readonly taken: boolean;
}

/**
 * All steps of one update with this page's sentences. The equations and numbers are those of the
 * derivation that `deltarule/explain` wrote.
 */
export function stepsOf(steps: readonly DerivationStep[], telling: Telling): Step[] {
  const told = new Set<string>();
  const made = steps
    .filter(({ about }) => about.kind !== "given" && about.kind !== "after")
    .map((step): Step => {
      const { kind, layer } = step.about;
      const first = !told.has(`${kind} ${layer}`);
      told.add(`${kind} ${layer}`);
      return { ...written(step, telling), phase: phaseOf[kind], ...wordsOf(step, first, telling) };
    });
  const after = steps.filter(({ about }) => about.kind === "after");
  return [given(telling), ...made, ...(after.length === 0 ? [] : [afterAll(after, telling)])];
}

const phaseOf: Readonly<Record<DerivationStep["about"]["kind"], Phase>> = {
  ...{ given: "given", forward: "forward", outputs: "forward", loss: "loss", returns: "backward" },
  ...{ delta: "backward", weights: "backward", omitted: "backward", mean: "mean" },
  ...{ optimizer: "update", update: "update", after: "after" },
};

function written({ equations, table, marks, reveals }: DerivationStep, { writer }: Telling) {
  return {
    lines: (keep: (of: Line["of"]) => boolean = () => true): Line[] =>
      equations.filter(({ of }) => keep(of)).map((one) => ({ ...shown(writer.equation(one)), of: one.of })),
    table: table && {
      head: table.head.map((cell) => writer.prose(cell)),
      rows: table.rows.map(({ cells }) => cells.map((cell) => writer.formula(cell))),
    },
    ...{ nodes: marks.nodes, edges: marks.edges, reveals },
  };
}

/** One kind of minus, and no line break between a letter and its indices or within ∂E/∂w. */
function shown({ left, stages, check }: WrittenEquation): WrittenEquation {
  const text = (of: string): string => of.replaceAll("-", "−").replaceAll("⁾", "⁾\u2060").replaceAll("/∂", "/\u2060∂");
  return { left, stages: stages.map((stage) => ({ ...stage, text: text(stage.text) })), check };
}

/** The sample and its target. The weights stand in the picture. */
function given({ trace, pass, names, writer, notes, taken }: Telling): Step {
  const number = (value: number): string => writer.number(value).replaceAll("-", "−");
  const line = (left: string, value: number): Line => {
    return { left, stages: [{ relation: "=", text: number(value) }], check: "", of: null };
  };
  const [first, second] = pass.inputs;
  return {
    ...{ phase: "given", title: { key: "step.start" }, table: null, edges: [], reveals: null },
    say: [
      notes
        ? say("say.startNotes", {
            x1: number(first.value),
            x2: number(second.value),
            t: number(pass.loss.terms[0].target),
          })
        : say("say.start", weightIn(trace, names)),
      trace.batch === null ? say("say.aim") : say("say.aimBatch", { n: trace.batch.size }),
      ...(taken ? [] : [say("say.apart")]),
    ],
    lines: (keep = () => true) =>
      [
        ...pass.inputs.map(({ index, value }) => line(names.output(-1, index), value)),
        ...pass.loss.terms.map(({ index, target }) => line(names.target(index), target)),
      ].filter(({ of }) => keep(of)),
    nodes: pass.inputs.map(({ index }) => [-1, index] as const),
  };
}

/** One weight with its ends, to tell how weights are named. */
function weightIn({ widths: [inputs, outputs] }: Trace, names: Names): Values {
  const [to, from] = outputs > 1 ? [1, 0] : [0, inputs - 1];
  return { w: names.weight(0, to, from), n: to + 1, i: from + 1 };
}

/** The outputs of the samples shown, and E, with the new weights. */
function afterAll(steps: readonly DerivationStep[], telling: Telling): Step {
  const { trace, notes, writer } = telling;
  const parts = steps.map((step) => written(step, telling));
  const [before, after] = [trace.loss.value, trace.update?.loss ?? 0];
  const key = after < before ? "say.lower" : after > before ? "say.higher" : "say.equal";
  const t = writer.number(telling.pass.loss.terms[0].target);
  const values = { before: writer.number(before), after: writer.number(after), t };
  return {
    ...parts[parts.length - 1],
    ...{ phase: "after", title: { key: "step.after" } },
    lines: (keep) => parts.flatMap(({ lines }, k) => lines(keep).map((line) => ofSample(line, steps[k], writer))),
    say: [say(key, values), ...(key === "say.lower" ? [say(notes ? "say.repeatNotes" : "say.repeat", values)] : [])],
  };
}

/** The output of one of several samples, which says of which. */
function ofSample(line: Line, { about, title }: DerivationStep, writer: FormulaWriter): Line {
  return about.sample === null || line.left === "E" ? line : { ...line, left: `${writer.prose(title)}: ${line.left}` };
}

type Words = Pick<Step, "title" | "say">;

function wordsOf(step: DerivationStep, first: boolean, { trace, pass, names, notes, writer }: Telling): Words {
  const last = pass.layers.length - 1;
  const { kind } = step.about;
  const [layer, node] = [step.about.layer ?? 0, step.about.neuron ?? 0];
  const { activation } = pass.layers[layer];
  const values = {
    ...{ n: names.number(layer, node), layer: layer + 1, f: activation.name },
    ...{ z: names.sum(layer, node), a: names.output(layer, node), d: names.delta(layer, node) },
  };
  const said = (title: TextKey, ...keys: readonly TextKey[]): Words => {
    return { title: { key: title, values }, say: keys.map((key) => say(key, values)) };
  };
  switch (kind) {
    case "forward": {
      if (activation.rowwise)
        return said("step.sum", first ? (layer === 0 ? "say.sum" : "say.nextSum") : "say.sameSum");
      const title = notes ? "step.forwardNotes" : "step.forward";
      return first
        ? said(title, layer === 0 ? "say.sum" : "say.nextSum", "say.squash")
        : said(title, "say.sameForward");
    }
    case "outputs":
      return said("step.row", "say.row");
    case "loss": {
      const own = { loss: trace.loss.function.name, o: names.output(last, 0), t: names.target(0) };
      return { title: { key: "step.loss" }, say: [say("say.loss", own), say("say.lossWhy")] };
    }
    case "returns":
      return said("step.rowBack", layer === last ? "say.rowLoss" : "say.rowBack");
    case "delta": {
      const linked = pass.layers[layer].neurons.find(({ index }) => index === node)?.gradient === null;
      const how = linked ? "say.linked" : activation.rowwise ? "say.gather" : layer === last ? "say.chain" : "say.back";
      if (!first) return said("step.delta", "say.sameBack");
      return layer === last ? said("step.delta", "say.delta", how) : said("step.delta", how);
    }
    case "weights": {
      const bias: readonly TextKey[] = pass.layers[layer].bias ? ["say.bias"] : [];
      const title = notes ? "step.weightsNotes" : "step.weights";
      return first ? said(title, "say.weights", ...bias) : said(title);
    }
    case "update":
      if (trace.update?.rule === "gradient")
        return {
          title: { key: "step.update" },
          say: [say("say.update", { rate: writer.number(trace.update.learningRate ?? 0) }), say("say.once")],
        };
      break;
    default:
  }
  return { title: { text: writer.prose(step.title) }, say: step.say.map((text) => ({ text: writer.prose(text) })) };
}

function say(key: TextKey, values?: Values): Saying {
  return values === undefined ? { key } : { key, values };
}
