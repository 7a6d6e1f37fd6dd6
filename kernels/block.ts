/*
 * Numbers of a block, T = f64 or f32, as pairs of float64: functions of one number, and losses, are
 * computed in float64 for both dtypes. The last pair of a row of odd length reaches into the next
 * row, which is written after it. That of the last row reaches into the slack behind the block.
 */

/** Copies bytes, and up to 15 more: of a block, the next row overwrites them. */
export function copy(to: usize, from: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
}

/** The two numbers at `p`. */
@inline
export function load2<T>(p: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(p) : f64x2.promote_low_f32x4(v128.load64_zero(p));
}

@inline
export function store2<T>(p: usize, x: v128): void {
  if (sizeof<T>() == 8) v128.store(p, x);
  else v128.store64_lane(p, f32x4.demote_f64x2_zero(x), 0);
}

/**
 * The same at the end of a row where `end` is behind the first of them: it stores only that one
 * where another thread may have written the next row already.
 */
@inline
export function storeInRow<T>(p: usize, end: usize, x: v128): void {
  if (!ASC_FEATURE_THREADS || p + sizeof<T>() != end) store2<T>(p, x);
  else if (sizeof<T>() == 8) v128.store64_lane(p, x, 0);
  else v128.store32_lane(p, f32x4.demote_f64x2_zero(x), 0);
}

/** x as it is after storing and loading it. */
@inline
export function rounded<T>(x: v128): v128 {
  return sizeof<T>() == 8 ? x : f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x));
}

/*
 * The same for one loop that serves both dtypes, with `wide` for float64. A branch that never
 * changes costs next to nothing; a second copy of e^x costs some hundreds of bytes.
 */

@inline
export function loadTwo(wide: bool, p: usize): v128 {
  return wide ? v128.load(p) : load2<f32>(p);
}

@inline
export function storeTwo(wide: bool, p: usize, x: v128): void {
  if (wide) v128.store(p, x);
  else store2<f32>(p, x);
}

/** The numbers at `p` and at `q`. */
@inline
export function loadPair(wide: bool, p: usize, q: usize): v128 {
  if (wide) return v128.load64_lane(q, v128.load64_zero(p), 1);
  return f64x2.promote_low_f32x4(v128.load32_lane(q, v128.load32_zero(p), 1));
}

/** Stores a number at `q` and then one at `p`, which may be the same. Returns them as stored. */
@inline
export function storePair(wide: bool, p: usize, q: usize, x: v128): v128 {
  if (wide) {
    v128.store64_lane(q, x, 1);
    v128.store64_lane(p, x, 0);
    return x;
  }
  const y = f32x4.demote_f64x2_zero(x);
  v128.store32_lane(q, y, 1);
  v128.store32_lane(p, y, 0);
  return f64x2.promote_low_f32x4(y);
}
