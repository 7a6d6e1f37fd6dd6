import type { OutputRule, TargetRule } from "./loss.js";

/** Targets that are probabilities. */
export const probabilities: TargetRule = /* @__PURE__ */ Object.freeze<TargetRule>({
  wanted: "from 0 to 1",
  accepts: (target) => target >= 0 && target <= 1,
});

/** Outputs that are probabilities, each by itself. */
export const probabilityOutputs: OutputRule = /* @__PURE__ */ Object.freeze<OutputRule>({
  wanted: "from 0 to 1",
  instead: "end with sigmoid",
  accepts: ({ range = [0, 1] }) => range[0] >= 0 && range[1] <= 1,
});
