import { builtIn } from "../checks/builtIn.js";
import { between, type Elementwise } from "./activation.js";

/** Identity: `f(z) = z`, `f′ = 1`. A layer's default, and the output of a regression. */
export const identity: Elementwise = /* @__PURE__ */ builtIn({
  name: "identity",
  range: /* @__PURE__ */ between(-Infinity, Infinity),
  apply: (z) => z,
  derivative: () => 1,
});
