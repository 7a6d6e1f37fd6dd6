import type { Activation } from "../../activations/activation.js";
import { isBuiltInSurrogate, type Surrogate } from "../../activations/surrogate.js";
import { isBuiltIn } from "../../checks/builtIn.js";
import type { Loss } from "../../losses/loss.js";
import { activationCodes, lossCodes } from "./codes.js";

/** What a kernel is told of a piece. */
export interface PieceKernel {
  readonly code: number;
  /** The number that the piece was made with, such as α of elu; else 0. */
  readonly option: number;
}

/** What the kernels are told of an activation. */
export interface ActivationKernel extends PieceKernel {
  /** The function whose slope runs backward: another one in a surrogate. */
  readonly slope: PieceKernel;
  /** Whether that is another one: 0 or 1. */
  readonly borrowed: number;
}

const activationKernels = /* @__PURE__ */ new WeakMap<Activation, ActivationKernel | null>();
const lossKernels = /* @__PURE__ */ new WeakMap<Loss, PieceKernel | null>();

/** The kernel of an activation; `null` when it runs as a plain loop. */
export function kernelOfActivation(activation: Activation): ActivationKernel | null {
  const known = activationKernels.get(activation);
  if (known !== undefined) return known;
  const kernel = isBuiltInSurrogate(activation) ? surrogateKernel(activation) : ownKernel(activation);
  activationKernels.set(activation, kernel);
  return kernel;
}

/** The kernel of a loss; `null` when it runs as a plain loop. */
export function kernelOfLoss(loss: Loss): PieceKernel | null {
  const known = lossKernels.get(loss);
  if (known !== undefined) return known;
  const kernel = kernelIn(lossCodes, loss);
  lossKernels.set(loss, kernel);
  return kernel;
}

function ownKernel(activation: Activation): ActivationKernel | null {
  const kernel = kernelIn(activationCodes, activation);
  return kernel && { code: kernel.code, option: kernel.option, slope: kernel, borrowed: 0 };
}

function surrogateKernel({ forward, surrogate }: Surrogate): ActivationKernel | null {
  const runs = kernelOfActivation(forward);
  const lends = kernelOfActivation(surrogate);
  if (runs === null || lends === null) return null;
  return { code: runs.code, option: runs.option, slope: lends.slope, borrowed: 1 };
}

/** By name, which is safe once identity has been checked. */
function kernelIn(codes: Readonly<Record<string, number>>, piece: Activation | Loss): PieceKernel | null {
  const code = isBuiltIn(piece) ? codes[piece.name] : undefined;
  return code === undefined ? null : { code, option: Object.values(piece.options ?? {})[0] ?? 0 };
}
