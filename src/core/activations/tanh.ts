import { builtIn } from "../checks/builtIn.js";
import { tanh as hyperbolicTangent } from "../numbers/elementary/index.js";
import { between, type Elementwise } from "./activation.js";

/** Hyperbolic tangent: `f(z) = (e^z − e^−z) / (e^z + e^−z)` in (−1, 1), `f′ = 1 − a²`. */
export const tanh: Elementwise = /* @__PURE__ */ builtIn({
  name: "tanh",
  range: /* @__PURE__ */ between(-1, 1),
  apply: hyperbolicTangent,
  derivative: (_z, a) => 1 - a * a,
});
