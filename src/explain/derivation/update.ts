import type { OptimizerTrace, UpdateTrace } from "../trace/updateTrace.js";
import { type DerivationPart, type DerivationStep, equation, stepOf } from "./derivation.js";
import { E, numeral, type Prose, partial, productOf, symbol } from "./expression.js";
import { edgesInto } from "./given.js";
import { arithmeticOf, usedConstants } from "./optimizers.js";
import type { Telling } from "./telling.js";
import { constantsOf, type MovedParameter, type UpdateConstants } from "./writing.js";

/** The weights and biases of the trace with their symbols, layer by layer. */
function parametersOf({ trace, names }: Telling): MovedParameter[] {
  return trace.layers.flatMap(({ neurons }, layer) =>
    neurons.flatMap(({ index: neuron, terms, bias }): MovedParameter[] => [
      ...terms.map(({ from, weight }) => ({
        name: names.weight(layer, neuron, from),
        it: weight,
        layer,
        neuron,
        from,
      })),
      ...(bias === null ? [] : [{ name: names.bias(layer, neuron), it: bias, layer, neuron, from: null }]),
    ]),
  );
}

/** The update: the arithmetic from every weight and bias of the trace to its new value. */
export function updatePart(telling: Telling, update: UpdateTrace): DerivationPart {
  const { trace, say, text } = telling;
  const { arithmetic } = update;
  const parameters = parametersOf(telling);
  const constants = constantsOf(update);
  const omitted = trace.parameters - parameters.length;
  const left = omitted > 0 ? [say("update.left", { count: omitted })] : [];
  const title = text("part.update");
  if (arithmetic === null) return { title, steps: [tableStep(telling, update, parameters, left)] };
  const { mu, lambda } = constants;
  const isPlain =
    arithmetic.name === "sgd" &&
    mu.value === 0 &&
    lambda.value === 0 &&
    arithmetic.clips.length === 0 &&
    arithmetic.average === null;
  if (isPlain) return { title, steps: [plainStep(telling, update, parameters, constants, left)] };
  const first = optimizerStep(telling, update, arithmetic, constants, left);
  const frozen = frozenLayers(telling);
  // An abridged trace has the arithmetic of one weight, and the others in a table.
  if (omitted > 0) {
    const live = parameters.filter(({ layer }) => !frozen.has(layer));
    const example = live.reduce((most, one) => (Math.abs(one.it.gradient) > Math.abs(most.it.gradient) ? one : most));
    const shown = neuronStep(telling, example, arithmeticOf(example, update, constants), []);
    return { title, steps: [first, shown, tableStep(telling, update, parameters, [])] };
  }
  const steps = trace.layers.flatMap(({ neurons }, layer) =>
    neurons.map(({ index }): DerivationStep => {
      const own = parameters.filter((one) => one.layer === layer && one.neuron === index);
      const isFrozen = frozen.has(layer);
      const lines = isFrozen ? [] : own.flatMap((parameter) => arithmeticOf(parameter, update, constants));
      return neuronStep(telling, { layer, neuron: index }, lines, isFrozen ? [say("update.frozen")] : []);
    }),
  );
  return { title, steps: [first, ...steps] };
}

/** The new weights of the neuron that this parameter belongs to. */
function neuronStep(
  { trace, names, say }: Telling,
  { layer, neuron }: Pick<MovedParameter, "layer" | "neuron">,
  equations: DerivationStep["equations"],
  words: readonly Prose[],
): DerivationStep {
  const key = names.isByLayer ? "update.neuronTitleOf" : "update.neuronTitle";
  const title = say(key, { neuron: names.number(layer, neuron), layer: layer + 1 });
  const own = trace.layers[layer].neurons.filter(({ index }) => index === neuron);
  return stepOf({ kind: "update", layer, neuron }, title, {
    say: words,
    equations,
    marks: { nodes: [[layer, neuron]], edges: edgesInto(own, layer) },
  });
}

function frozenLayers({ trace }: Telling): Set<number> {
  return new Set(trace.notes.flatMap((note) => (note.kind === "frozen" ? [note.layer] : [])));
}

/** All weights at once, where each moves by −η·∂E/∂w. */
function plainStep(
  telling: Telling,
  update: UpdateTrace,
  parameters: readonly MovedParameter[],
  constants: UpdateConstants,
  left: readonly Prose[],
): DerivationStep {
  const { trace, say } = telling;
  const frozen = frozenLayers(telling);
  const live = parameters.filter(({ layer }) => !frozen.has(layer));
  const before = telling.join(say("update.before"), say("update.gradient"));
  const rate = say("update.rate", { eta: constants.eta.name, rate: numeral(constants.eta.value) });
  return stepOf({ kind: "update" }, say("update.title", { optimizer: update.optimizer }), {
    say: [before, rate, ...left],
    layout: "rows",
    equations: live.flatMap((parameter) => arithmeticOf(parameter, update, constants)),
    marks: { nodes: [], edges: trace.layers.flatMap(({ neurons }, l) => edgesInto(neurons, l)) },
  });
}

/** What the optimizer remembers and does, with its constants. */
function optimizerStep(
  { say, join, trace }: Telling,
  update: UpdateTrace,
  arithmetic: OptimizerTrace,
  constants: UpdateConstants,
  left: readonly Prose[],
): DerivationStep {
  const { name, clips, step } = arithmetic;
  const { lambda, mu, eta, isNesterov } = constants;
  const w = symbol("w");
  const words: Prose[] = [join(say("update.before"), say("update.count", { step }))];
  for (const { kind, max, norm, factor } of clips) {
    if (kind === "value") words.push(say("optimizer.clipValue", { low: numeral(-max), max: numeral(max) }));
    else {
      const key = factor === 1 ? "optimizer.unclipped" : "optimizer.clipNorm";
      words.push(say(key, { norm: numeral(norm ?? 0), max: numeral(max), factor: numeral(factor) }));
    }
  }
  if (lambda.value !== 0 && name !== "adamW")
    words.push(
      say("optimizer.decay", {
        lambda: lambda.name,
        g: { kind: "sum", terms: [partial(E, w), productOf(lambda.name, w)] },
      }),
    );
  if (name === "sgd" && mu.value !== 0)
    words.push(say(isNesterov ? "optimizer.nesterov" : "optimizer.momentum", { v: symbol("v"), mu: mu.name }));
  if (name === "adam" || name === "adamW")
    words.push(
      say("optimizer.adam", {
        m: symbol("m"),
        v: symbol("v"),
        mHat: symbol("m̂"),
        vHat: symbol("v̂"),
        eta: eta.name,
      }),
    );
  if (name === "adamW" && lambda.value !== 0)
    words.push(say("optimizer.adamW", { eta: eta.name, lambda: lambda.name }));
  if (name === "nAdam") words.push(say("optimizer.nAdam", { m: symbol("m"), v: symbol("v"), mHat: symbol("m̂") }));
  if (name === "rAdam") {
    const { length, share } = constants.rectified;
    const key = share.value === 0 ? "optimizer.rAdamEarly" : "optimizer.rAdam";
    words.push(say(key, { m: symbol("m"), v: symbol("v"), rho: length.name, r: share.name }));
  }
  if (name === "rmsProp") words.push(say("optimizer.rmsProp", { v: symbol("v") }));
  if (name === "adaGrad") words.push(say("optimizer.adaGrad", { s: symbol("s") }));
  if (arithmetic.average !== null)
    words.push(say("optimizer.averaged", { mean: symbol("w̄"), decay: constants.decay.name }));
  return stepOf({ kind: "optimizer" }, say("optimizer.title", { optimizer: update.optimizer }), {
    say: [...words, ...left],
    layout: "rows",
    equations: usedConstants(arithmetic, constants).map((one) => equation(one.name, [], numeral(one.value))),
    marks: { nodes: [], edges: trace.layers.flatMap(({ neurons }, l) => edgesInto(neurons, l)) },
  });
}

/** Old and new values: of an optimizer whose formulas are not known, or of an abridged trace. */
function tableStep(
  { trace, say, join }: Telling,
  { optimizer, learningRate, arithmetic }: UpdateTrace,
  parameters: readonly MovedParameter[],
  left: readonly Prose[],
): DerivationStep {
  const rate = learningRate === null ? [] : [say("update.rate", { eta: symbol("η"), rate: numeral(learningRate) })];
  const words = [join(say("update.before"), say("update.other", { optimizer }))];
  const head = [say("table.weight"), say("table.old"), [partial(E, symbol("w"))], say("table.new")];
  const rows = parameters.map(({ name, it }) => ({
    cells: [name, numeral(it.value), numeral(it.gradient), numeral(it.next ?? it.value)],
    check: null,
  }));
  return stepOf({ kind: "update" }, say("update.title", { optimizer }), {
    say: arithmetic === null ? [...words, ...rate, ...left] : [],
    layout: "rows",
    table: { head, rows },
    marks: { nodes: [], edges: trace.layers.flatMap(({ neurons }, l) => edgesInto(neurons, l)) },
  });
}

/** After the update: outputs and E with the new weights. */
export function afterPart({ trace, names, say, text }: Telling, update: UpdateTrace): DerivationPart {
  const { layers, loss, batch } = trace;
  const l = layers.length - 1;
  const change = update.loss < loss.value ? "smaller" : update.loss > loss.value ? "larger" : "same";
  const samples = batch === null ? [null] : batch.samples.map(({ index }) => index);
  const steps = samples.map((sample, k): DerivationStep => {
    const outputs = update.outputs.filter((one) => one.sample === (sample ?? 0));
    const isLast = k === samples.length - 1;
    const title = sample === null ? say("after.title") : say("after.sample", { sample: sample + 1 });
    return stepOf({ kind: "after", sample }, title, {
      say: isLast ? [say(`after.${change}`, { E, before: numeral(loss.value) })] : [],
      equations: [
        ...outputs.map(({ index, value }) => equation(names.output(l, index), [], numeral(value))),
        ...(isLast ? [equation(E, [], numeral(update.loss))] : []),
      ],
      marks: { nodes: outputs.map(({ index }) => [l, index] as const), edges: [] },
      reveals: "after",
    });
  });
  return { title: text("part.after"), steps };
}
