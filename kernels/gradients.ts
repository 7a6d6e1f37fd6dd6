import { put } from "./affine";
import { lanes, lowerMask, panelAt, ROW, upperMask } from "./panels";

/** `∂E/∂a = δ·W` of the layer before: four samples by a panel's width of inputs at a time. */
export function gradA<T>(rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, into: usize): void {
  const across = <usize>inputs * sizeof<T>();
  const down = <usize>outputs * sizeof<T>();
  for (let p = (inputs - 1) / lanes<T>(); p >= 0; p--) {
    const first = W + <usize>(1 + p * lanes<T>()) * ROW;
    let d = delta;
    let to = into + <usize>p * ROW;
    let r = 4;
    for (; r <= rows; r += 4) {
      let lower0 = zero<T>(), upper0 = zero<T>(), lower1 = zero<T>(), upper1 = zero<T>();
      let lower2 = zero<T>(), upper2 = zero<T>(), lower3 = zero<T>(), upper3 = zero<T>();
      let d0 = d, d1 = d + down, d2 = d1 + down, d3 = d2 + down;
      for (let j = 0; j < outputs; j++) {
        const w = column<T>(first, inputs, j);
        const l = stackFrom<T>(w);
        const u = stackFrom<T>(w + (<usize>lanes<T>() / 2) * ROW);
        const s0 = v128.load_splat<T>(d0);
        lower0 = v128.add<T>(lower0, v128.mul<T>(s0, l));
        upper0 = v128.add<T>(upper0, v128.mul<T>(s0, u));
        const s1 = v128.load_splat<T>(d1);
        lower1 = v128.add<T>(lower1, v128.mul<T>(s1, l));
        upper1 = v128.add<T>(upper1, v128.mul<T>(s1, u));
        const s2 = v128.load_splat<T>(d2);
        lower2 = v128.add<T>(lower2, v128.mul<T>(s2, l));
        upper2 = v128.add<T>(upper2, v128.mul<T>(s2, u));
        const s3 = v128.load_splat<T>(d3);
        lower3 = v128.add<T>(lower3, v128.mul<T>(s3, l));
        upper3 = v128.add<T>(upper3, v128.mul<T>(s3, u));
        d0 += sizeof<T>();
        d1 += sizeof<T>();
        d2 += sizeof<T>();
        d3 += sizeof<T>();
      }
      put(to, lower0, upper0);
      put((to += across), lower1, upper1);
      put((to += across), lower2, upper2);
      put((to += across), lower3, upper3);
      to += across;
      d += 4 * down;
    }
    for (r -= 4; r < rows; r++) {
      let lower0 = zero<T>(), upper0 = zero<T>();
      for (let j = 0; j < outputs; j++, d += sizeof<T>()) {
        const w = column<T>(first, inputs, j);
        const s = v128.load_splat<T>(d);
        lower0 = v128.add<T>(lower0, v128.mul<T>(s, stackFrom<T>(w)));
        upper0 = v128.add<T>(upper0, v128.mul<T>(s, stackFrom<T>(w + (<usize>lanes<T>() / 2) * ROW)));
      }
      put(to, lower0, upper0);
      to += across;
    }
  }
}

/** Adds `∂E/∂W = δᵀ·a`, sample by sample: four inputs by a panel at a time. */
export function gradW<T>(rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize): void {
  const across = <usize>inputs * sizeof<T>();
  const down = <usize>outputs * sizeof<T>();
  for (let p = (outputs - 1) / lanes<T>(); p >= 0; p--) {
    const lower = lowerMask<T>(outputs, p);
    const upper = upperMask<T>(outputs, p);
    const first = delta + <usize>p * ROW;
    let x = a;
    let g = panelAt(into, inputs, p) + ROW;
    let i = 4;
    for (; i <= inputs; i += 4, x += 4 * sizeof<T>(), g += 4 * ROW) {
      let lower0 = v128.load(g), upper0 = v128.load(g, 16), lower1 = v128.load(g, 32), upper1 = v128.load(g, 48);
      let lower2 = v128.load(g, 64), upper2 = v128.load(g, 80), lower3 = v128.load(g, 96), upper3 = v128.load(g, 112);
      let xr = x;
      let d = first;
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
      let lower0 = v128.load(g), upper0 = v128.load(g, 16);
      let xr = x;
      let d = first;
      for (let r = 0; r < rows; r++, xr += across, d += down) {
        const s = v128.load_splat<T>(xr);
        lower0 = v128.add<T>(lower0, v128.mul<T>(s, v128.load(d)));
        upper0 = v128.add<T>(upper0, v128.mul<T>(s, v128.load(d, 16)));
      }
      put(g, v128.and(lower0, lower), v128.and(upper0, upper));
    }
  }
}

/** Adds `∂E/∂b = Σ δ`, sample by sample. */
export function gradB<T>(rows: i32, inputs: i32, outputs: i32, delta: usize, into: usize): void {
  const down = <usize>outputs * sizeof<T>();
  for (let p = (outputs - 1) / lanes<T>(); p >= 0; p--) {
    const g = panelAt(into, inputs, p);
    let lower = v128.load(g), upper = v128.load(g, 16);
    let d = delta + <usize>p * ROW;
    for (let r = 0; r < rows; r++, d += down) {
      lower = v128.add<T>(lower, v128.load(d));
      upper = v128.add<T>(upper, v128.load(d, 16));
    }
    put(g, v128.and(lower, lowerMask<T>(outputs, p)), v128.and(upper, upperMask<T>(outputs, p)));
  }
}

// @ts-ignore: decorator
@inline
function zero<T>(): v128 {
  return v128.splat<T>(<T>0);
}

/** Where the weights to output `j` begin: one in each row from here on. */
// @ts-ignore: decorator
@inline
function column<T>(first: usize, inputs: i32, j: i32): usize {
  const lane = j & (lanes<T>() - 1);
  return panelAt(first, inputs, j / lanes<T>()) + <usize>lane * sizeof<T>();
}

/** A vector of what stands one under the other in a panel. */
// @ts-ignore: decorator
@inline
function stackFrom<T>(w: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_lane(w + ROW, v128.load64_zero(w), 1);
  const two = v128.load32_lane(w + ROW, v128.load32_zero(w), 1);
  return v128.load32_lane(w + 3 * ROW, v128.load32_lane(w + 2 * ROW, two, 2), 3);
}
