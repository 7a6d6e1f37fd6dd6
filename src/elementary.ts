/**
 * Elementary functions in plain double arithmetic: +, −, ×, ÷, comparisons, `Math.abs` and `Math.floor`, in a fixed order.
 * The language leaves the last bits of `Math.exp` and its kin to the platform; here the bits are the same everywhere.
 * Each result is within 2 ulp of the exact value, and special cases are those of `Math.*`.
 */
export { cos } from "./elementary/cos.js";
export { erf, erfc } from "./elementary/erf.js";
export { exp, expm1 } from "./elementary/exp.js";
export { log, log1p } from "./elementary/log.js";
export { pow } from "./elementary/pow.js";
export { tanh } from "./elementary/tanh.js";
