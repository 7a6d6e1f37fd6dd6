import type { Mistake } from "./mistake.js";
import type { RuleNumbers } from "./rules.js";

function momentum(
  change: (now: { d: number; p: number; v: number; old: number; g: number; numbers: RuleNumbers; first: boolean }) => {
    v?: number;
    step: number;
    decay?: number;
  },
  coupled = true,
): Mistake["start"] {
  return (numbers) => {
    let [v, first] = [0, true];
    return (p, g) => {
      const d = coupled ? g + numbers.weightDecay * p : g;
      const old = v;
      v = numbers.momentum * v + d;
      const changed = change({ d, p, v, old, g, numbers, first });
      v = changed.v ?? v;
      first = false;
      return p - numbers.learningRate * changed.step - (changed.decay ?? 0);
    };
  };
}

const usual = ({ d, v, numbers }: { d: number; v: number; numbers: RuleNumbers }): number =>
  numbers.nesterov ? d + numbers.momentum * v : v;

/** The usual mistakes in gradient descent. */
export const sgdMistakes: readonly Mistake[] = [
  { message: "the momentum is left out", start: momentum(({ d }) => ({ step: d })) },
  { message: "Nesterov's look-ahead is left out", start: momentum(({ v }) => ({ step: v })) },
  {
    message: "it steps by Nesterov's look-ahead, though plain momentum was asked for",
    start: momentum(({ d, v, numbers }) => ({ step: d + numbers.momentum * v })),
  },
  {
    message: "the gradient is dampened by 1 − μ",
    start: momentum(({ d, old, numbers }) => {
      const v = numbers.momentum * old + (1 - numbers.momentum) * d;
      return { v, step: usual({ d, v, numbers }) };
    }),
  },
  { message: "it moves by the velocity of the step before", start: momentum(({ old }) => ({ step: old })) },
  {
    message: "Nesterov's step looks ahead by the velocity of the step before",
    start: momentum(({ d, old, numbers }) => ({ step: d + numbers.momentum * old })),
  },
  {
    message: "Nesterov's step looks ahead without the gradient",
    start: momentum(({ v, numbers }) => ({ step: numbers.momentum * v })),
  },
  {
    message: "Nesterov's step adds the whole velocity, not μ times it",
    start: momentum(({ d, v }) => ({ step: d + v })),
  },
  {
    message: "the velocity's sign is flipped",
    start: momentum(({ d, old, numbers }) => {
      const v = d - numbers.momentum * old;
      return { v, step: usual({ d, v, numbers }) };
    }),
  },
  {
    message: "the velocity grows without being multiplied by μ",
    start: momentum(({ d, old, numbers }) => {
      const v = old + d;
      return { v, step: usual({ d, v, numbers }) };
    }),
  },
  { message: "the weight decay is left out", start: momentum((now) => ({ step: usual(now) }), false) },
  {
    message: "the weight decay is decoupled: it is taken off the parameters and stays out of the velocity",
    start: momentum(
      (now) => ({ step: usual(now), decay: now.numbers.learningRate * now.numbers.weightDecay * now.p }),
      false,
    ),
  },
  {
    message: "the weight decay is not multiplied by the learning rate",
    start: momentum((now) => ({ step: usual(now), decay: now.numbers.weightDecay * now.p }), false),
  },
  {
    message: "the weight decay has the wrong sign",
    start: (numbers) => momentum((now) => ({ step: usual(now) }))({ ...numbers, weightDecay: -numbers.weightDecay }),
  },
];
