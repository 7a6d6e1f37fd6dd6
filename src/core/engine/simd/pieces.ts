import type { Activation } from "../../activations/activation.js";
import type { Surrogate } from "../../activations/surrogate.js";
import { isBuiltIn } from "../../checks/builtIn.js";
import type { Loss } from "../../losses/loss.js";
import { compiledPieces } from "./codes.js";

/** What the kernels are told of an activation or a loss. */
export interface PieceKernel {
  readonly code: number;
  /** The number that the piece was made with, such as α of elu; else 0. */
  readonly option: number;
  /** The same of the function whose slope runs backward: another one in a surrogate. */
  readonly slopeCode: number;
  readonly slopeOption: number;
  /** Whether that is another one: 0 or 1. */
  readonly borrowed: number;
}

const kernels = /* @__PURE__ */ new WeakMap<Activation | Loss, PieceKernel | null>();

/** The kernel of an activation or a loss; `null` when it runs as a plain loop. */
export function kernelOf(piece: Activation | Loss): PieceKernel | null {
  let kernel = kernels.get(piece);
  if (kernel === undefined) {
    kernel = isBuiltIn(piece) ? findKernel(piece) : null;
    kernels.set(piece, kernel);
  }
  return kernel;
}

/** By name, which is safe after the check of identity. */
function findKernel(piece: Activation | Loss): PieceKernel | null {
  if (isSurrogatePiece(piece)) return surrogateKernel(piece);
  const code = compiledPieces.indexOf(piece.name) + 1;
  const option = Object.values(piece.options ?? {})[0] ?? 0;
  return code === 0 ? null : { code, option, slopeCode: code, slopeOption: option, borrowed: 0 };
}

function surrogateKernel({ forward, surrogate }: Surrogate): PieceKernel | null {
  const runs = kernelOf(forward);
  const lends = kernelOf(surrogate);
  if (runs === null || lends === null) return null;
  const { slopeCode, slopeOption } = lends;
  return { code: runs.code, option: runs.option, slopeCode, slopeOption, borrowed: 1 };
}

function isSurrogatePiece(piece: Activation | Loss): piece is Surrogate {
  return "forward" in piece;
}
