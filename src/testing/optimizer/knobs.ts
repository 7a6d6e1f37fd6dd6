import type { Mistake } from "./mistake.js";

/** What can be turned in Adam, RMSprop and AdaGrad, which share a form: p − η m̂ / (√v̂ + ε). */
export interface Knobs {
  readonly decay?: "coupled" | "decoupled" | "bare" | "after" | "none";
  /** What divides m and v by their bias correction. */
  readonly correct?: readonly [Correction, Correction];
  readonly shift?: number;
  /** Which of the moments are those of the step before. */
  readonly stale?: "m" | "v" | "both";
  readonly epsilon?: "in the root" | "in the root of v" | "before the correction" | "none";
  readonly swap?: boolean;
  readonly unscaled?: "m" | "v" | "both";
  readonly root?: boolean;
  readonly square?: (d: number, before: number) => number;
  readonly nesterov?: boolean;
  readonly plain?: "m";
  readonly sum?: boolean;
}

/** What becomes of a moment before it is used. */
export type Correction = "divide" | "multiply" | "none";

/** The rule with these knobs turned. */
export function adaptive(kind: "adam" | "rmsProp" | "adaGrad", coupled: boolean, knobs: Knobs): Mistake["start"] {
  return (numbers) => {
    const { learningRate, epsilon, weightDecay } = numbers;
    const [b1, b2] =
      kind === "adam" ? [numbers.beta1, numbers.beta2] : kind === "rmsProp" ? [0, numbers.alpha] : [0, 1];
    const [beta1, beta2] = knobs.swap ? [kind === "adam" ? b2 : 0, kind === "adam" ? b1 : 1 - b2] : [b1, b2];
    const decay = knobs.decay ?? (coupled ? "coupled" : "decoupled");
    const [ofM, ofV] = knobs.correct ?? (kind === "adam" ? ["divide", "divide"] : ["none", "none"]);
    const [shareM, shareV] = [
      knobs.unscaled === "m" || knobs.unscaled === "both" ? 1 : 1 - beta1,
      knobs.unscaled === "v" || knobs.unscaled === "both" || kind === "adaGrad" ? 1 : 1 - beta2,
    ];
    let [m, v, t] = [0, 0, knobs.shift ?? 0];
    return (p, g) => {
      t++;
      const d = decay === "coupled" ? g + weightDecay * p : g;
      const [oldM, oldV] = [m, v];
      m = beta1 * m + shareM * d;
      v = (knobs.sum ? 1 : beta2) * v + (knobs.sum ? 1 : shareV) * (knobs.square ?? ((one) => one * one))(d, v);
      const usedM =
        knobs.plain === "m"
          ? d
          : knobs.stale === "m" || knobs.stale === "both"
            ? oldM
            : knobs.nesterov
              ? beta1 * m + shareM * d
              : m;
      const usedV = knobs.stale === "v" || knobs.stale === "both" ? oldV : v;
      const scale = (by: Correction, beta: number): number =>
        by === "none" ? 1 : by === "divide" ? 1 / (1 - beta ** t) : 1 - beta ** t;
      const step = learningRate * usedM * scale(ofM, beta1);
      const root = knobs.root === false ? (one: number) => one : Math.sqrt;
      const vScale = scale(ofV, beta2);
      const below = {
        "in the root": () => root(usedV * vScale + epsilon),
        "in the root of v": () => root((usedV + epsilon) * vScale),
        "before the correction": () => (root(usedV) + epsilon) * root(vScale),
        none: () => root(usedV * vScale),
        usual: () => root(usedV * vScale) + epsilon,
      }[knobs.epsilon ?? "usual"]();
      const moved = p - step / below;
      if (decay === "decoupled") return moved - learningRate * weightDecay * p;
      if (decay === "bare") return moved - weightDecay * p;
      return decay === "after" ? moved * (1 - learningRate * weightDecay) : moved;
    };
  };
}
