import { exponent, powerOfTwo } from "./binary.js";
import { LN2_HIGH, LN2_LOW } from "./constants.js";
import { productError, sumError } from "./exact.js";
import { expSum } from "./exp.js";

/**
 * `x^y = e^(y log x)`, with the product in twice the precision. At most 0.95 ulp; a result that is
 * a double is exact. A negative x gives NaN unless y is whole.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  const base = Math.abs(x);
  if (!(base < Infinity && base > 0 && Math.abs(y) < Infinity)) return atTheEdges(x, y);
  if (x > 0) return positivePower(base, y);
  if (Math.floor(y) !== y) return NaN;
  return isOdd(y) ? -positivePower(base, y) : positivePower(base, y);
}

/** The power when x or y is NaN or infinite, or x is 0. */
function atTheEdges(x: number, y: number): number {
  const base = Math.abs(x);
  if (Number.isNaN(x) || Number.isNaN(y) || (base === 1 && Math.abs(y) === Infinity)) return NaN;
  const size = base > 1 === y > 0 ? Infinity : 0;
  const negative = x < 0 || 1 / x < 0;
  return negative && isOdd(y) ? -size : size;
}

/** False from 2^53 on: those doubles are all even. */
function isOdd(y: number): boolean {
  return Math.abs(y % 2) === 1;
}

/**
 * `x^y` for finite `x > 0`: `log(2^k m) = k ln 2 + 2 artanh(s)`, `s = (m − 1) / (m + 1)`,
 * `2 artanh(s) = 2 s + s t`, `t = 2/3 s² + 2/5 s⁴ + …`, with a relative error of about 2^−65; each
 * rounding error is a term of its own.
 */
export function positivePower(x: number, y: number): number {
  const normal = x < 2.2250738585072014e-308 ? x * 1.8014398509481984e16 : x;
  const exponentOfNormal = exponent(normal);
  const k = normal === x ? exponentOfNormal : exponentOfNormal - 54;
  const m = normal * powerOfTwo(-exponentOfNormal);

  const numerator = m - 1;
  const denominator = m + 1;
  const s = numerator / denominator;
  const product = s * denominator;
  const remainder = numerator - product - productError(s, denominator, product) - s * sumError(m, 1, denominator);
  const sLow = remainder / denominator;

  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const third = z * TWO_THIRDS;
  const thirdLow = productError(z, TWO_THIRDS, third) + (z * TWO_THIRDS_LOW + zLow * TWO_THIRDS);
  const further = z * z * artanhTail(z);
  const t = third + further;
  const tLow = sumError(third, further, t) + thirdLow;

  const st = s * t;
  const stLow = productError(s, t, st) + (s * tLow + sLow * t);
  const twice = k * LN2_HIGH + 2 * s;
  const log = twice + st;
  const logLow = sumError(k * LN2_HIGH, 2 * s, twice) + sumError(twice, st, log) + (stLow + 2 * sLow + k * LN2_LOW);
  const high = log + logLow;
  const low = sumError(log, logLow, high);

  // Every power except that of 1 is ∞ or 0 long before y = 1e25, where the error terms are finite.
  const exponentOfX = y > 1e25 ? 1e25 : y < -1e25 ? -1e25 : y;
  const power = exponentOfX * high;
  if (power > 710) return Infinity;
  if (power < -746) return 0;
  return expSum(power, productError(exponentOfX, high, power) + exponentOfX * low);
}

const TWO_THIRDS = 0.6666666666666666;
const TWO_THIRDS_LOW = 3.700743415417188e-17;

/** `2/5 + 2/7 z + 2/9 z² + …` (Taylor) for `z ≤ 0.0295`, to 2^−60. */
function artanhTail(z: number): number {
  const p8 = 2 / 21 + z * (2 / 23 + z * (2 / 25 + z * (2 / 27)));
  const p4 = 2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * p8)));
  return 2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * p4)));
}
