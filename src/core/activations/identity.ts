import { IDENTITY } from "../checks/codes.js";
import { compiled } from "../checks/compiled.js";
import type { Elementwise } from "./activation.js";

/** Identity: `f(z) = z`, `f′ = 1`. What a layer has when it is given none: the output of a regression. */
export const identity: Elementwise = /* @__PURE__ */ compiled<Elementwise>(IDENTITY, {
  name: "identity",
  apply: (z) => z,
  derivative: () => 1,
});
