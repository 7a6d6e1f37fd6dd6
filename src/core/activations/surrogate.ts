import { builtIn, isBuiltIn } from "../checks/builtIn.js";
import { tellable } from "../checks/describe.js";
import { OptionError, refuseOtherCopy, show } from "../checks/errors.js";
import { itself } from "../checks/mark.js";
import { type Activation, type Elementwise, readableSurrogates } from "./activation.js";

/** An activation that uses one function forward and the derivative of another backward. */
export interface Surrogate extends Elementwise {
  /** The function of the forward pass. */
  readonly forward: Elementwise;
  /** The function whose derivative the backward pass uses. */
  readonly surrogate: Elementwise;
}

const made = /* @__PURE__ */ readableSurrogates(
  /* @__PURE__ */ new WeakMap<Elementwise, WeakMap<Elementwise, Surrogate>>(),
  (read) => surrogate(read("forward") as Elementwise, read("backward") as Elementwise),
);

/**
 * Uses `forward` in the forward pass, and the derivative of `backward` in the backward pass:
 * `a = forward(z)`, `f′ = backward′(z)`. This trains through a function that is not differentiable:
 * `surrogate(step, sigmoid)`. `surrogate(step, identity)` with `squaredError` is Rosenblatt's
 * perceptron rule. The gradient is then not that of E, on purpose. The same two functions give the
 * same object.
 *
 * Source: Bengio, Léonard and Courville 2013 ("straight-through"); Neftci, Mostafa and Zenke 2019.
 *
 * ```ts
 * import { Layer, sigmoid, step, surrogate } from "deltarule";
 *
 * // step in the forward pass, the derivative of sigmoid in the backward pass.
 * const hidden = new Layer(2, 4, surrogate(step, sigmoid));
 * ```
 *
 * @throws OptionError when one of the two works on whole rows (softmax), or `backward` is not
 * differentiable.
 */
export function surrogate(forward: Elementwise, backward: Elementwise): Surrogate {
  return surrogateOf(itself(forward), itself(backward));
}

function surrogateOf(forward: Elementwise, backward: Elementwise): Surrogate {
  for (const [role, part] of [
    ["forward", forward],
    ["backward", backward],
  ] as const) {
    if (typeof part?.apply !== "function" || typeof part.derivative !== "function") {
      throw new OptionError(`surrogate: ${role} is ${show(part)}, wanted an elementwise activation such as sigmoid`);
    }
    refuseOtherCopy("surrogate", role, part);
  }
  if (backward.differentiable === false)
    throw new OptionError(
      `surrogate: backward is ${backward.name}, which is not differentiable; take one that is, such as sigmoid`,
    );
  const ofForward = made.get(forward) ?? new WeakMap<Elementwise, Surrogate>();
  made.set(forward, ofForward);
  const known = ofForward.get(backward) ?? combine(forward, backward);
  ofForward.set(backward, known);
  return known;
}

function combine(forward: Elementwise, backward: Elementwise): Surrogate {
  const combined: Surrogate = {
    name: `surrogate(${forward.name}, ${backward.name})`,
    apply: (z) => forward.apply(z),
    derivative: (z) => backward.derivative(z, backward.apply(z)),
    forward,
    surrogate: backward,
    kinks: Object.freeze([...(backward.kinks ?? [])]),
    ...(forward.range === undefined ? {} : { range: forward.range }),
    ...(backward.initializer === undefined ? {} : { initializer: backward.initializer }),
  };
  return builtIn(combined, () => tellable("surrogate", { forward, surrogate: backward }));
}

/** Whether `surrogate` made this activation. */
export function isBuiltInSurrogate(activation: Activation): activation is Surrogate {
  return "forward" in activation && isBuiltIn(activation);
}
