import type { BatchTrace, NeuronTrace, PassTrace } from "../trace/trace.js";
import { type DerivationPart, type DerivationStep, type Equation, equation, stepOf } from "./derivation.js";
import { E, type Expression, numeral, others, partial, productOf, quotient, sum, symbol } from "./expression.js";
import { edgesInto } from "./given.js";
import { sampleLoss } from "./names.js";
import { penaltyOn, penaltySlopeAt } from "./penalty.js";
import type { Telling } from "./telling.js";

/** The mean of a batch: E, then the derivatives by which the weights move. */
export function meanPart(telling: Telling, batch: BatchTrace): DerivationPart {
  const { trace, text } = telling;
  const neurons = trace.layers.flatMap((layer, l) => layer.neurons.map((neuron) => ({ l, neuron })));
  const steps = neurons.map(({ l, neuron }, at) => weightsMean(telling, batch, l, neuron, at === 0));
  return { title: text("part.mean"), steps: [lossMean(telling, batch), ...steps] };
}

/** E = (L₁ + L₂ + …)/n, with the penalty where there is one. */
function lossMean({ trace, say }: Telling, batch: BatchTrace): DerivationStep {
  const { loss } = trace;
  const named = batch.samples.map(({ index, weight }) => weighted(batch, sampleLoss(index), weight));
  const numbers = batch.samples.map(({ weight, loss: { value } }) => weighted(batch, numeral(value), weight));
  const stages = [mean(batch, named, null), mean(batch, numbers, batch.rest?.sum ?? 0)];
  const { penalty } = loss;
  const name = penalty === undefined ? E : symbol("L");
  const data = numeral(penalty === undefined ? loss.value : penalty.data);
  const key = isWeighted(batch) ? "mean.lossWeighted" : "mean.loss";
  return stepOf({ kind: "mean" }, say("mean.title"), {
    say: [say(key, { E: name, size: batch.size }), ...penaltyOn(loss, say).say],
    equations: [equation(name, stages, data), ...penaltyOn(loss, say).equations],
    reveals: "loss",
  });
}

/** ∂E/∂w = (∂L₁/∂w + ∂L₂/∂w + …)/n for the weights of a neuron. */
function weightsMean(
  { trace, names, say }: Telling,
  batch: BatchTrace,
  l: number,
  neuron: NeuronTrace,
  first: boolean,
): DerivationStep {
  const { index, terms, bias } = neuron;
  const { penalty } = trace.loss;
  const shown = batch.samples.map((sample) => ({ sample, own: neuronOf(sample, l, index) }));
  const row = (
    name: Expression,
    gradient: number,
    more: Pick<Equation, "check" | "of">,
    ofSample: (own: NeuronTrace) => number,
    slope: { readonly named: Expression; readonly value: number } | null,
  ): Equation => {
    const derivatives = shown.map(({ sample, own }) => ({ sample, value: ofSample(own) }));
    const data = gradient - (slope?.value ?? 0);
    const known = derivatives.reduce((total, { sample, value }) => total + sample.weight * value, 0);
    const named = derivatives.map(({ sample }) =>
      weighted(batch, partial(sampleLoss(sample.index), name), sample.weight),
    );
    const numbers = derivatives.map(({ sample, value }) => weighted(batch, numeral(value), sample.weight));
    const withSlope = (of: Expression, added: Expression | undefined): Expression =>
      added === undefined ? of : sum([of, added]);
    const stages = [
      withSlope(mean(batch, named, null), slope?.named),
      withSlope(mean(batch, numbers, batch.size * data - known), slope === null ? undefined : numeral(slope.value)),
    ];
    return equation(partial(E, name), stages, numeral(gradient), more);
  };
  const weights = terms.map(({ from, weight }, at) => {
    const name = names.weight(l, index, from);
    const of = { kind: "derivative", layer: l, neuron: index, from } as const;
    const slope = penalty === undefined ? null : penaltySlopeAt(penalty, name, weight.value);
    const ofSample = (own: NeuronTrace): number => own.terms[at].weight.gradient;
    return row(name, weight.gradient, { check: weight.check, of }, ofSample, slope);
  });
  const ofBias = { kind: "derivative", layer: l, neuron: index, from: null } as const;
  const biases =
    bias === null
      ? []
      : [
          row(
            names.bias(l, index),
            bias.gradient,
            { check: bias.check, of: ofBias },
            (own) => own.bias?.gradient ?? 0,
            null,
          ),
        ];
  return stepOf(
    { kind: "mean", layer: l, neuron: index },
    say(names.isByLayer ? "mean.weightsTitleOf" : "mean.weightsTitle", {
      ...{ neuron: names.number(l, index), layer: l + 1 },
    }),
    {
      say: first ? [say("mean.weights")] : [],
      equations: [...weights, ...biases],
      marks: { nodes: [[l, index]], edges: edgesInto([neuron], l) },
    },
  );
}

function neuronOf({ layers }: PassTrace, l: number, index: number): NeuronTrace {
  const { neurons } = layers[l];
  return neurons.find((neuron) => neuron.index === index) ?? neurons[0];
}

function isWeighted({ samples }: BatchTrace): boolean {
  return samples.some(({ weight }) => weight !== 1);
}

/** w L, or L alone where no sample has a weight. */
function weighted(batch: BatchTrace, of: Expression, weight: number): Expression {
  return isWeighted(batch) ? productOf(numeral(weight), of) : of;
}

/** The terms over n, with the sum of those left out where it is known. */
function mean({ size, rest }: BatchTrace, terms: readonly Expression[], left: number | null): Expression {
  const all = rest === null ? terms : [...terms, others(rest.count, left)];
  return size === 1 ? sum(all) : quotient(sum(all), numeral(size));
}
