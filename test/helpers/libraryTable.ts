import {
  type Activation,
  adaGrad,
  adam,
  adamW,
  type Dtype,
  type Engine,
  identity,
  Layer,
  type Loss,
  nAdam,
  type Optimizer,
  rAdam,
  reference,
  rmsProp,
  Sequential,
  sgd,
} from "deltarule";
import { checkActivation, checkGradients, type Rule, referenceRule } from "deltarule/testing";
import { activations, losses } from "./exported.js";

/** One combination of the library's pieces, and whether it is right. */
export interface LibraryRow {
  readonly engine: string;
  readonly dtype: Dtype;
  readonly activation: string;
  readonly loss: string;
  /** All gradients, by `checkGradients`. An activation without a slope must be reported as such. */
  readonly gradients: boolean;
  /** For each optimizer, whether three updates of the network follow PyTorch's rule. */
  readonly optimizers: Readonly<Record<string, boolean>>;
}

export const engines: readonly Engine[] = [reference];

const optimizers: readonly (readonly [string, () => Optimizer, Rule])[] = [
  [
    "sgd",
    () => sgd({ momentum: 0.9, nesterov: true }) as never,
    referenceRule("sgd", { momentum: 0.9, nesterov: true }),
  ],
  ["adam", () => adam() as never, referenceRule("adam")],
  ["adamW", () => adamW() as never, referenceRule("adamW")],
  ["nAdam", () => nAdam() as never, referenceRule("nAdam")],
  ["rAdam", () => rAdam() as never, referenceRule("rAdam")],
  ["rmsProp", () => rmsProp() as never, referenceRule("rmsProp")],
  ["adaGrad", () => adaGrad() as never, referenceRule("adaGrad")],
];

const x = [
  [0.7, -1.1, 0.2],
  [-0.4, 0.9, 1.3],
];

/** All activations with all losses, in both precisions, with each optimizer that has a rule. */
export function libraryTable(): LibraryRow[] {
  return engines.flatMap((engine) =>
    (["float64", "float32"] as const).flatMap((dtype) =>
      activations.flatMap(({ title: activation, it: f }) =>
        losses.map(({ title: loss, it: l }): LibraryRow => {
          const make = (): Sequential => network(f, l, { dtype, engine });
          return {
            engine: engine.name,
            dtype,
            activation,
            loss,
            gradients: gradientsRight(f, l, make()),
            optimizers: followed(f, l, make),
          };
        }),
      ),
    ),
  );
}

/** The activation in the hidden layer; behind it the one that the loss is linked with. */
function network(f: Activation, loss: Loss, options: { dtype: Dtype; engine: Engine }): Sequential {
  return new Sequential([new Layer(3, 4, f), new Layer(4, 2, loss.link?.activation ?? identity)] as Layer[], {
    seed: 5,
    ...options,
  });
}

function targets(loss: Loss): number[][] {
  const accepted = [1, 0, -1].filter((target) => loss.targets?.accepts(target) ?? true);
  return [
    [accepted[0], accepted[1]],
    [accepted[1], accepted[0]],
  ];
}

const hasSlope = (f: Activation): boolean => !("differentiable" in f && f.differentiable === false);

function gradientsRight(f: Activation, loss: Loss, net: Sequential): boolean {
  if (!hasSlope(f)) return checkActivation(f).diagnosis?.pattern === "not differentiable";
  return checkGradients(net, x, targets(loss), loss).ok;
}

function followed(f: Activation, loss: Loss, make: () => Sequential): Record<string, boolean> {
  if (!hasSlope(f)) return {};
  return Object.fromEntries(
    optimizers.map(([name, optimizer, rule]) => [name, follows(make(), make(), loss, optimizer(), rule)]),
  );
}

/** Two copies of a network: one learns by the optimizer, the other by the rule. */
function follows(learns: Sequential, follower: Sequential, loss: Loss, optimizer: Optimizer, rule: Rule): boolean {
  const t = targets(loss);
  const state = optimizer.initialize(learns.parameters.length);
  const updates = Array.from(follower.parameters, () => rule.start());
  const tolerance = learns.dtype === "float32" ? 1e-6 : 1e-12;
  for (let step = 0; step < 3; step++) {
    learns.partialFit(x, t, { loss, optimizer, state });
    const { gradient } = follower.backward(follower.forward(x), t, loss);
    follower.parameters.forEach((p, k) => {
      follower.parameters[k] = updates[k](p, gradient[k]);
    });
    const off = learns.parameters.some(
      (p, k) => !(Math.abs(p - follower.parameters[k]) <= tolerance * Math.max(1, Math.abs(p))),
    );
    if (off) return false;
    // Both continue from the same bits: rounding must not add up.
    follower.parameters.set(learns.parameters);
  }
  return true;
}
