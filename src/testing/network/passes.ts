import type { Forward, Loss, Matrix } from "../../core/index.js";
import { type Part, partsOf } from "./parts.js";
import type { Data } from "./probe.js";
import type { BackwardPass, CheckedNetwork } from "./target.js";

/** What the network under test gave. */
export interface Passes {
  readonly forward: Forward;
  readonly parts: readonly Part[];
  /** E as the backward pass told it. */
  readonly loss: number | null;
  /** The same call gave the same bits twice. */
  readonly repeats: boolean;
  /** The parameters were changed by a pass, and have been put back. */
  readonly meddled: boolean;
}

/** Other inputs, for a call before the one that counts: what it leaves behind must not matter. */
export function warmUp({ x, t, weights }: Data): Data {
  return { x: { ...x, data: x.data.map((one, k) => 0.5 * one + 0.25 * Math.cos(k + 1)) }, t, weights };
}

/** Runs the network once on other inputs and twice on these, and puts its parameters back bit for bit, come what may. */
export function runPasses<Net extends CheckedNetwork>(
  net: Net,
  data: Data,
  loss: Loss,
  backward: BackwardPass<Net> | undefined,
): Passes {
  const kept = net.layers.map(({ weights, biases }) => ({ weights: weights.data.slice(), biases: biases?.slice() }));
  const restore = (): boolean => {
    let changed = false;
    net.layers.forEach(({ weights, biases }, l) => {
      changed ||= !sameBits(weights.data, kept[l].weights) || !sameBits(biases ?? [], kept[l].biases ?? []);
      weights.data.set(kept[l].weights);
      biases?.set(kept[l].biases ?? []);
    });
    return changed;
  };
  const once = ({ x, t, weights }: Data) => {
    const options = weights.every((weight) => weight === 1) ? {} : { sampleWeights: weights };
    const [ownX, ownT] = [copyOf(x), copyOf(t)];
    const forward = net.forward(ownX);
    const given =
      backward === undefined ? net.backward(forward, ownT, loss, options) : backward(net, ownX, ownT, loss, options);
    // Read at once: what comes back may be memory that the next call writes to.
    return { forward, parts: partsOf(net, x.rows, given), loss: given.loss ?? null };
  };
  let meddled = false;
  try {
    once(warmUp(data));
    meddled = restore();
    const first = once(data);
    meddled = restore() || meddled;
    const second = once(data);
    const repeats =
      first.loss === second.loss &&
      first.parts.every((part, p) => sameBits(part.analytic, second.parts[p]?.analytic ?? []));
    meddled = restore() || meddled;
    return { ...first, repeats, meddled };
  } finally {
    restore();
  }
}

function copyOf(of: Matrix): Matrix {
  return { ...of, data: of.data.slice() };
}

function sameBits(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let k = 0; k < one.length; k++) if (!Object.is(one[k], other[k])) return false;
  return true;
}
