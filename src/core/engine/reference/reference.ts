import type { Engine, Machine } from "../engine.js";
import { activate, multiply, slope } from "./activate.js";
import { affine } from "./affine.js";
import { gradA, gradB, gradW } from "./gradients.js";
import { lossDelta, lossGradient, lossSum } from "./loss.js";
import { open } from "./memory.js";

/** The reference engine as the inside of the library sees it. */
export const plain: Machine = /* @__PURE__ */ Object.freeze<Machine>({
  name: "reference",
  // 2¹⁹: esbuild would keep a power, and with it the engine, in a page that has no use for it.
  slice: 524_288,
  open,
  kernels: { affine, activate, slope, gradA, gradW, gradB, multiply, lossSum, lossGradient, lossDelta },
});

/** Plain loops in JavaScript: the definition of what every engine computes. */
export const reference: Engine = plain;
