import { affine, put } from "./affine";
import { firstPanel, lanes, lastPanel, maskAt, panelAt, ROW } from "./panels";

/** Samples whose δ are copied at a time, so that they follow each other. */
const CHUNK = 128;
let chunk: usize = memory.data(CHUNK * 32, 16);

/** Gives the copies another place: threads with one memory must not share one. */
export function useChunk(at: usize): void {
  chunk = at;
}

/**
 * `∂E/∂a = δ·W` of the layer before, by `affine` with biases of 0 and Wᵀ in panels, which are
 * written to `transposed`. For few samples a copy of W costs more than it saves: they read its
 * columns from where they are.
 */
export function gradA<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize,
): void {
  if (rows < 4) {
    for (let r = 0; r < rows; r++) {
      const row = <usize>r * sizeof<T>();
      down<T>(inputs, outputs, delta + row * outputs, W, into + row * inputs);
    }
    return;
  }
  transpose<T>(inputs, outputs, W, transposed);
  affine<T>(rows, outputs, inputs, delta, transposed, into);
}

/** Writes the panels of Wᵀ. */
@inline
function transpose<T>(inputs: i32, outputs: i32, W: usize, to: usize): void {
  for (let first = 0; first < inputs; first += lanes<T>()) {
    put(to, i64x2.splat(0), i64x2.splat(0));
    to += ROW;
    const count = <usize>min(lanes<T>(), inputs - first) * ROW;
    for (let j = 0; j < outputs; j++, to += ROW) {
      const lane = <usize>(j & (lanes<T>() - 1)) * sizeof<T>();
      const from = panelAt(W, inputs, j / lanes<T>()) + <usize>(first + 1) * ROW + lane;
      for (let at: usize = 0; at < count; at += ROW) store<T>(to + at / lanes<T>(), load<T>(from + at));
    }
  }
}

/** `∂E/∂a` of one sample, a panel's width of inputs at a time. */
export function down<T>(inputs: i32, outputs: i32, delta: usize, W: usize, into: usize): void {
  for (let first = ((inputs - 1) / lanes<T>()) * lanes<T>(); first >= 0; first -= lanes<T>()) {
    const top = W + <usize>(first + 1) * ROW;
    let lower = i64x2.splat(0), upper = lower;
    for (let j = 0; j < outputs; j++) {
      const w = panelAt(top, inputs, j / lanes<T>()) + <usize>(j & (lanes<T>() - 1)) * sizeof<T>();
      const d = v128.load_splat<T>(delta + <usize>j * sizeof<T>());
      lower = v128.add<T>(lower, v128.mul<T>(d, column<T>(w)));
      upper = v128.add<T>(upper, v128.mul<T>(d, column<T>(w + (<usize>lanes<T>() / 2) * ROW)));
    }
    put(into + <usize>first * sizeof<T>(), lower, upper);
  }
}

/** A vector of numbers that stand one under the other in a panel. */
@inline
function column<T>(w: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_lane(w + ROW, v128.load64_zero(w), 1);
  const two = v128.load32_lane(w + ROW, v128.load32_zero(w), 1);
  return v128.load32_lane(w + 3 * ROW, v128.load32_lane(w + 2 * ROW, two, 2), 3);
}

/**
 * `∂E/∂W = δᵀ·a`, sample by sample, four inputs by a panel at a time: added to what is there, or
 * with `fresh` in place of it.
 */
export function gradW<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize, fresh: bool,
): void {
  // The δ of many samples, far apart, would push each other out of the cache.
  const copies = inputs >= 32 && outputs > lanes<T>();
  const across = <usize>inputs * sizeof<T>();
  const down = <usize>outputs * sizeof<T>();
  for (let p = lastPanel<T>(outputs); p >= firstPanel; p--) {
    const panel = panelAt(into, inputs, p) + ROW;
    const mask = maskAt<T>(outputs, p);
    if (!copies) {
      panelOf<T>(rows, inputs, delta + <usize>p * ROW, down, a, panel, fresh, mask);
      continue;
    }
    for (let r = 0; r < rows; r += CHUNK) {
      const count = min(CHUNK, rows - r);
      let from = delta + <usize>r * down + <usize>p * ROW;
      for (let k = 0; k < count; k++, from += down) put(chunk + <usize>k * ROW, v128.load(from), v128.load(from, 16));
      panelOf<T>(count, inputs, chunk, ROW, a + <usize>r * across, panel, fresh && r == 0, mask);
    }
  }
}

/** The same of one panel. */
function panelOf<T>(
  rows: i32, inputs: i32, delta: usize, down: usize, a: usize, into: usize, fresh: bool, mask: usize,
): void {
  const across = <usize>inputs * sizeof<T>();
  const lower = v128.load(mask);
  const upper = v128.load(mask, 16);
  let x = a;
  let g = into;
  let i = 4;
  for (; i <= inputs; i += 4, x += 4 * sizeof<T>(), g += 4 * ROW) {
    let lower0 = i64x2.splat(0), upper0 = lower0, lower1 = lower0, upper1 = lower0;
    let lower2 = lower0, upper2 = lower0, lower3 = lower0, upper3 = lower0;
    if (!fresh) {
      lower0 = v128.load(g), upper0 = v128.load(g, 16), lower1 = v128.load(g, 32), upper1 = v128.load(g, 48);
      lower2 = v128.load(g, 64), upper2 = v128.load(g, 80), lower3 = v128.load(g, 96), upper3 = v128.load(g, 112);
    }
    let xr = x;
    let d = delta;
    for (let r = 0; r < rows; r++, xr += across, d += down) {
      const l = v128.load(d);
      const u = v128.load(d, 16);
      const s0 = v128.load_splat<T>(xr);
      lower0 = v128.add<T>(lower0, v128.mul<T>(s0, l));
      upper0 = v128.add<T>(upper0, v128.mul<T>(s0, u));
      const s1 = v128.load_splat<T>(xr, sizeof<T>());
      lower1 = v128.add<T>(lower1, v128.mul<T>(s1, l));
      upper1 = v128.add<T>(upper1, v128.mul<T>(s1, u));
      const s2 = v128.load_splat<T>(xr, 2 * sizeof<T>());
      lower2 = v128.add<T>(lower2, v128.mul<T>(s2, l));
      upper2 = v128.add<T>(upper2, v128.mul<T>(s2, u));
      const s3 = v128.load_splat<T>(xr, 3 * sizeof<T>());
      lower3 = v128.add<T>(lower3, v128.mul<T>(s3, l));
      upper3 = v128.add<T>(upper3, v128.mul<T>(s3, u));
    }
    put(g, v128.and(lower0, lower), v128.and(upper0, upper));
    put(g + ROW, v128.and(lower1, lower), v128.and(upper1, upper));
    put(g + 2 * ROW, v128.and(lower2, lower), v128.and(upper2, upper));
    put(g + 3 * ROW, v128.and(lower3, lower), v128.and(upper3, upper));
  }
  for (i -= 4; i < inputs; i++, x += sizeof<T>(), g += ROW) {
    let lower0 = i64x2.splat(0), upper0 = lower0;
    if (!fresh) lower0 = v128.load(g), upper0 = v128.load(g, 16);
    let xr = x;
    let d = delta;
    for (let r = 0; r < rows; r++, xr += across, d += down) {
      const s = v128.load_splat<T>(xr);
      lower0 = v128.add<T>(lower0, v128.mul<T>(s, v128.load(d)));
      upper0 = v128.add<T>(upper0, v128.mul<T>(s, v128.load(d, 16)));
    }
    put(g, v128.and(lower0, lower), v128.and(upper0, upper));
  }
}

/** `∂E/∂b = Σ δ`, sample by sample: added to what is there, or with `fresh` in place of it. */
export function gradB<T>(rows: i32, inputs: i32, outputs: i32, delta: usize, into: usize, fresh: bool): void {
  const down = <usize>outputs * sizeof<T>();
  for (let p = lastPanel<T>(outputs); p >= firstPanel; p--) {
    const g = panelAt(into, inputs, p);
    let lower = i64x2.splat(0), upper = lower;
    if (!fresh) lower = v128.load(g), upper = v128.load(g, 16);
    let d = delta + <usize>p * ROW;
    for (let r = 0; r < rows; r++, d += down) {
      lower = v128.add<T>(lower, v128.load(d));
      upper = v128.add<T>(upper, v128.load(d, 16));
    }
    const mask = maskAt<T>(outputs, p);
    put(g, v128.and(lower, v128.load(mask)), v128.and(upper, v128.load(mask, 16)));
  }
}
