import { ADA_GRAD, ADAM, RMS_PROP, SGD } from "../src/core/engine/simd/optimizerCodes";
import { put } from "./affine";
import { loadTwo, storeTwo } from "./block";

/**
 * One update of `size` parameters by their gradient, two at a time: computed in float64, and
 * rounded when it is stored. `first` and `second` are the optimizer's vectors, always in float64.
 * `constants` are the same for all updates; `scalars` follow from the schedule and the number of
 * the update. src/core/engine/simd/updates.ts writes both.
 */
export function update(
  wide: bool, rule: i32, size: i32, p: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  const end = p + (<usize>size << (wide ? 3 : 2));
  if (rule == SGD) sgd(wide, p, end, g, first, constants, scalars);
  else adaptive(wide, rule, p, end, g, first, second, constants, scalars);
}

/** The optimizers with a step size for each parameter. */
function adaptive(
  wide: bool, rule: i32, p: usize, end: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  if (rule == ADAM) adam(wide, p, end, g, first, second, constants, scalars);
  else if (rule == RMS_PROP) rmsProp(wide, p, end, g, first, constants, scalars);
  else adaGrad(wide, p, end, g, first, constants, scalars);
}

/** Whether the update is `p − η g` alone. */
export function isPlain(rule: i32, constants: usize): bool {
  return rule == SGD && load<f64>(constants) == 0 && load<f64>(constants, 8) == 0;
}

/** Constants: λ, μ, nesterov; scalar: η. */
function sgd(
  wide: bool, p: usize, end: usize, g: usize, velocity: usize, constants: usize, scalars: usize,
): void {
  const pair: usize = wide ? 16 : 8;
  const decay = load<f64>(constants);
  const momentum = v128.load64_splat(constants, 8);
  const looksAhead = load<f64>(constants, 16) != 0;
  const moves = load<f64>(constants, 8) != 0;
  const rate = v128.load64_splat(scalars);
  if (!wide && !moves && decay == 0) {
    for (; p < end; p += 16, g += 16) {
      const old = v128.load(p);
      const slope = v128.load(g);
      const lower = f64x2.sub(f64x2.promote_low_f32x4(old), f64x2.mul(rate, f64x2.promote_low_f32x4(slope)));
      const upper = f64x2.sub(upperHalf(old), f64x2.mul(rate, upperHalf(slope)));
      v128.store(p, v128.shuffle<u64>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 2));
    }
    return;
  }
  if (wide && !moves && decay == 0) {
    for (; p < end; p += 32, g += 32) {
      const lower = f64x2.sub(v128.load(p), f64x2.mul(rate, v128.load(g)));
      const upper = f64x2.sub(v128.load(p, 16), f64x2.mul(rate, v128.load(g, 16)));
      put(p, lower, upper);
    }
    return;
  }
  for (; p < end; p += pair, g += pair) {
    const old = loadTwo(wide, p);
    let step = loadTwo(wide, g);
    if (decay != 0) step = f64x2.add(step, f64x2.mul(f64x2.splat(decay), old));
    if (moves) {
      const v = f64x2.add(f64x2.mul(momentum, v128.load(velocity)), step);
      v128.store(velocity, v);
      velocity += 16;
      step = looksAhead ? f64x2.add(step, f64x2.mul(momentum, v)) : v;
    }
    storeTwo(wide, p, f64x2.sub(old, f64x2.mul(rate, step)));
  }
}

/** The last two of four float32. */
@inline
function upperHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1));
}

/**
 * Constants: λ in the gradient, β₁, β₂; scalars with c = √(1 − β₂ᵗ): ηc/(1 − β₁ᵗ), εc, 1 − ηλ of
 * the parameters.
 */
function adam(
  wide: bool, p: usize, end: usize, g: usize, m: usize, v: usize, constants: usize, scalars: usize,
): void {
  const pair: usize = wide ? 16 : 8;
  const decay = v128.load64_splat(constants);
  const beta1 = v128.load64_splat(constants, 8);
  const beta2 = v128.load64_splat(constants, 16);
  const size = v128.load64_splat(scalars);
  const epsilon = v128.load64_splat(scalars, 8);
  const keep = v128.load64_splat(scalars, 16);
  const rest1 = f64x2.sub(f64x2.splat(1), beta1);
  const rest2 = f64x2.sub(f64x2.splat(1), beta2);
  for (; p < end; p += pair, g += pair, m += 16, v += 16) {
    const old = loadTwo(wide, p);
    const slope = f64x2.add(loadTwo(wide, g), f64x2.mul(decay, old));
    const mean = f64x2.add(f64x2.mul(beta1, v128.load(m)), f64x2.mul(rest1, slope));
    const square = f64x2.add(f64x2.mul(beta2, v128.load(v)), f64x2.mul(f64x2.mul(rest2, slope), slope));
    v128.store(m, mean);
    v128.store(v, square);
    const root = f64x2.add(f64x2.sqrt(square), epsilon);
    storeTwo(wide, p, f64x2.sub(f64x2.mul(old, keep), f64x2.div(f64x2.mul(size, mean), root)));
  }
}

/** Constants: λ, α, ε; scalar: η. */
function rmsProp(
  wide: bool, p: usize, end: usize, g: usize, v: usize, constants: usize, scalars: usize,
): void {
  const pair: usize = wide ? 16 : 8;
  const decay = v128.load64_splat(constants);
  const alpha = v128.load64_splat(constants, 8);
  const epsilon = v128.load64_splat(constants, 16);
  const rate = v128.load64_splat(scalars);
  const rest = f64x2.sub(f64x2.splat(1), alpha);
  for (; p < end; p += pair, g += pair, v += 16) {
    const old = loadTwo(wide, p);
    const slope = f64x2.add(loadTwo(wide, g), f64x2.mul(decay, old));
    const square = f64x2.add(f64x2.mul(alpha, v128.load(v)), f64x2.mul(f64x2.mul(rest, slope), slope));
    v128.store(v, square);
    const root = f64x2.add(f64x2.sqrt(square), epsilon);
    storeTwo(wide, p, f64x2.sub(old, f64x2.div(f64x2.mul(rate, slope), root)));
  }
}

/** Constants: λ, ε; scalar: η. */
function adaGrad(
  wide: bool, p: usize, end: usize, g: usize, sum: usize, constants: usize, scalars: usize,
): void {
  const pair: usize = wide ? 16 : 8;
  const decay = v128.load64_splat(constants);
  const epsilon = v128.load64_splat(constants, 8);
  const rate = v128.load64_splat(scalars);
  for (; p < end; p += pair, g += pair, sum += 16) {
    const old = loadTwo(wide, p);
    const slope = f64x2.add(loadTwo(wide, g), f64x2.mul(decay, old));
    const square = f64x2.add(v128.load(sum), f64x2.mul(slope, slope));
    v128.store(sum, square);
    const root = f64x2.add(f64x2.sqrt(square), epsilon);
    storeTwo(wide, p, f64x2.sub(old, f64x2.div(f64x2.mul(rate, slope), root)));
  }
}
