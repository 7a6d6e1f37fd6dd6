import { powerOfTwo, scale } from "./binary.js";
import { INVERSE_LN2, LN2_HIGH, LN2_LOW } from "./constants.js";
import { sumError } from "./exact.js";

/**
 * `e^x`, reduced and approximated as in `expSum`. At most 0.77 ulp, and subnormal results are
 * rounded once.
 */
export function exp(x: number): number {
  return expSum(x, 0);
}

/**
 * `e^(x + low)` for a `low` far below the last bits of 1: for exponents in twice the precision.
 *
 * `x = k ln 2 + r`, `|r| ≤ ln 2 / 2`, `e^x = 2^k e^r`.
 */
export function expSum(x: number, low: number): number {
  // At these bounds the scaling already gives ∞ and 0.
  const bounded = x > 710 ? 710 : x < -746 ? -746 : x;
  const k = bounded * INVERSE_LN2 + TO_WHOLE - TO_WHOLE;
  const high = bounded - k * LN2_HIGH;
  const rest = k * LN2_LOW - low;
  // Adding the rounding error of this sum makes powers exact that are doubles.
  const sum = 1 + high;
  const lost = 1 - sum + high;
  return scale(sum + curvature(high - rest, lost - rest), k);
}

/**
 * `e^x − 1`, accurate near 0: `2^k ((1 − 2^−k) + (e^r − 1))`, plus the rounding errors of the inner
 * sum. Reduction and polynomial as in `exp`. At most 1.3 ulp between ln 2 / 2 and ln 1.5; 1.1
 * elsewhere.
 */
export function expm1(x: number): number {
  if (Math.abs(x) < 1e-17) return x;
  if (x < -40) return -1;
  const bounded = x > 710 ? 710 : x;
  const k = bounded * INVERSE_LN2 + TO_WHOLE - TO_WHOLE;
  const high = bounded - k * LN2_HIGH;
  const rest = k * LN2_LOW;
  const unit = -powerOfTwo(-k);
  const constant = 1 + unit;
  const sum = constant + high;
  const lost = sumError(1, unit, constant) + sumError(constant, high, sum);
  return scale(sum + curvature(high - rest, lost - rest), k);
}

/** `1.5 · 2^52`: adding it rounds a number from −2^51 to 2^51 to a whole number. */
const TO_WHOLE = 6755399441055744;

/**
 * `low + (e^r − 1 − r)` for `|r| ≤ ln 2 / 2`: `r²/2 + … + c₁₂ r¹²` in Estrin's order, in which few
 * operations wait for others. Coefficients: our own, a minimax fit, error 2^−63 of e^r.
 */
function curvature(r: number, low: number): number {
  const z = r * r;
  const w = z * z;
  const c2 = 0.5 + r * 0.1666666666666668 + z * (0.0416666666666666 + r * 0.00833333333331949);
  const c6 =
    0.0013888888888925878 + r * 0.00019841269891047132 + z * (2.4801587236692096e-5 + r * 2.7557239632885586e-6);
  const c10 = 2.7557351191649675e-7 + r * 2.5110527394261518e-8 + z * 2.0890689840686517e-9;
  return low + z * c2 + z * w * (c6 + w * c10);
}
