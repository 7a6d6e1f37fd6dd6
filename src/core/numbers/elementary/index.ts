/**
 * Elementary functions in plain double arithmetic: +, −, ×, ÷, comparisons, `Math.abs` and
 * `Math.floor`, in a fixed order. The last bits of `Math.exp` and similar functions depend on the
 * platform; here the bits are the same everywhere. Each result is within 2 ulp of the exact value,
 * and special cases are those of `Math.*`.
 */
export { cos } from "./cos.js";
export { erf, erfc } from "./erf.js";
export { exp, expm1 } from "./exp.js";
export { log, log1p } from "./log.js";
export { pow } from "./pow.js";
export { tanh } from "./tanh.js";
