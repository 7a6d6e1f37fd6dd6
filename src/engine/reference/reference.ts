import { vector } from "../../matrix.js";
import type { Engine, Machine } from "../engine.js";
import { activate, multiply, slope } from "./activate.js";
import { affine } from "./affine.js";
import { gradA, gradB, gradW } from "./gradients.js";
import { lossDelta, lossGradient, lossSum } from "./loss.js";

/** Plain loops in JavaScript: the definition of what every engine computes. */
export const reference: Engine = /* @__PURE__ */ Object.freeze<Machine>({
  name: "reference",
  claim: vector,
  kernels: { affine, activate, slope, gradA, gradW, gradB, multiply, lossSum, lossGradient, lossDelta },
});
