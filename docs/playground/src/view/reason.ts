import { learns } from "../model.js";
import type { Failure } from "../protocol.js";
import { activationNames, type State } from "../state.js";
import type { Say } from "../texts/table.js";

/**
 * Why the library refused a training or gave it up, in the words of the page. Some errors have one
 * name and several causes, which only the library's sentence tells apart.
 */
export function reasonOf({ name, message, epoch }: Failure, { loss, layers }: State, say: Say): string {
  const { activation, width } = layers[layers.length - 1];
  if (name === "DivergenceError")
    return say(message.includes("logarithm") ? "status.logarithm" : "status.diverged", { epoch, loss });
  if (name === "OptionError" && !learns(loss, activation, width)) {
    const names = fittingNames(loss, width);
    return names === "" || (width === 1 && activation === "softmax")
      ? say("pair.one")
      : say("pair.loss", { loss, names });
  }
  if (message.includes("takes targets")) return say("refused.targets", { loss });
  if (message.includes("out of reach")) return say("refused.reach", { f: activation });
  if (message.includes("not finite")) return say("refused.infinite");
  return say("status.failed", { message });
}

/** The activations of the output layer that a loss can learn with. */
export function fittingNames(loss: State["loss"], width: number): string {
  return activationNames.filter((name) => learns(loss, name, width)).join(" / ");
}
