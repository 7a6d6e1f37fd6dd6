import fc from "fast-check";
import type { Loss, Sequential } from "../../core/index.js";
import { sigmoid, softmax } from "../../core/index.js";
import { losses as builtIn } from "../../core/internal.js";

/** The library's losses; of a network, those that take what it gives: one with a logarithm wants outputs above 0 and below 1. */
export function losses(net?: Sequential): fc.Arbitrary<Loss> {
  const { squaredError, ...others } = builtIn;
  const all = [squaredError, ...Object.values(others)].map((one) => (typeof one === "function" ? one() : one));
  return fc.constantFrom(...all.filter((loss) => net === undefined || fits(loss, net)));
}

function fits(loss: Loss, { layers, outputs }: Sequential): boolean {
  const { activation } = layers[layers.length - 1];
  if (loss.link === undefined) return true;
  // One class of softmax is always 1, of which binaryCrossEntropy takes ln(1 − 1).
  return activation === sigmoid || (activation === softmax && (outputs > 1 || loss.link.activation === softmax));
}
