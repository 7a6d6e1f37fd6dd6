import { vector } from "../../matrix.js";
import type { Machine } from "../engine.js";
import { activate, slope } from "./activate.js";
import { affine } from "./affine.js";
import { gradA, gradB, gradW } from "./gradients.js";
import { lossDelta, lossGradient, lossSum } from "./loss.js";

/** Plain loops in JavaScript: the definition of what every engine computes. */
export const reference: Machine = /* @__PURE__ */ Object.freeze<Machine>({
  name: "reference",
  claim: vector,
  kernels: { affine, activate, slope, gradA, gradW, gradB, lossSum, lossGradient, lossDelta },
});
