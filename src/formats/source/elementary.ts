// Written by scripts/source-functions.ts from src/elementary: change those, and run it again.

/** Functions and constants by name: which others each needs, a bar, its code in TypeScript. */
export const elementary: Readonly<Record<string, string>> = {
  coarse: `geometric|const coarse: Float64Array = geometric(5e-324, 4294967296 * 4294967296, 33);`,
  fine: `geometric|const fine: Float64Array = geometric(0.0625, 2, 64);`,
  word: `|const word: DataView = new DataView(new ArrayBuffer(8));`,
  geometric: `|function geometric(first: number, ratio: number, length: number): Float64Array {
  const powers = new Float64Array(length);
  for (let j = 0, power = first; j < length; j++, power *= ratio) powers[j] = power;
  return powers;
}`,
  scale: `fine coarse|function scale(y: number, k: number): number {
  const i = (k + 1078) | 0;
  return y * fine[i & 63]! * coarse[i >> 6]!;
}`,
  powerOfTwo: `scale|function powerOfTwo(k: number): number {
  return scale(1, k);
}`,
  exponent: `word|function exponent(x: number): number {
  word.setFloat64(0, x);
  return ((word.getInt32(0) + (0x3ff00000 - 0x3fe6a09e)) >> 20) - 1023;
}`,
  LN2_HIGH: `|const LN2_HIGH = 0.6931471803691238;`,
  LN2_LOW: `|const LN2_LOW = 1.9082149292705877e-10;`,
  INVERSE_LN2: `|const INVERSE_LN2: number = 1.4426950408889634;`,
  erf: `slopeExcess ERF_1 aroundOne tail|function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return x + x * slopeExcess(x);
  const positive = a < 1.25 ? ERF_1 + aroundOne(a - 1) : a < 6 ? 1 - tail(a) : a >= 6 ? 1 : a;
  return x < 0 ? -positive : positive;
}`,
  erfc: `erf slopeExcess exponential beforeTail tail|function erfc(x: number): number {
  if (x < 0.5) {
    if (x < -0.84375) return 1 - erf(x);
    const excess = x * slopeExcess(x);
    return x < 0.25 ? 1 - (x + excess) : 0.5 - (x - 0.5 + excess);
  }
  if (x < 1.25) return exponential(x, -0.765625, beforeTail(x - 0.875));
  return x < 28 ? tail(x) : x >= 28 ? 0 : x;
}`,
  ERF_1: `|const ERF_1 = 0.8450629115104675;`,
  slopeExcess: `|function slopeExcess(x: number): number {
  const z = x * x;
  const p2 = -0.02848174957559851 + z * (-0.005770270296489442 + z * -2.3763016656650163e-5);
  const p = 0.12837916709551256 + z * (-0.3250421072470015 + z * p2);
  const q3 = 0.005081306281875766 + z * (0.00013249473800432164 + z * -3.960228278775368e-6);
  const q = 1 + z * (0.39791722395915535 + z * (0.0650222499887673 + z * q3));
  return p / q;
}`,
  aroundOne: `|function aroundOne(s: number): number {
  const p4 = -0.11089469428239668 + s * (0.035478304325618236 + s * -0.002166375594868791);
  const p2 = -0.3722078760357013 + s * (0.31834661990116175 + s * p4);
  const p = -0.0023621185607526594 + s * (0.41485611868374833 + s * p2);
  const q4 = 0.12617121980876164 + s * (0.01363708391202905 + s * 0.011984499846799107);
  const q2 = 0.540397917702171 + s * (0.07182865441419627 + s * q4);
  return p / (1 + s * (0.10642088040084423 + s * q2));
}`,
  exponential: `sumError productError expSum|function exponential(x: number, c: number, r: number): number {
  const square = x * x;
  const sum = c - square;
  const rest = sumError(c, -square, sum) - productError(x, x, square) + r;
  const exponent = sum + rest;
  return expSum(exponent, sumError(sum, rest, exponent));
}`,
  beforeTail: `|function beforeTail(s: number): number {
  const p4 = -0.04912175237626496 + s * (-0.004970315112703594 + s * -0.00014759234712749503);
  const p2 = -0.5961397749293126 + s * (-0.2399297148166126 + s * p4);
  const p = -0.0015744365985516755 + s * (-0.6819989517183758 + s * p2);
  const q4 = 0.023503477145291305 + s * (0.0016585600407564164 + s * 2.9420535280164766e-5);
  const q2 = 0.5715912167603654 + s * (0.15665431202460656 + s * q4);
  return p / (1 + s * (1.1300733006170252 + s * q2));
}`,
  tail: `exponential nearTail farTail|function tail(x: number): number {
  const z = 1 / (x * x);
  return (x < 1 / 0.35 ? exponential(x, -0.6875, nearTail(z)) : exponential(x, -0.5625, farTail(z))) / x;
}`,
  nearTail: `|function nearTail(z: number): number {
  const p6 = -67.70805981358416 + z * (-8.993048122879236 + z * -0.007553051901857262);
  const p4 = -81.72326049591499 + z * (-130.97907540326506 + z * p6);
  const p2 = 6.648593042616589 + z * (-8.054597765922352 + z * p4);
  const p = 0.11513505596515285 + z * (1.7625503857227254 + z * p2);
  const q6 = 108.63500554177944 + z * (6.570249770319282 + z * -0.0604244152148581);
  const q4 = 645.3872717332679 + z * (429.00814002756783 + z * q6);
  const q2 = 137.65775414351904 + z * (434.56587747522923 + z * q4);
  return p / (1 + z * (19.651271667439257 + z * q2));
}`,
  farTail: `|function farTail(z: number): number {
  const p4 = -637.5664433683896 + z * (-1025.0951316110772 + z * -483.5191916086514);
  const p2 = -17.757954917754752 + z * (-160.63638485582192 + z * p4);
  const p = -0.0098649429247001 + z * (-0.799283237680523 + z * p2);
  const q5 = 2553.0504064331644 + z * (474.52854120695537 + z * -22.44095244658582);
  const q3 = 1536.729586084437 + z * (3199.8582195085955 + z * q5);
  return p / (1 + z * (30.33806074348246 + z * (325.7925129965739 + z * q3)));
}`,
  sumError: `|function sumError(a: number, b: number, sum: number): number {
  const shareOfB = sum - a;
  return a - (sum - shareOfB) + (b - shareOfB);
}`,
  productError: `upperHalf|function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}`,
  upperHalf: `|function upperHalf(a: number): number {
  const shifted = a * 134217729;
  return shifted - (shifted - a);
}`,
  exp: `expSum|function exp(x: number): number {
  return expSum(x, 0);
}`,
  expSum: `INVERSE_LN2 TO_WHOLE LN2_HIGH LN2_LOW scale curvature|function expSum(x: number, low: number): number {
  const bounded = x > 710 ? 710 : x < -746 ? -746 : x;
  const k = bounded * INVERSE_LN2 + TO_WHOLE - TO_WHOLE;
  const high = bounded - k * LN2_HIGH;
  const rest = k * LN2_LOW - low;
  const sum = 1 + high;
  const lost = 1 - sum + high;
  return scale(sum + curvature(high - rest, lost - rest), k);
}`,
  expm1: `INVERSE_LN2 TO_WHOLE LN2_HIGH LN2_LOW powerOfTwo sumError scale curvature|function expm1(x: number): number {
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
}`,
  TO_WHOLE: `|const TO_WHOLE = 6755399441055744;`,
  curvature: `|function curvature(r: number, low: number): number {
  const z = r * r;
  const w = z * z;
  const c2 = 0.5 + r * 0.1666666666666668 + z * (0.0416666666666666 + r * 0.00833333333331949);
  const c6 =
    0.0013888888888925878 + r * 0.00019841269891047132 + z * (2.4801587236692096e-5 + r * 2.7557239632885586e-6);
  const c10 = 2.7557351191649675e-7 + r * 2.5110527394261518e-8 + z * 2.0890689840686517e-9;
  return low + z * c2 + z * w * (c6 + w * c10);
}`,
  log1p: `series logarithm sumError|function log1p(x: number): number {
  if (x <= -1) return x < -1 ? NaN : -Infinity;
  if (!(x < Infinity) || Math.abs(x) < 1e-17) return x;
  if (x > -0.29 && x < 0.41) return series(x, 0, 0);
  const sum = 1 + x;
  return logarithm(sum, 0, sumError(1, x, sum) / sum);
}`,
  logarithm: `exponent series powerOfTwo|function logarithm(x: number, shift: number, correction: number): number {
  const k = exponent(x);
  return series(x * powerOfTwo(-k) - 1, k + shift, correction);
}`,
  series: `LN2_HIGH LN2_LOW|function series(f: number, k: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd4 = 0.1818357216161805 + w * 0.14798198605106586;
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * odd4));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + (even + odd)) + (k * LN2_LOW + correction)) - f);
}`,
  tanh: `exp|function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 1e-9) return x;
  if (a < 0.76) {
    const z = x * x;
    const p = -1 + z * (-0.06425059122865685 + z * (-0.0007308992803417598 + z * -5.2188384115671726e-8));
    const q = 3 + z * (1.3927517736859705 + z * (0.07357912160113031 + z * 0.0007640577199120701));
    return x + x * ((z * p) / q);
  }
  const positive = 1 - 2 / (exp(a + a) + 1);
  return x < 0 ? -positive : positive;
}`,
};
