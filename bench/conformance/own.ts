// deltarule's part of docs/conformance.md: all exported activations, losses and optimizers, in both
// precisions, on every engine.
import * as deltarule from "deltarule";
import {
  type Activation,
  type Dtype,
  type Engine,
  Layer,
  type Loss,
  type Optimizer,
  Sequential,
  squaredError,
} from "deltarule";
import { checkGradients, checkOptimizer, type RuleName, referenceRule } from "deltarule/testing";
import { elementwise, exportedAs, type Listed, losses, rowwise } from "../../test/helpers/exported.js";
import { table } from "./page.js";

const dtypes: readonly Dtype[] = ["float64", "float32"];
const engines = ["reference", "simd"].flatMap((name) => (exportedAs(name) ? [exportedAs(name) as Engine] : []));

/** Both tables with their explanation. */
export function ownSection(): string {
  const gradients = gradientRows();
  const [compared, kinks] = [0, 1].map((k) => gradients.counts.reduce((sum, count) => sum + count[k], 0));
  return `## deltarule itself

\`checkGradients\` on networks 2-4-3 with three samples, engine ${engines.map(({ name }) => `\`${name}\``).join(" and ")}: the activation is in the hidden layer, and in the last layer too if the loss accepts its outputs (otherwise identity; softmax for \`crossEntropy\`, sigmoid for \`binaryCrossEntropy\` and \`focal()\`, softplus for \`poisson\`). Every δ, ∂E/∂W, ∂E/∂b and ∂E/∂x is compared: ${compared} derivatives in all, ${kinks} of them not compared because of a kink. Each cell covers float64 and float32${engines.length > 1 ? " on each engine" : ""}: tolerance 1e-5 for float64; float32 is compared with its float64 copy, to 1e-3.

${table(["activation", ...gradients.head], gradients.rows)}

\`step\` has no slope: a backward pass through it throws, and \`surrogate(step, sigmoid)\` is compared with the slope of \`sigmoid\`.

\`checkOptimizer\` compares 20 updates of \`partialFit\`, on a network with the checker's gradients, with PyTorch's rules, to 1e-9 of an update in float64 and 1e-3 in float32.

${table(["optimizer", ...columns.map(({ title }) => title)], optimizerRows())}
`;
}

const columns = engines.flatMap((engine) =>
  dtypes.map((dtype) => ({ engine, dtype, title: `${dtype}, ${engine.name}` })),
);

/** One row per activation, one column per loss; a cell covers all precisions and engines. */
export function gradientRows(some: readonly Listed<Loss>[] = losses): {
  head: string[];
  rows: string[][];
  counts: [number, number][];
} {
  const borrowed: Listed<Activation> = {
    title: "surrogate(step, sigmoid)",
    it: deltarule.surrogate(deltarule.step, deltarule.sigmoid),
  };
  const activations: readonly Listed<Activation>[] = [...elementwise, ...rowwise, borrowed];
  const counts: [number, number][] = [];
  const cell = ({ it }: Listed<Activation>, loss: Loss): string => {
    const wrong = columns.flatMap((column) => {
      const report = checkGradients(networkOf(it, loss, column), x, targetsOf(loss), loss, { kinks: "resample" });
      counts.push([report.totals.entries, report.totals.kink]);
      if (report.ok) return [];
      return [
        report.diagnosis?.pattern === "not differentiable"
          ? "no slope"
          : `${column.title}: ${report.diagnosis?.message}`,
      ];
    });
    return wrong.length === 0 ? "right" : [...new Set(wrong)].join(" ");
  };
  const rows = activations.map((activation) => [
    `\`${activation.title}\``,
    ...some.map(({ it }) => cell(activation, it)),
  ]);
  return { head: some.map(({ title }) => `\`${title}\``), rows, counts };
}

const x = [
  [0.6, -0.4],
  [-0.3, 0.9],
  [0.2, 0.5],
];
const classes = [
  [0, 1, 0],
  [1, 0, 0],
  [0, 0, 1],
];

function targetsOf({ name }: Loss): number[][] {
  if (name === "hinge") return classes.map((row) => row.map((one) => 2 * one - 1));
  return /entropy/i.test(name)
    ? classes
    : [
        [0.8, 0.3, 0.6],
        [0.1, 0.9, 0.4],
        [0.5, 0.2, 0.7],
      ];
}

function networkOf(
  activation: Activation,
  { link, outputs }: Loss,
  { dtype, engine }: (typeof columns)[number],
): Sequential {
  // A loss that refuses the activation's outputs, as hinge those of sigmoid, takes identity.
  const usual = outputs?.accepts(activation, 3) === false ? deltarule.identity : activation;
  const last = link === undefined ? usual : link.activation;
  const layers: readonly Layer[] = [new Layer(2, 4, activation), new Layer(4, 3, last)];
  return new Sequential(layers, { seed: 5, dtype, engine });
}

/**
 * Each optimizer with its reference rule. A new optimizer without a row makes the test of the page
 * fail.
 */
const optimizers: readonly { title: string; make?: () => Optimizer; rule?: RuleName; options?: object }[] = [
  { title: "sgd()", make: () => deltarule.sgd(), rule: "sgd" },
  {
    title: "sgd({ momentum: 0.9 })",
    make: () => deltarule.sgd({ momentum: 0.9 }),
    rule: "sgd",
    options: { momentum: 0.9 },
  },
  {
    title: "sgd({ momentum: 0.9, nesterov: true })",
    make: () => deltarule.sgd({ momentum: 0.9, nesterov: true }),
    rule: "sgd",
    options: { momentum: 0.9, nesterov: true },
  },
  { title: "nAdam()", make: () => deltarule.nAdam(), rule: "nAdam" },
  { title: "rAdam()", make: () => deltarule.rAdam(), rule: "rAdam" },
  { title: "adam()", make: () => deltarule.adam(), rule: "adam" },
  {
    title: "adamW({ weightDecay: 0 })",
    make: () => deltarule.adamW({ weightDecay: 0 }),
    rule: "adamW",
    options: { weightDecay: 0 },
  },
  { title: "adamW()", make: () => deltarule.adamW(), rule: "adamW", options: { weightDecay: 0.01 } },
  { title: "rmsProp()", make: () => deltarule.rmsProp(), rule: "rmsProp" },
  { title: "adaGrad()", make: () => deltarule.adaGrad(), rule: "adaGrad" },
  { title: "clipNorm(sgd(), 1e6)", make: () => deltarule.clipNorm(deltarule.sgd(), 1e6), rule: "sgd" },
  { title: "clipValue(sgd(), 1e6)", make: () => deltarule.clipValue(deltarule.sgd(), 1e6), rule: "sgd" },
  { title: "lbfgs()" },
  { title: "levenbergMarquardt()" },
];

export function optimizerRows(): string[][] {
  return optimizers.map(({ title, make, rule, options }) => {
    const cells = columns.map((column) =>
      make && rule ? follows(make, rule, options ?? {}, column) : "not stepwise: tests of its own",
    );
    return [`\`${title}\``, ...cells];
  });
}

/**
 * A linear layer without biases, with input 1 and weights 0: for the target −g, the gradient of
 * squaredError is g.
 */
function follows(
  make: () => Optimizer,
  rule: RuleName,
  options: object,
  { dtype, engine }: (typeof columns)[number],
): string {
  const optimizer = make();
  // Weight decay needs parameters other than 0: the step is called by hand.
  const decays = "weightDecay" in options && options.weightDecay !== 0;
  const checked = {
    initialize: (count: number) => {
      const net: Sequential = new Sequential([new Layer(1, count, deltarule.identity, { bias: false }) as Layer], {
        dtype,
        engine,
      });
      return { net, state: optimizer.initialize(count) };
    },
    step: (
      parameters: deltarule.Vector,
      gradient: deltarule.Vector,
      { net, state }: { net: Sequential; state: deltarule.OptimizerState },
    ) => {
      if (decays) {
        net.parameters.set(parameters);
        optimizer.step(net.parameters, gradient, state);
        return parameters.set(net.parameters);
      }
      net.parameters.fill(0);
      net.partialFit([[1]], [gradient.map((g) => -g)], { loss: squaredError, optimizer, state });
      for (let k = 0; k < parameters.length; k++) parameters[k] += net.parameters[k];
    },
  };
  const report = checkOptimizer(checked, referenceRule(rule, options), dtype === "float32" ? { tolerance: 1e-3 } : {});
  return report.ok ? "right" : (report.diagnosis?.message ?? "wrong");
}
