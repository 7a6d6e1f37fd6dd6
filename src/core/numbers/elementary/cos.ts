import { sumError } from "./exact.js";

/**
 * `π / 2` in four parts: three of 31 bits, whose products with `n < 2^22` are exact, and the rest.
 */
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.07710049817245e-11;
const HALF_PI_3 = 8.333742909677158e-20;
const HALF_PI_4 = 8.843720566135701e-29;

/**
 * Cosine: `|x| = n π/2 + r`, `|r| ≤ π/4`, with r in twice the precision (Cody and Waite), then ±cos
 * r or ±sin r. At most 0.77 ulp for `|x| ≤ 2^22`. A larger x is first reduced by the double nearest
 * to 2π: the bits are the same everywhere and the value lies in [−1, 1], but the error grows as
 * `|x| · 2^−54`.
 */
export function cos(x: number): number {
  const a = Math.abs(x);
  const b = a <= 4194304 ? a : a % 6.283185307179586;
  const n = Math.floor(b * 0.6366197723675814 + 0.5);
  const r1 = b - n * HALF_PI_1;
  const r2 = r1 - n * HALF_PI_2;
  const r3 = r2 - n * HALF_PI_3;
  const rest = sumError(r1, n * -HALF_PI_2, r2) + sumError(r2, n * -HALF_PI_3, r3) - n * HALF_PI_4;
  const r = r3 + rest;
  const low = sumError(r3, rest, r);
  const quadrant = n & 3;
  const size = (quadrant & 1) === 0 ? cosNearZero(r, low) : sinNearZero(r, low);
  return quadrant === 1 || quadrant === 2 ? -size : size;
}

/**
 * `cos(r + low)` for `|r| ≤ π/4`: `1 − r²/2 + …`, plus the rounding error of `1 − r²/2`.
 * Coefficients: FreeBSD msun k_cos.c.
 */
function cosNearZero(r: number, low: number): number {
  const z = r * r;
  const half = 0.5 * z;
  const sum = 1 - half;
  const p4 = -2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11);
  const p = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * (2.480158728947673e-5 + z * p4)));
  return sum + (1 - sum - half + (z * p - r * low));
}

/** `sin(r + low)` for `|r| ≤ π/4`: `r − r³/6 + …`. Coefficients: FreeBSD msun k_sin.c. */
function sinNearZero(r: number, low: number): number {
  const z = r * r;
  const p4 = 2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const p2 = 0.00833333333332249 + z * (-0.0001984126982985795 + z * p4);
  const p = -0.16666666666666632 + z * p2;
  return r + (z * r * p + low * (1 - 0.5 * z));
}
