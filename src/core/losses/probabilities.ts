import type { TargetRule } from "./loss.js";

/** Targets that are probabilities. */
export const probabilities: TargetRule = /* @__PURE__ */ Object.freeze<TargetRule>({
  wanted: "from 0 to 1",
  accepts: (target) => target >= 0 && target <= 1,
});
