// Written by scripts/source-functions.ts from src/activations: change those, and run it again.

/** Functions and constants by name: which others each needs, a bar, its code in TypeScript. */
export const activations: Readonly<Record<string, string>> = {
  elu: `expm1|function elu(z: number, alpha: number): number {
  return z > 0 ? z : alpha * expm1(z);
}`,
  geluNormal: `erfc|function geluNormal(z: number): number {
  return 0.5 * erfc(-z * 0.7071067811865476);
}`,
  gelu: `geluNormal|function gelu(z: number): number {
  return z * geluNormal(z);
}`,
  geluTanhScale: `|const geluTanhScale = 0.7978845608028654;`,
  geluTanhCubic: `|const geluTanhCubic = 0.044715;`,
  geluTanhShare: `exp geluTanhScale geluTanhCubic|function geluTanhShare(z: number): number {
  return 1 / (1 + exp(-2 * geluTanhScale * (z + geluTanhCubic * z * z * z)));
}`,
  geluTanh: `geluTanhShare|function geluTanh(z: number): number {
  return z * geluTanhShare(z);
}`,
  hardSigmoid: `|function hardSigmoid(z: number): number {
  return Math.min(Math.max(z / 6 + 0.5, 0), 1);
}`,
  identity: `|function identity(z: number): number {
  return z;
}`,
  leakyRelu: `|function leakyRelu(z: number, slope: number): number {
  return z > 0 ? z : slope * z;
}`,
  relu: `|function relu(z: number): number {
  return z <= 0 ? 0 : z;
}`,
  seluScale: `|const seluScale = 1.0507009873554805;`,
  seluAlpha: `|const seluAlpha = 1.6732632423543772;`,
  selu: `seluScale seluAlpha expm1|function selu(z: number): number {
  return z > 0 ? seluScale * z : seluScale * seluAlpha * expm1(z);
}`,
  sigmoid: `exp|function sigmoid(z: number): number {
  return 1 / (1 + exp(-z));
}`,
  silu: `exp|function silu(z: number): number {
  return z / (1 + exp(-z));
}`,
  softmax: `exp|function softmax(z: Float64Array | Float32Array, into: Float64Array | Float32Array): void {
  let largest = -Infinity;
  for (let k = 0; k < z.length; k++) largest = Math.max(largest, z[k]!);
  let sum = 0;
  for (let k = 0; k < z.length; k++) {
    into[k] = exp(z[k]! - largest);
    sum += into[k]!;
  }
  for (let k = 0; k < z.length; k++) into[k]! /= sum;
}`,
  softplus: `log1p exp|function softplus(z: number): number {
  return Math.max(z, 0) + log1p(exp(-Math.abs(z)));
}`,
  softsign: `|function softsign(z: number): number {
  return z / (1 + Math.abs(z));
}`,
  step: `|function step(z: number): number {
  return z > 0 ? 1 : z < 0 ? 0 : z === 0 ? 0.5 : Number.NaN;
}`,
};
