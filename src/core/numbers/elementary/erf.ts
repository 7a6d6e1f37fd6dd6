import { productError, sumError } from "./exact.js";
import { expSum } from "./exp.js";

/*
 * Rational approximations, one per interval of |x|. Intervals and coefficients: FreeBSD msun
 * s_erf.c (Remez fits), except for erfc between 0.5 and 1.25, where 1 − erf(x) cancels: those are
 * our own (interpolation at Chebyshev points, error 2^−64).
 */

/** Error function: `2/√π ∫₀ˣ e^(−t²) dt`. At most 0.94 ulp. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return x + x * slopeExcess(x);
  const positive = a < 1.25 ? ERF_1 + aroundOne(a - 1) : a < 6 ? 1 - tail(a) : a >= 6 ? 1 : a;
  return x < 0 ? -positive : positive;
}

/**
 * Complement of the error function, `1 − erf(x)`, with a small relative error in the far tail too.
 * At most 1.7 ulp, which occurs below 1.35; 0.89 ulp below 0.5, 1.55 from 1.5 to the last subnormal
 * at 27.2.
 */
export function erfc(x: number): number {
  if (x < 0.5) {
    if (x < -0.84375) return 1 - erf(x);
    const excess = x * slopeExcess(x);
    return x < 0.25 ? 1 - (x + excess) : 0.5 - (x - 0.5 + excess);
  }
  if (x < 1.25) return exponential(x, -0.765625, beforeTail(x - 0.875));
  return x < 28 ? tail(x) : x >= 28 ? 0 : x;
}

/** About `erf(1)`, in single precision. */
const ERF_1 = 0.8450629115104675;

/** `erf(x) / x − 1` for `|x| < 0.84375`. */
function slopeExcess(x: number): number {
  const z = x * x;
  const p2 = -0.02848174957559851 + z * (-0.005770270296489442 + z * -2.3763016656650163e-5);
  const p = 0.12837916709551256 + z * (-0.3250421072470015 + z * p2);
  const q3 = 0.005081306281875766 + z * (0.00013249473800432164 + z * -3.960228278775368e-6);
  const q = 1 + z * (0.39791722395915535 + z * (0.0650222499887673 + z * q3));
  return p / q;
}

/** `erf(1 + s) − ERF_1` for `−0.16 < s < 0.25`. */
function aroundOne(s: number): number {
  const p4 = -0.11089469428239668 + s * (0.035478304325618236 + s * -0.002166375594868791);
  const p2 = -0.3722078760357013 + s * (0.31834661990116175 + s * p4);
  const p = -0.0023621185607526594 + s * (0.41485611868374833 + s * p2);
  const q4 = 0.12617121980876164 + s * (0.01363708391202905 + s * 0.011984499846799107);
  const q2 = 0.540397917702171 + s * (0.07182865441419627 + s * q4);
  return p / (1 + s * (0.10642088040084423 + s * q2));
}

/** `e^(c + r − x²)`, with the exponent in twice the precision. */
function exponential(x: number, c: number, r: number): number {
  const square = x * x;
  const sum = c - square;
  const rest = sumError(c, -square, sum) - productError(x, x, square) + r;
  const exponent = sum + rest;
  return expSum(exponent, sumError(sum, rest, exponent));
}

/** `log(erfc(x)) + x² + 0.765625` for `s = x − 0.875`, `0.5 ≤ x ≤ 1.25`. */
function beforeTail(s: number): number {
  const p4 = -0.04912175237626496 + s * (-0.004970315112703594 + s * -0.00014759234712749503);
  const p2 = -0.5961397749293126 + s * (-0.2399297148166126 + s * p4);
  const p = -0.0015744365985516755 + s * (-0.6819989517183758 + s * p2);
  const q4 = 0.023503477145291305 + s * (0.0016585600407564164 + s * 2.9420535280164766e-5);
  const q2 = 0.5715912167603654 + s * (0.15665431202460656 + s * q4);
  return p / (1 + s * (1.1300733006170252 + s * q2));
}

/** `erfc(x)` for `1.25 ≤ x < 28`. */
function tail(x: number): number {
  const z = 1 / (x * x);
  return (x < 1 / 0.35 ? exponential(x, -0.6875, nearTail(z)) : exponential(x, -0.5625, farTail(z))) / x;
}

/**
 * `log(x erfc(x)) + x² + 0.6875` for `z = 1 / x²`, `x < 1/0.35`: msun's quotient plus 1/8, which
 * makes it smaller.
 */
function nearTail(z: number): number {
  const p6 = -67.70805981358416 + z * (-8.993048122879236 + z * -0.007553051901857262);
  const p4 = -81.72326049591499 + z * (-130.97907540326506 + z * p6);
  const p2 = 6.648593042616589 + z * (-8.054597765922352 + z * p4);
  const p = 0.11513505596515285 + z * (1.7625503857227254 + z * p2);
  const q6 = 108.63500554177944 + z * (6.570249770319282 + z * -0.0604244152148581);
  const q4 = 645.3872717332679 + z * (429.00814002756783 + z * q6);
  const q2 = 137.65775414351904 + z * (434.56587747522923 + z * q4);
  return p / (1 + z * (19.651271667439257 + z * q2));
}

/** `log(x erfc(x)) + x² + 0.5625` for `z = 1 / x²`, `x ≥ 1/0.35`. */
function farTail(z: number): number {
  const p4 = -637.5664433683896 + z * (-1025.0951316110772 + z * -483.5191916086514);
  const p2 = -17.757954917754752 + z * (-160.63638485582192 + z * p4);
  const p = -0.0098649429247001 + z * (-0.799283237680523 + z * p2);
  const q5 = 2553.0504064331644 + z * (474.52854120695537 + z * -22.44095244658582);
  const q3 = 1536.729586084437 + z * (3199.8582195085955 + z * q5);
  return p / (1 + z * (30.33806074348246 + z * (325.7925129965739 + z * q3)));
}
